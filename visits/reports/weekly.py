"""Figures of the weeks, without anybody's name: what was asked for, and what became of it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, TruncWeek

from scheduling.models import BookingRules, Reservation, Share
from scheduling.weeks import monday_of, week_name
from visits.models import Status, Visit

_CONFIRMED = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)
_ONE_WEEK = dt.timedelta(weeks=1)


@dataclass
class WeekFigures:
    """A week of the host (Monday to Sunday, its zone).

    `requests` were sent in it. The others are of visits whose session is in it: `confirmed` were
    approved, whatever became of them; of these `completed`, and `no_show`. `people` came to those
    that are completed (the number expected, where none was noted), from `regions` different
    ones and, from abroad, `countries` different ones.
    """

    starts_on: dt.date
    requests: int = 0
    confirmed: int = 0
    completed: int = 0
    no_show: int = 0
    people: int = 0
    regions: int = 0
    countries: int = 0
    _regions: set[str] = field(default_factory=set, repr=False)
    _countries: set[str] = field(default_factory=set, repr=False)

    @property
    def name(self) -> str:
        """Such as 2026-W50."""
        return week_name(self.starts_on)


def weekly(first: dt.date, last: dt.date) -> list[WeekFigures]:
    """The figures of each week from the one of `first` to that of `last`; five queries."""
    zone = BookingRules.load().zone
    monday, end = monday_of(first), monday_of(last) + _ONE_WEEK
    weeks = {}
    while monday < end:
        weeks[monday] = WeekFigures(monday)
        monday += _ONE_WEEK
    start = dt.datetime.combine(min(weeks), dt.time(), zone)
    # When visits of the time before were asked for, nobody knows.
    asked = Visit.objects.filter(
        created_at__gte=start,
        created_at__lt=dt.datetime.combine(end, dt.time(), zone),
        held_on=None,
    )
    by_week = asked.annotate(week=TruncWeek("created_at", tzinfo=zone)).order_by().values("week")
    for row in by_week.annotate(requests=Count("pk")):
        weeks[row["week"].date()].requests = row["requests"]
    places = dict(_places(min(weeks), end))
    held = Q(held_on__gte=min(weeks), held_on__lt=end)
    visits = Visit.objects.filter(Q(uid__in=places) | held, status__in=_CONFIRMED)
    came_or_expected = Coalesce(F("people_came"), F("people"))
    for uid, status, region, country, came, held_on in visits.values_list(
        "uid", "status", "region_id", "country", came_or_expected, "held_on"
    ):
        week = weeks[monday_of(held_on) if held_on else places[str(uid)]]
        week.confirmed += 1
        week.no_show += status == Status.NO_SHOW
        if status == Status.COMPLETED:
            week.completed += 1
            week.people += came
            if country:
                week._countries.add(country)
            else:
                week._regions.add(region)
            week.regions, week.countries = len(week._regions), len(week._countries)
    return list(weeks.values())


def _places(first: dt.date, end: dt.date) -> Iterator[tuple[str, dt.date]]:
    """Which visits (uid) have a place in the weeks from `first` until `end`, and in which."""
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    held = active.filter(week__gte=first, week__lt=end).values_list("owner", "week")
    shared = Share.objects.filter(
        reservation__in=active.filter(week__gte=first, week__lt=end)
    ).values_list("owner", "reservation__week")
    for owner, week in [*held, *shared]:
        yield owner.removeprefix("visit:"), week

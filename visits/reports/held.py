"""The visits that took place in a period: how many, who, and from where."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import get_language

from scheduling.models import BookingRules, Reservation, Share
from scheduling.once import once
from visits.language.countries import countries
from visits.models import Rank, Region, Status, Visit
from visits.queries.placed import in_days
from visits.reports.period import Period

# A delegation that arrives so long after the begin is still on time.
ON_TIME_WITHIN = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Held:
    """A visit that took place; `people` came, or were expected where nobody counted.

    `late` is how long after its begin it arrived, negative before it; None where nobody noted it.
    """

    pk: int
    day: dt.date
    people: int
    region: str
    rank: str
    late: dt.timedelta | None


@dataclass(frozen=True)
class Count:
    """So many visits and people of one kind: of a month, a province, a topic.

    `key` is what the list of visits narrows to it by.
    """

    key: str
    name: str
    visits: int
    people: int


Keyed = Sequence[tuple[str, Held]]
"""Visits with the key they are counted by; one that has several stands there for each."""


class By(StrEnum):
    """What visits are counted by."""

    MONTH = "month"
    PROVINCE = "province"
    REGION = "region"
    TOPIC = "topic"
    AGENCY = "agency"
    RANK = "rank"


@dataclass(frozen=True)
class Visitors:
    """Everything that is told of the visits that took place; counts begin with the most numerous.

    Months stand in order, also those without a visit.

    Of topics and agencies a visit may have several, so that their sum may be more than `visits`.
    `no_shows` were approved and did not come. `on_time` and `noted` count visits. `provinces` are
    the names of all of them by code, also of those from which nobody came. `keyed` are the visits
    themselves by province, topic and agency, for who counts them in another way.
    """

    visits: int
    people: int
    no_shows: int
    noted: int
    on_time: int
    by: dict[By, list[Count]]
    keyed: dict[By, Keyed]
    provinces: dict[str, str]

    @property
    def people_a_visit(self) -> Fraction | None:
        """On average; None without visits."""
        return Fraction(self.people, self.visits) if self.visits else None

    @property
    def punctual(self) -> Fraction | None:
        """The part of those whose arrival was noted that came on time; None where none was."""
        return Fraction(self.on_time, self.noted) if self.noted else None


def visitors_of(period: Period) -> Visitors:
    """What the visits of `period` come to, by the day of their session; seven queries."""
    zone = BookingRules.load().zone
    found = in_days(Visit.objects.order_by(), period.first, period.last)
    held, no_shows = _held(found, _begins(period), zone)
    completed = found.filter(status=Status.COMPLETED).values("pk")
    name = "topic__name_en" if get_language() == "en" else "topic__name"
    topics = Visit.topics.through.objects.filter(visit__in=completed).values_list(
        "visit", "topic__code", name
    )
    agencies = Visit.agencies.through.objects.filter(visit__in=completed).values_list(
        "visit", "agency__code", "agency__name"
    )
    # Of two periods, one beside the other, once.
    regions = once("regions", lambda: {region.code: region for region in Region.objects.all()})
    abroad = dict(countries())
    noted = [visit.late for visit in held if visit.late is not None]
    by_province = [(visit.region.partition(".")[0], visit) for visit in held]
    by_topic, topic_names = _of_several(held, topics)
    by_agency, agency_names = _of_several(held, agencies)
    return Visitors(
        visits=len(held),
        people=sum(visit.people for visit in held),
        no_shows=no_shows,
        noted=len(noted),
        on_time=sum(late <= ON_TIME_WITHIN for late in noted),
        by={
            By.MONTH: _by_month(held, period),
            By.PROVINCE: _counted(
                by_province,
                {code: region.name for code, region in regions.items()} | abroad,
            ),
            By.REGION: _counted(
                ((visit.region, visit) for visit in held),
                {code: region.full_name for code, region in regions.items()} | abroad,
            ),
            By.TOPIC: _counted(by_topic, topic_names),
            By.AGENCY: _counted(by_agency, agency_names),
            By.RANK: _counted(
                ((visit.rank, visit) for visit in held),
                {rank.value: str(rank.label) for rank in Rank},
            ),
        },
        keyed={By.PROVINCE: by_province, By.TOPIC: by_topic, By.AGENCY: by_agency},
        provinces={r.code: r.name for r in regions.values() if r.kind == Region.Kind.PROVINCE},
    )


def _held(
    found: QuerySet[Visit], begins: Mapping[str, tuple[dt.date, dt.time]], zone: dt.tzinfo
) -> tuple[list[Held], int]:
    """Those that took place, and how many did not come."""
    held, no_shows = [], 0
    for pk, uid, status, region, rank, arrived_at, held_on, came in found.filter(
        status__in=(Status.COMPLETED, Status.NO_SHOW)
    ).values_list(
        *("pk", "uid", "status"),
        # A country abroad stands among the provinces, and among their members, as one.
        Coalesce("region_id", "country"),
        *("leader_rank", "arrived_at", "held_on"),
        Coalesce(F("people_came"), F("people")),
    ):
        begin = begins.get(str(uid))
        if held_on:  # of the time before: its hour is not known
            held.append(Held(pk, held_on, came, region, rank, None))
        elif begin is None:  # only the memory of a place that was given back
            continue
        elif status == Status.NO_SHOW:
            no_shows += 1
        else:
            late = arrived_at - dt.datetime.combine(*begin, zone) if arrived_at else None
            held.append(Held(pk, begin[0], came, region, rank, late))
    return held, no_shows


def _begins(period: Period) -> dict[str, tuple[dt.date, dt.time]]:
    """When each place of the period begins, in local time, by the uid of the visit that has it."""
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    active = active.filter(date__range=(period.first, period.last))
    own = active.values_list("owner", "date", "starts_at")
    shared = Share.objects.filter(reservation__in=active).values_list(
        "owner", "reservation__date", "reservation__starts_at"
    )
    return {owner.removeprefix("visit:"): (day, hour) for owner, day, hour in (*own, *shared)}


def _by_month(held: Iterable[Held], period: Period) -> list[Count]:
    """Every month of the period in order, also without a visit; the key is its first day."""
    visits, people = Counter[dt.date](), Counter[dt.date]()
    for visit in held:
        month = visit.day.replace(day=1)
        visits[month] += 1
        people[month] += visit.people
    return [
        Count(f"{month}", date_format(month, "F Y"), visits[month], people[month])
        for month in period.months
    ]


def _counted(keyed: Iterable[tuple[str, Held]], names: Mapping[str, str]) -> list[Count]:
    """A count a key, the most numerous first, of equal ones by name."""
    visits, people = Counter[str](), Counter[str]()
    for key, visit in keyed:
        visits[key] += 1
        people[key] += visit.people
    counts = [Count(key, names.get(key, key), n, people[key]) for key, n in visits.items()]
    return sorted(counts, key=lambda count: (-count.visits, -count.people, count.name))


def _of_several(
    held: Iterable[Held], links: Iterable[tuple[int, str, str]]
) -> tuple[Keyed, dict[str, str]]:
    """Of what a visit may have several of, of links with the visit, the code and name of each."""
    by_pk = {visit.pk: visit for visit in held}
    keyed, names = [], {}
    for pk, code, name in links:
        if pk in by_pk:
            keyed.append((code, by_pk[pk]))
            names[code] = name or code
    return keyed, names

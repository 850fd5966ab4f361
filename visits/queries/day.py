"""Read model of one day: who comes, when, and what was noted so far."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from visits.models import Assignment, Status, Visit
from visits.queries.visits import Session, sessions_of, visits_between

# What was approved, whatever became of it on the day.
_EXPECTED = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)
# More than any hall holds: a slip of the finger.
MOST_CAME = 2000
_ONE_DAY = dt.timedelta(days=1)


class WrongMoment(ValueError):
    """A time that cannot be true; `code` is `not_yet`, `another_day` or `before_arrival`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_moment(
    at: dt.datetime,
    *,
    session: Session | None,
    now: dt.datetime,
    arrived_at: dt.datetime | None = None,
) -> None:
    """Raise WrongMoment unless a visit in `session` can have come, or left, at `at` (aware).

    It lies on the day of the session and not ahead; who came at `arrived_at` left that day and no
    earlier, to the minute, since people write minutes.
    """
    if at > now:
        raise WrongMoment("not_yet")
    if session is not None:
        zone = session.starts_at.tzinfo
        day = session.date if arrived_at is None else arrived_at.astimezone(zone).date()
        if at.astimezone(zone).date() != day:
            raise WrongMoment("another_day")
    if arrived_at is not None and at < arrived_at.replace(second=0, microsecond=0):
        raise WrongMoment("before_arrival")


def usual_departure(
    session: Session, *, now: dt.datetime, arrived_at: dt.datetime | None = None
) -> dt.datetime:
    """When a visit left whose departure is noted at `now` without a time; aware.

    On its day now; afterwards when its session ended, and where they came on another day than that
    of their session as long after `arrived_at`, before midnight.
    """
    zone = session.starts_at.tzinfo
    came = arrived_at or session.starts_at
    day = came.astimezone(zone).date()
    if day == now.astimezone(zone).date():
        return now
    if day == session.date:
        return max(came, session.ends_at)
    last_minute = dt.datetime.combine(day, dt.time(23, 59), zone)
    return max(came, min(came + (session.ends_at - session.starts_at), last_minute))


@dataclass(frozen=True)
class DayVisit:
    """A visit on its day. `together` names whom it shares its session with (a joint visit)."""

    visit: Visit
    session: Session
    officers: list[Assignment]
    together: list[str]

    @property
    def day(self) -> dt.date:
        """The local date on which they are here: of their arrival, else of their session."""
        arrived = self.visit.arrived_at
        if arrived is None:
            return self.session.date
        return arrived.astimezone(self.session.starts_at.tzinfo).date()

    @property
    def receiving(self) -> Assignment | None:
        """The officer who receives them, if one is named."""
        return next((a for a in self.officers if a.role == Assignment.Role.RECEIVING), None)


def visits_on(day: dt.date) -> list[DayVisit]:
    """The visits that are or were expected on the host's date `day`, by their hour.

    Those too that came that day, though their session is another's. Nine queries at most, however
    many there are.
    """
    planned = list(visits_between(day, day, statuses=_EXPECTED))
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    came = Visit.objects.filter(
        status__in=_EXPECTED, arrived_at__gte=midnight, arrived_at__lt=midnight + _ONE_DAY
    )
    others = came.exclude(pk__in=[visit.pk for visit in planned])
    return _with_sessions([*planned, *others.select_related("region__province").order_by("pk")])


def visit_on_its_day(visit: Visit) -> DayVisit | None:
    """One approved visit with its session, or None where it has none or was not approved."""
    if visit.status not in _EXPECTED:
        return None
    return next(iter(_with_sessions([visit])), None)


def _with_sessions(visits: list[Visit]) -> list[DayVisit]:
    sessions = sessions_of(visits)
    officers: dict[int, list[Assignment]] = {}
    named = Assignment.objects.filter(visit__in=visits).select_related("officer")
    for assignment in named.order_by("-role", "id"):
        officers.setdefault(assignment.visit_id, []).append(assignment)
    in_session: dict[str, list[str]] = {}
    for visit in visits:
        if visit.pk in sessions:
            in_session.setdefault(sessions[visit.pk].slot_id, []).append(visit.institution)
    found = [
        DayVisit(
            visit=visit,
            session=sessions[visit.pk],
            officers=officers.get(visit.pk, []),
            together=[
                name for name in in_session[sessions[visit.pk].slot_id] if name != visit.institution
            ],
        )
        for visit in visits
        if visit.pk in sessions
    ]
    return sorted(found, key=lambda row: (row.session.starts_at, row.visit.pk))

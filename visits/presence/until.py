"""Which day a visit is here, and until when what was noted of it is corrected and contested.

For CONTEST_DAYS after the day both sides may mend the list; then a correction needs a reason that
stays in the history, since papers rest on it.
"""

import datetime as dt

from visits.models import PresenceObjection, Visit, VisitEvent
from visits.queries.day import DayVisit

CONTEST_DAYS = 7
_NOTED = (VisitEvent.Kind.PRESENCE_NOTED, VisitEvent.Kind.PRESENCE_UNDONE)


def free_until(row: DayVisit) -> dt.datetime:
    """Until when staff correct the list without saying why: CONTEST_DAYS days after the day."""
    return _after(row.day, row)


def contest_until(row: DayVisit) -> dt.datetime:
    """Until when the delegation may contest it: as long, and from what was noted last as well."""
    noted = row.visit.events.filter(kind__in=_NOTED).order_by("-at").values_list("at", flat=True)
    last = noted.first()
    first = free_until(row)
    if last is None:
        return first
    # Told as a day, of which they have all.
    day = last.astimezone(row.session.starts_at.tzinfo).date()
    return max(first, _after(day, row))


def _after(day: dt.date, row: DayVisit) -> dt.datetime:
    midnight = dt.datetime.combine(day, dt.time(), row.session.starts_at.tzinfo)
    return midnight + dt.timedelta(days=CONTEST_DAYS + 1)


def needs_reason(row: DayVisit, *, now: dt.datetime) -> bool:
    """Whether a correction at `now` has to say why: the time is over, and nobody contests it."""
    return now >= free_until(row) and open_objection(row.visit) is None


def open_objection(visit: Visit) -> PresenceObjection | None:
    """What the delegation says is wrong with the list, until it is answered."""
    return visit.presence_objections.filter(answered_at=None).first()

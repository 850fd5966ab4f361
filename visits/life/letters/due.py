"""Until when the official letter of a visit is to be here (docs/decisions/0203).

Many hosts count a booking as provisional until the letter is on their agenda. The deadline is kept
with the visit: what was told stays, whatever the rule says later.
"""

import datetime as dt

from scheduling import places
from scheduling.models import BookingRules
from scheduling.rules.due import end_of_working_day_after
from scheduling.sessions.working_days import end_of_day
from visits.models import LetterInstead, Status, Visit

# What is held without a letter lapses on the day before theirs at the latest, never on their day.
LAST_DAYS_BEFORE = 2
# In these a visit holds a place that lapses without the letter.
HOLDING = frozenset({Status.REQUESTED, Status.CONFIRMED})
# From these a visit gets its place anew, and with it time for its letter.
_ANEW_FROM = frozenset(
    {
        *(Status.WAITLISTED, Status.PROPOSED),
        *(Status.DECLINED, Status.CANCELLED, Status.EXPIRED),
    }
)


def is_there(visit: Visit) -> bool:
    """Whether nothing is awaited any more: the file, the paper, or staff do without it."""
    return bool(visit.letter_file) or visit.letter_instead != LetterInstead.NONE


def awaited_until(visit: Visit) -> dt.datetime | None:
    """Until when the place of `visit` stands without its letter; None where that is no matter.

    An unconfirmed request has an earlier deadline, and this one after it.
    """
    if visit.status not in HOLDING | {Status.UNVERIFIED} or is_there(visit):
        return None
    return visit.letter_due_at


def begins_anew(was: str, status: Status) -> bool:
    """Whether the way from `was` to `status` gives a visit its place anew."""
    return was in _ANEW_FROM and status in HOLDING


def set_anew(visit: Visit, *, now: dt.datetime) -> None:
    """Give `visit`, not yet stored, its deadline by the rule of `now`; called in its step.

    Never an earlier day than it was told before. None without a place, where the rule is off, and
    where its day is too near for the clock to decide.
    """
    if is_there(visit):
        return
    days = BookingRules.load().letter_working_days
    place = places.reservation_of(visit.owner_key) if days else None
    if place is None:
        visit.letter_due_at = None
        return
    due = _due(place.slot.date, days, now)
    visit.letter_due_at = max(due, visit.letter_due_at or due) if due else None


def keep_before_the_day(visit: Visit, *, now: dt.datetime) -> None:
    """Let the deadline of `visit`, not yet stored, not lie behind its day, as after a move.

    None where that day is too near for the clock to decide, as in set_anew. At most one query, and
    none where no letter is awaited.
    """
    if visit.letter_due_at is None or visit.status not in HOLDING or is_there(visit):
        return
    place = places.reservation_of(visit.owner_key)
    if place is None:
        return
    latest = _end_of_last_day(place.slot.date)
    if visit.letter_due_at > latest:
        visit.letter_due_at = _told_in_time(latest, now)


def taken_away(visit: Visit, *, now: dt.datetime) -> None:
    """The letter that was there is no longer: time for another one, called as set_anew."""
    if visit.status in HOLDING or visit.status == Status.UNVERIFIED:
        set_anew(visit, now=now)


def last_day(session_day: dt.date) -> dt.date:
    """The last day on which the letter of a visit on `session_day` may be due."""
    return session_day - dt.timedelta(days=LAST_DAYS_BEFORE)


def _due(session_day: dt.date, days: int, now: dt.datetime) -> dt.datetime | None:
    due = min(end_of_working_day_after(now=now, days=days), _end_of_last_day(session_day))
    return _told_in_time(due, now)


def _end_of_last_day(session_day: dt.date) -> dt.datetime:
    return end_of_day(last_day(session_day), BookingRules.load().zone)


def _told_in_time(due: dt.datetime, now: dt.datetime) -> dt.datetime | None:
    """`due`, in the host's zone; None for today's end, of which nobody can be told in time."""
    return due if due.date() > now.astimezone(due.tzinfo).date() else None

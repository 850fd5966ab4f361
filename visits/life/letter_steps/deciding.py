"""What is done about a letter that is required: another deadline, none, on paper, or the end.

Each walks the table in life/table.py by `step`, which says what all of them raise.
"""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from scheduling import places
from scheduling.database.contention import again
from scheduling.models import BookingRules
from scheduling.sessions.working_days import end_of_day
from visits.history.events import Actor
from visits.life.clock.stepping import Busy, clock_step
from visits.life.letters.due import HOLDING, awaited_until, is_there, last_day, set_anew
from visits.life.step import Kind, NeedsReason, WrongStatus, once, step
from visits.life.table import Action
from visits.models import LetterInstead, Status, Visit
from visits.queries.visits import Session, session_of, sessions_of


class NotADueDay(ValueError):
    """The letter cannot be due then; from `first` to `last`, or on no day where they cross."""

    def __init__(self, first: dt.date, last: dt.date) -> None:
        super().__init__(f"{first} to {last}")
        self.first, self.last = first, last


def _same(given: dict[str, Any]) -> dict[str, Any]:
    day = given["until"]
    return {"until": str(day) if day else None, "reason": given["reason"].strip()}


@once(Kind.LETTER_DUE_SET, _same)
@again
def set_due(
    visit: Visit,
    *,
    until: dt.date | None,
    reason: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Let the letter be due at the end of `until`, or (None) do without it; needs a reason.

    The delegation is told, after the while in which it can be taken back. A deadline that was told
    is not brought forward. Raises NotADueDay, and WrongStatus where the letter is there.
    """
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.LETTER_DUE, by=by, now=now, version=version, undo=True) as this:
        visit = this.visit
        if visit.letter_file or (until is None and is_there(visit)):
            raise WrongStatus(visit, by.kind, now=now)
        was = awaited_until(visit)
        if until is None:
            visit.letter_instead = LetterInstead.WAIVED
        else:
            first, last = due_days(visit, now=now)
            if not first <= until <= last:
                raise NotADueDay(first, last)
            visit.letter_instead = LetterInstead.NONE
            visit.letter_due_at = end_of_day(until, BookingRules.load().zone)
        this.in_calendars = False
        told = {"until": str(until) if until else None, "reason": reason.strip()}
        this.to(None, Kind.LETTER_DUE_SET, **told, was=was.isoformat() if was else None)
    return visit


def due_days(visit: Visit, *, now: dt.datetime) -> tuple[dt.date, dt.date]:
    """The first and the last day on which staff may let the letter be due.

    Never before a day that was told, also where the letter was done without in between, and never
    today, of which nobody can be told in time.
    """
    zone = BookingRules.load().zone
    first = now.astimezone(zone).date() + dt.timedelta(days=1)
    if told := visit.letter_due_at:
        first = max(first, told.astimezone(zone).date())
    place = places.reservation_of(visit.owner_key)
    return first, last_day(place.slot.date) if place else first


@again
def note_came(
    visit: Visit, *, came: bool, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Note that the letter came on paper, which meets what is required; or that it did not.

    The same twice is written once. Taken back, there is time for it as if it were asked for now.
    Raises WrongStatus where the letter is there as a file.
    """
    with step(visit, Action.LETTER_CAME, by=by, now=now, version=version) as this:
        visit = this.visit
        if visit.letter_file:
            raise WrongStatus(visit, by.kind, now=now)
        if came == (visit.letter_instead == LetterInstead.PAPER):
            return visit
        visit.letter_instead = LetterInstead.PAPER if came else LetterInstead.NONE
        if not came and visit.status in HOLDING:
            set_anew(visit, now=now)
        this.in_calendars = False
        this.to(None, Kind.LETTER_CAME, came=came)
    return visit


def lapse_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Let visits lapse whose letter is not here in time; gives how many.

    Approved or not, what they hold goes back; they may ask anew, and staff may open them again.
    From the beginning of their own day on nobody is called off: staff decide at the door.
    """
    count = 0
    for visit in _ends(now)[:limit]:
        try:
            with clock_step(visit, Action.LAPSE_LETTER, now=now) as this:
                until = awaited_until(this.visit)
                if until is None or until > now or _day_has_come(session_of(this.visit), now):
                    continue
                this.give_back()
                this.to(Status.EXPIRED, Kind.LETTER_LAPSED, until=until.isoformat())
                count += 1
        except (WrongStatus, Busy):
            continue  # called off between the query and the lock, or being changed
    return count


def overdue(*, now: dt.datetime) -> QuerySet[Visit]:
    """Visits whose letter is not here in time, the longest overdue first.

    Those whose day has come are among them, and stay.
    """
    due = Visit.objects.filter(
        status__in=HOLDING,
        letter_due_at__lte=now,
        letter_file="",
        letter_instead=LetterInstead.NONE,
    )
    return due.order_by("letter_due_at", "pk")


def lapsed_since(*, now: dt.datetime) -> dt.datetime | None:
    """When the first of those should have lapsed, or None; one query where none is overdue."""
    return next((visit.letter_due_at for visit in _ends(now)), None)


def _ends(now: dt.datetime) -> list[Visit]:
    found = list(overdue(now=now))
    sessions = sessions_of(found) if found else {}
    # Those whose day has come stay for good: they must not hold up the others.
    return [visit for visit in found if not _day_has_come(sessions.get(visit.pk), now)]


def _day_has_come(session: Session | None, now: dt.datetime) -> bool:
    return session is not None and session.date <= now.astimezone(session.starts_at.tzinfo).date()

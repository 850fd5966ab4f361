"""What a leader gives to somebody of the desk to do about a visit: given, done, taken back.

It waits in its addressee's inbox as long as it is open, and so is its visit. Nothing has to end it
when the visit is declined, called off or over; and a visit that is opened again brings it back.
"""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.step import Kind, NeedsReason, step
from visits.life.table import LIFE, Action
from visits.models import Disposition, Visit, VisitEvent
from visits.people.roles import Right, who_may

LONGEST = 1000
# The same press again, or a retry.
TWICE = dt.timedelta(minutes=5)
# In these something can be done about a visit.
LIVING = LIFE[Action.DIRECT].come_from
_Outcome = Disposition.Outcome
_ENDED = {_Outcome.DONE: Kind.DISPOSITION_DONE, _Outcome.RECALLED: Kind.DISPOSITION_RECALLED}


class NoAddressee(ValueError):
    """Whoever it is for does not read the desk: out of use, or of another role."""


class DayOver(ValueError):
    """The day until when it is to be done is over."""


@again
def give(
    visit: Visit, *, to: User, text: str, due: dt.date, by: Actor, now: dt.datetime
) -> Disposition:
    """Give `to` something to do about the visit until the local date `due`.

    The same again within TWICE is the first one still. Raises NeedsReason where `text` is blank,
    ValueError beyond LONGEST characters and its kinds NoAddressee and DayOver, WrongStatus where
    nothing is to be done about the visit any more.
    """
    words = text.strip()
    if not words:
        raise NeedsReason
    if len(words) > LONGEST:
        raise ValueError("too long")
    if due < timezone.localdate(now):
        raise DayOver
    if not who_may(Right.READ).filter(pk=to.pk).exists():
        raise NoAddressee
    with step(visit, Action.DIRECT, by=by, now=now) as this:
        same = Disposition.objects.filter(
            visit=this.visit, author=by.user_id, addressee=to, text=words, due=due, outcome=""
        )
        known = same.filter(event__at__gt=now - TWICE).last()
        if known is not None:
            return known
        given = Disposition(visit=this.visit, addressee=to, text=words, due=due)
        given.author_id, given.addressee_name = by.user_id, name_of(to)
        given.event = this.note(Kind.DISPOSITION_GIVEN)
        given.save()
        return given


@again
def end(
    disposition: Disposition, *, outcome: Disposition.Outcome, by: Actor, now: dt.datetime
) -> bool:
    """Note that it is done or taken back; gives whether that is new.

    Of two who press at once the first is kept, and both are right.
    """
    with step(disposition.visit, Action.NOTE, by=by, now=now) as this:
        waits = Disposition.objects.filter(pk=disposition.pk, outcome="")
        new = waits.update(outcome=outcome, ended_at=now, ended_name=by.name[:160])
        if new:
            this.note(_ENDED[outcome], disposition=disposition.pk)
        return bool(new)


@again
def reopen(disposition: Disposition, *, by: Actor, now: dt.datetime) -> bool:
    """Let it wait again, where it was called done by mistake; gives whether it did not already."""
    with step(disposition.visit, Action.NOTE, by=by, now=now) as this:
        ended = Disposition.objects.filter(pk=disposition.pk).exclude(outcome="")
        new = ended.update(outcome="", ended_at=None, ended_name="")
        if new:
            this.note(Kind.DISPOSITION_REOPENED, disposition=disposition.pk)
        return bool(new)


def given_among(events: Iterable[VisitEvent]) -> list[Disposition]:
    """Those given by `events` (newest first, read with their `disposition`), oldest first."""
    found = [getattr(event, "disposition", None) for event in events]
    return [row for row in reversed(found) if row is not None]


def name_of(user: User) -> str:
    """What the desk calls an account."""
    return user.get_full_name() or user.get_username()


def open_ones() -> QuerySet[Disposition]:
    """What is to be done still."""
    return Disposition.objects.filter(outcome="", visit__status__in=LIVING)


def waiting_for(user_id: int) -> QuerySet[Disposition]:
    """What waits in somebody's inbox: what they are to do, and what they gave to somebody gone.

    Who was deleted, put out of use or no longer reads the desk does nothing: then it is for its
    author to give it to another.
    """
    gone = ~Q(addressee__in=who_may(Right.READ).order_by().values("pk"))
    left_over = Q(author=user_id) & (Q(addressee=None) | gone)
    return open_ones().filter(Q(addressee=user_id) | left_over)

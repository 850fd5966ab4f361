"""What the delegation says is wrong with the list of who came, and what staff answer."""

import datetime as dt

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.step import Kind, NeedsReason, TooLate, WrongStatus, step
from visits.life.table import Action
from visits.models import PresenceObjection, Visit
from visits.presence.until import contest_until, open_objection
from visits.queries.day import visit_on_its_day

LONGEST = 1000  # characters


class OpenAlready(Exception):
    """One is open: it is answered first."""


class Answered(Exception):
    """Somebody answered it already."""


@again
def contest(visit: Visit, *, text: str, by: Actor, now: dt.datetime) -> PresenceObjection:
    """Say that the list is wrong, in words; gives it.

    The same words sent again are the open one still. Raises NeedsReason where `text` is blank,
    ValueError beyond LONGEST, OpenAlready, TooLate after until.contest_until, and step.WrongStatus
    where nobody came yet.
    """
    words = text.strip()
    if not words:
        raise NeedsReason
    if len(words) > LONGEST:
        raise ValueError("too long")
    with step(visit, Action.DISPUTE, by=by, now=now) as this:
        row = visit_on_its_day(this.visit)
        if row is None:
            raise WrongStatus(this.visit, by.kind, now=now)
        if now >= contest_until(row):
            raise TooLate(contest_until(row))
        waiting = open_objection(this.visit)
        if waiting is not None:
            if waiting.text == words:
                return waiting
            raise OpenAlready
        made = PresenceObjection.objects.create(visit=this.visit, text=words, made_at=now)
        this.note(Kind.PRESENCE_DISPUTED, objection=made.pk)
        return made


@again
def answer(visit: Visit, *, text: str, by: Actor, now: dt.datetime) -> PresenceObjection:
    """Answer what is open, in words that the delegation is mailed; gives it.

    Correcting the list is noting.py's matter, before or after. Raises NeedsReason, ValueError
    beyond LONGEST, and Answered where nothing is open (any more).
    """
    words = text.strip()
    if not words:
        raise NeedsReason
    if len(words) > LONGEST:
        raise ValueError("too long")
    with step(visit, Action.PRESENCE, by=by, now=now) as this:
        found = open_objection(this.visit)
        if found is None:
            raise Answered
        found.answer, found.answered_at, found.answered_by_id = words, now, by.user_id
        found.save(update_fields=["answer", "answered_at", "answered_by"])
        this.note(Kind.PRESENCE_ANSWERED, objection=found.pk)
        return found

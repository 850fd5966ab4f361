"""An ended visit opened again by staff: a request once more, by the same UID, SEQUENCE going on."""

import datetime as dt

from scheduling import capacity
from scheduling.database.contention import again
from scheduling.slots import SlotId
from visits.history import recent
from visits.history.events import Actor
from visits.life.deadlines import reply_due
from visits.life.joint_visits import slot_of
from visits.life.step import Kind, NeedsReason, WrongStatus, once, step
from visits.life.table import Action
from visits.models import Status, Visit


class JustDecided(Exception):
    """It ended a moment ago and nobody was told yet: that is taken back, or opened again later."""


@once(Kind.REOPENED)
@again
def reopen(
    visit: Visit,
    *,
    reason: str,
    by: Actor,
    now: dt.datetime,
    slot: SlotId | None = None,
    version: int | None = None,
) -> Visit:
    """Let a declined, cancelled or lapsed visit await its decision again, with a reason in words.

    It holds `slot`, or else the first that is free of the session it had and those asked for; soft
    rules are staff's to judge. Raises NeedsReason, JustDecided, and scheduling.capacity.Refused
    where none can be had.
    """
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.REOPEN, by=by, now=now, version=version) as this:
        visit = this.visit
        if recent.is_waiting(visit, now=now):
            raise JustDecided
        if visit.verified_at is None:
            raise WrongStatus(visit, by.kind, now=now)
        had = [text for text in (visit.last_slot, *visit.preferred_slots) if text]
        choices = [slot] if slot else [SlotId.parse(text) for text in dict.fromkeys(had)]
        capacity.take(
            choices=choices,
            owner=visit.owner_key,
            people=visit.people,
            now=now,
            hold_until=None,
            overrule=True,
        )
        visit.reason, visit.wished_slots = "", []
        visit.reply_due_at = reply_due(now)
        # Whoever was to come was told that it is off, and is asked anew by the approval.
        this.ask_officers_again()
        this.to(Status.REQUESTED, Kind.REOPENED, reason=reason.strip(), slot=slot_of(visit))
    return visit

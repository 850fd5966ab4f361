"""What a delegation answers: takes or refuses a proposal, calls off, allows photographs.

Each walks the table in table.py by `step`, which says what all of them raise.
"""

import datetime as dt

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.impact import not_held
from scheduling.slots import SlotId
from visits.history.events import Actor
from visits.life.deadlines import check_still_ahead, reply_due
from visits.life.joint_visits import slot_of
from visits.life.moving import settle
from visits.life.step import Kind, once, step
from visits.life.table import Action
from visits.life.waiting_list import end_wait, let_offer_pass
from visits.models import Status, Visit


@again
def accept(
    visit: Visit, *, slot: SlotId, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Take one of the proposed sessions; raises ValueError where `slot` was not proposed.

    Raises scheduling.capacity.Refused where it has begun, or was given to others meanwhile.
    What staff proposed is confirmed by that. An offer of the waiting list becomes a request whose
    reply is due within the rule's working days.
    """
    with step(visit, Action.ACCEPT, by=by, now=now, version=version) as this:
        visit = this.visit
        if str(slot) not in visit.proposed_slots:
            raise ValueError("not proposed")
        check_still_ahead([slot], now)
        if visit.offer_expires_at is not None:
            # The day may have been closed since.
            if not_held([slot], now=now):
                raise capacity.Refused("slot_closed", slot)
            capacity.extend_hold(owner=visit.owner_key, until=None)
            visit.reply_due_at = reply_due(now)
            this.to(Status.REQUESTED, Kind.ACCEPTED, slot=str(slot))
        else:
            # Staff proposed it: lead time and size were theirs to judge.
            settle(this, slot, overrule=True)
            this.to(Status.CONFIRMED, Kind.ACCEPTED, slot=slot_of(visit))
    return visit


@again
def refuse(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """None of the proposed sessions suits: staff decide anew, or the visit goes on waiting.

    A place of its own stays held; a place offered from the waiting list goes to the next.
    """
    with step(visit, Action.REFUSE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.reason = reason.strip()
        if visit.offer_expires_at is not None:
            let_offer_pass(this)
        held = places.reservation_of(visit.owner_key)
        visit.proposed_slots = []
        visit.reply_due_at = reply_due(now)
        this.to(Status.REQUESTED if held else Status.WAITLISTED, Kind.REFUSED, reason=visit.reason)
    if end_wait(visit, now=now):
        visit.refresh_from_db()
    return visit


@once(Kind.CANCELLED, lambda given: {"reason": given["reason"].strip()})
@again
def cancel(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Call the visit off, from either side; gives the place back."""
    with step(visit, Action.CANCEL, by=by, now=now, version=version, undo=True) as this:
        visit = this.visit
        visit.reason = reason.strip()
        this.give_back()
        this.to(Status.CANCELLED, Kind.CANCELLED, reason=visit.reason)
    return visit


@again
def consent(
    visit: Visit,
    *,
    photographs: bool,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Note whether the delegation may be photographed; the event says by whom and when.

    With a no it says how many photographs of them we have (`kept`). The same answer twice is
    written once.
    """
    with step(visit, Action.CONSENT, by=by, now=now, version=version) as this:
        visit = this.visit
        if visit.photo_consent is not photographs:
            visit.photo_consent = photographs
            visit.save(update_fields=["photo_consent"])
            kept = 0 if photographs else visit.materials.filter(photo=True).count()
            said = {"kept": kept} if kept else {}
            this.note(Kind.CONSENTED, photographs=photographs, **said)
    return visit

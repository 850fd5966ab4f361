"""What staff decide on a request: approve, decline, propose other sessions, or keep as it is.

Each walks the table in table.py by `step`, which says what all of them raise. Pressed twice by
the same person a decision is made once.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.slots import SlotId
from visits.history import recent
from visits.history.changes import note_changes
from visits.history.events import Actor
from visits.life.amending import assign
from visits.life.clock.stepping import Busy, clock_step
from visits.life.deadlines import all_begun, answer_due, check_not_over, check_still_ahead
from visits.life.joint_visits import slot_of
from visits.life.moving import settle
from visits.life.step import Kind, NeedsReason, WrongStatus, once, people_of, step
from visits.life.table import Action
from visits.life.waiting_list import may_still_get
from visits.models import Officer, Status, Visit

# Sessions that a refusal may name.
MOST_INSTEAD = 5


@once(Kind.APPROVED, lambda given: {"slot": str(given["slot"])} if given.get("slot") else {})
@again
def approve(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    slot: SlotId | None = None,
    override_reason: str = "",
    officers: Sequence[Officer] | None = None,
    receiving: Officer | None = None,
    version: int | None = None,
) -> Visit:
    """Confirm the visit, in the session it holds or in `slot`; with `officers`, by them alone.

    `receiving` of them receives the guests. Refused (scheduling.capacity) where the session cannot
    be had: one that has begun without an `override_reason`, one that is over at all. Officers are
    named only if the approval goes through. Approved before by the same, it stays so.
    """
    with transaction.atomic():
        people = people_of(visit)
        if officers is not None:
            visit = assign(
                visit,
                officers=officers,
                receiving=receiving,
                first_receives=False,
                by=by,
                now=now,
                version=version,
            )
            # Our own assignment has just raised the version that the caller knew.
            version = visit.version
        return _approve(
            visit, slot, override_reason, by=by, now=now, version=version, people_before=people
        )


def _approve(
    visit: Visit,
    slot: SlotId | None,
    override_reason: str,
    *,
    by: Actor,
    now: dt.datetime,
    **of: Any,
) -> Visit:
    with step(visit, Action.APPROVE, by=by, now=now, undo=True, **of) as this:
        visit = this.visit
        held = places.reservation_of(visit.owner_key)
        if held is not None and slot in (None, held.slot):
            check_not_over(held, now=now, overrule=bool(override_reason))
        settle(this, slot, overrule=bool(override_reason))
        data = {"override_reason": override_reason} if override_reason else {}
        this.to(Status.CONFIRMED, Kind.APPROVED, slot=slot_of(visit), **data)
    return visit


@once(Kind.DECLINED, lambda given: {"reason": given["reason"].strip()})
@again
def decline(
    visit: Visit,
    *,
    reason: str,
    slots: Sequence[SlotId] = (),
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Refuse the request with a reason that the delegation reads; gives the place back.

    `slots`, five at the most, are told with it: sessions for which the delegation may ask anew.
    Raises scheduling.capacity.Refused with the first that cannot be had.
    """
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.DECLINE, by=by, now=now, version=version, undo=True) as this:
        visit = this.visit
        instead = list(dict.fromkeys(slots))[:MOST_INSTEAD]
        if instead:
            check_still_ahead(instead, now)
            capacity.check_each(slots=instead, owner=visit.owner_key, people=visit.people, now=now)
        visit.reason = reason.strip()
        this.give_back()
        data = {"slots": [str(slot) for slot in instead]} if instead else {}
        this.to(Status.DECLINED, Kind.DECLINED, reason=visit.reason, **data)
    return visit


def _proposed(given: dict[str, Any]) -> dict[str, Any]:
    slots = [str(slot) for slot in dict.fromkeys(given["slots"])]
    return {"slots": slots, "reason": given["message"].strip()}


@once(Kind.PROPOSED, _proposed)
@again
def propose(
    visit: Visit,
    *,
    slots: Sequence[SlotId],
    message: str,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Offer other sessions; the place held so far stays held until the delegation answers.

    Each must be to be had now, but for lead time, horizon and size, which are staff's to judge.
    Raises scheduling.capacity.Refused with the first that is not. The same proposal once more, by
    somebody who does not say on which version, is the one before.
    """
    slots = list(dict.fromkeys(slots))
    same = _proposed({"slots": slots, "message": message})
    if version is None and (done := recent.done_already(visit, Kind.PROPOSED, by=by, **same)):
        return done
    with step(visit, Action.PROPOSE, by=by, now=now, version=version, undo=True) as this:
        visit = this.visit
        check_still_ahead(slots, now)
        capacity.check_each(slots=slots, owner=visit.owner_key, people=visit.people, now=now)
        if visit.offer_expires_at is not None:
            # The session that was offered stays held until the answer to this proposal.
            capacity.extend_hold(owner=visit.owner_key, until=None)
            visit.offer_expires_at = None
        visit.proposed_slots = [str(slot) for slot in slots]
        visit.answer_due_at = answer_due(slots, now)
        before, visit.reason = visit.reason, message.strip()
        until = visit.answer_due_at.isoformat()
        event = this.to(Status.PROPOSED, Kind.PROPOSED, slots=visit.proposed_slots, until=until)
        note_changes(event, {"reason": before}, {"reason": visit.reason})
    return visit


def end_due(*, now: dt.datetime, limit: int = 500) -> int:
    """End proposals that nobody answered in time, or whose sessions have all begun; how many.

    What the visit holds goes back. Whose turn on the waiting list can still bring something waits
    again; all others may ask anew. (Offers of the waiting list lapse: waiting_list.lapse_due.)
    """
    proposed = Visit.objects.filter(status=Status.PROPOSED, offer_expires_at=None)
    due = proposed.filter(Q(answer_due_at__lte=now) | Q(answer_due_at=None))
    count = 0
    for visit in due.order_by("answer_due_at", "pk")[:limit]:
        try:
            with clock_step(visit, Action.END, now=now) as this:
                if not _unanswered(this.visit, now):
                    continue
                this.give_back()
                waits = may_still_get(this.visit, now=now)
                this.visit.proposed_slots = []
                this.to(Status.WAITLISTED if waits else Status.EXPIRED, Kind.PROPOSAL_ENDED)
                count += 1
        except (WrongStatus, Busy):
            continue  # answered between the query and the lock, or being answered
    return count


def _unanswered(visit: Visit, now: dt.datetime) -> bool:
    if visit.status != Status.PROPOSED or visit.offer_expires_at is not None:
        return False
    # A release before this one wrote no deadline.
    due = visit.answer_due_at
    return (due is not None and due <= now) or all_begun(visit.proposed_slots, now)


@again
def keep(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Answer a wish to move with no: the visit stays in its session. Needs a reason in words.

    Without such a wish WrongStatus: there is nothing to answer.
    """
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.KEEP, by=by, now=now, version=version) as this:
        visit = this.visit
        if not visit.wished_slots:
            raise WrongStatus(visit, by.kind, now=now)
        visit.wished_slots = []
        visit.reason = reason.strip()
        this.to(None, Kind.MOVE_KEPT, reason=visit.reason)
    return visit

"""What staff decide on a request: approve, decline, propose other sessions, or keep as it is.

Each walks the table in table.py by `step`, which says what all of them raise.
"""

import datetime as dt
from collections.abc import Sequence

from scheduling import capacity
from scheduling.database.contention import again
from scheduling.slots import SlotId
from visits.history.events import Actor
from visits.life.deadlines import check_still_ahead
from visits.life.joint_visits import slot_of
from visits.life.moving import settle
from visits.life.step import Kind, NeedsReason, WrongStatus, step
from visits.life.table import Action
from visits.models import Status, Visit


@again
def approve(
    visit: Visit,
    *,
    by: Actor,
    now: dt.datetime,
    slot: SlotId | None = None,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Confirm the visit, in the session it holds or in `slot`."""
    with step(visit, Action.APPROVE, by=by, now=now, version=version) as this:
        visit = this.visit
        settle(this, slot, overrule=bool(override_reason))
        data = {"override_reason": override_reason} if override_reason else {}
        this.to(Status.CONFIRMED, Kind.APPROVED, slot=slot_of(visit), **data)
    return visit


@again
def decline(
    visit: Visit, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Visit:
    """Refuse the request with a reason that the delegation reads; gives the place back."""
    if not reason.strip():
        raise NeedsReason
    with step(visit, Action.DECLINE, by=by, now=now, version=version) as this:
        visit = this.visit
        visit.reason = reason.strip()
        this.give_back()
        this.to(Status.DECLINED, Kind.DECLINED, reason=visit.reason)
    return visit


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
    Raises scheduling.capacity.Refused with the first that is not.
    """
    slots = list(dict.fromkeys(slots))
    with step(visit, Action.PROPOSE, by=by, now=now, version=version) as this:
        visit = this.visit
        check_still_ahead(slots, now)
        capacity.check_each(slots=slots, owner=visit.owner_key, people=visit.people, now=now)
        if visit.offer_expires_at is not None:
            # The session that was offered stays held until the answer to this proposal.
            capacity.extend_hold(owner=visit.owner_key, until=None)
            visit.offer_expires_at = None
        visit.proposed_slots = [str(slot) for slot in slots]
        visit.reason = message.strip()
        this.to(Status.PROPOSED, Kind.PROPOSED, slots=visit.proposed_slots)
    return visit


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
            raise WrongStatus(visit, by.kind)
        visit.wished_slots = []
        visit.reason = reason.strip()
        this.to(None, Kind.MOVE_KEPT, reason=visit.reason)
    return visit

"""Moving a visit to another session, with whoever shares its place.

Each walks the table in table.py by `step`, which says what all of them raise. Refused
(scheduling.capacity) where there is no place.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.models import BookingRules
from scheduling.sharing import joint
from scheduling.slots import WAITABLE, SlotId
from visits.history.events import Actor
from visits.life.amending import TIME_ZONE
from visits.life.clock.stepping import Busy, clock_step
from visits.life.deadlines import all_begun, reply_due
from visits.life.joint_visits import companions_of, slot_of
from visits.life.step import Kind, Step, WrongStatus, step
from visits.life.table import Action
from visits.life.waiting_list import wait
from visits.models import Status, Visit, VisitEvent


@again
def reschedule(
    visit: Visit,
    *,
    slots: Sequence[SlotId],
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Move to the first of `slots` that can be had; the new place and the old one change at once.

    Where the delegation of a confirmed visit asks, the wish is noted and its place stays until
    staff answer by this same function or `keep`. A visit that waits without a place, and finds
    none, waits for these sessions from now on. `override_reason` is for staff alone. A confirmed
    visit that is in the first of `slots` already stays as it is, and nobody is told.
    """
    with step(visit, Action.RESCHEDULE, by=by, now=now, version=version) as this:
        visit = this.visit
        if visit.status == Status.CONFIRMED and str(slots[0]) == slot_of(visit):
            return visit
        overrule = bool(override_reason) and by.kind != VisitEvent.By.DELEGATION
        data = {"slots": [str(slot) for slot in slots], "reason": reason.strip()}
        if overrule:
            data["override_reason"] = override_reason
        # A delegation moves nobody but itself, and nothing that staff confirmed.
        bound = visit.status == Status.CONFIRMED or bool(companions_of(visit))
        if by.kind == VisitEvent.By.DELEGATION and bound:
            capacity.check(choices=slots, owner=visit.owner_key, people=visit.people, now=now)
            visit.wished_slots = data["slots"]
            this.to(None, Kind.MOVE_ASKED, **data)
            return visit
        visit.wished_slots = []
        try:
            _move(this, slots, overrule=overrule)
        except capacity.Refused as refusal:
            if visit.status != Status.WAITLISTED or refusal.code not in WAITABLE:
                raise
            visit.preferred_slots = data["slots"]
            wait(visit)
            this.to(None, Kind.MOVE_ASKED, **data)
            return visit
        if visit.status == Status.CONFIRMED:
            # Who said yes to the old hour is asked again (calendars.md 15).
            this.ask_officers_again()
            this.to(None, Kind.MOVED, **data, slot=slot_of(visit))
        else:
            visit.preferred_slots = data["slots"]
            visit.proposed_slots = []
            visit.reply_due_at = reply_due(now)
            this.to(Status.REQUESTED, Kind.MOVED, **data, slot=slot_of(visit))
    return visit


def end_wishes_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Drop wishes to move that nobody answered in time; gives how many visits that were.

    All sessions wished for have begun, or the visit's own has: it stays where it is.
    """
    count = 0
    wishing = Visit.objects.filter(status=Status.CONFIRMED).exclude(wished_slots=[])
    for visit in wishing.order_by("pk")[:limit]:
        if not _wish_is_over(visit, now):
            continue
        try:
            with clock_step(visit, Action.DROP_WISH, now=now) as this:
                if this.visit.wished_slots and _wish_is_over(this.visit, now):
                    this.visit.wished_slots = []
                    this.in_calendars = False
                    own = slot_of(this.visit)
                    this.to(None, Kind.WISH_ENDED, ahead=not all_begun([own] if own else [], now))
                    count += 1
        except (WrongStatus, Busy):
            continue  # called off between the query and the lock, or being changed
    return count


def _wish_is_over(visit: Visit, now: dt.datetime) -> bool:
    own = slot_of(visit)
    return all_begun(visit.wished_slots, now) or bool(own and all_begun([own], now))


def _move(this: Step, slots: Sequence[SlotId], *, overrule: bool) -> None:
    """Take the first of `slots` that can be had instead of what the visit has, if anything."""
    visit = this.visit
    refused: capacity.Refused | None = None
    for slot in slots:
        try:
            settle(this, slot, overrule=overrule, book=False)
        except capacity.Refused as refusal:
            refused = refused or refusal
        else:
            capacity.extend_hold(owner=visit.owner_key, until=None)
            return
    if refused is not None:
        raise refused


def settle(this: Step, slot: SlotId | None, *, overrule: bool, book: bool = True) -> None:
    """Make the visit's place a booked one (unless not `book`), in `slot` where given."""
    visit, now = this.visit, this.now
    # Locked before it is looked at: in a joint visit the holder may leave at this moment.
    held = places.locked(visit.owner_key)
    if slot is None and held is None:
        slot = SlotId.parse(visit.preferred_slots[0])
    if held is None and slot is not None:
        capacity.take(
            choices=[slot],
            owner=visit.owner_key,
            people=visit.people,
            now=now,
            hold_until=None,
            overrule=overrule,
        )
    elif slot is not None and held is not None and str(slot) != held.slot_id:
        _change_place(this, held.owner == visit.owner_key, slot, overrule=overrule)
        this.freed.add(held.week_id)
    if book:
        capacity.book(owner=visit.owner_key, now=now)


def _change_place(this: Step, holds_it: bool, slot: SlotId, *, overrule: bool) -> None:
    """Move the place that the visit holds, with whoever shares it, or leave another's."""
    visit, now = this.visit, this.now
    asked: dict[str, Any] = {"to": slot, "people": visit.people, "now": now, "overrule": overrule}
    if not holds_it:
        booked = visit.status == Status.CONFIRMED
        joint.leave(owner=visit.owner_key, booked=booked, **asked)
        return
    along = companions_of(visit)
    capacity.move(owner=visit.owner_key, **asked)
    if along:
        this.undo = False  # they are told at once
    for companion in along:
        _moves_along(companion, slot, by=this.by, now=now)


def _moves_along(visit: Visit, slot: SlotId, *, by: Actor, now: dt.datetime) -> None:
    """Tell of a visit that shares the place which has just moved."""
    with step(visit, Action.RESCHEDULE, by=by, now=now) as this:
        this.ask_officers_again()
        this.to(None, Kind.MOVED, slots=[str(slot)], slot=str(slot), reason="")


@again
def tell_of_time_zone(*, by: Actor, now: dt.datetime) -> int:
    """The host's clock got another zone: invite to every approved visit to come again; how many.

    The hour on the wall stays, the moment does not (docs/decisions/0170).
    Called after the change and in its transaction. Officers who said yes to the old moment are
    asked again, as after a move. Delegations that wait for a decision see the hours on their page.
    """
    zone = BookingRules.load().zone
    count = 0
    for visit in Visit.objects.filter(status=Status.CONFIRMED).order_by("pk"):
        place = places.reservation_of(visit.owner_key)
        if place is None or place.instants(zone)[1] <= now:
            continue
        try:
            with step(visit, Action.AMEND, by=by, now=now) as this:
                this.ask_officers_again()
                this.to(None, Kind.AMENDED, fields=[TIME_ZONE], time_zone=zone.key)
        except WrongStatus:
            continue  # called off between the query and the lock
        count += 1
    return count

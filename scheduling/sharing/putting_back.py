"""A place put back as it was a moment ago: what is remembered of it, and how it is had again."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from scheduling.availability import Schedule
from scheduling.capacity import Refused, release, store
from scheduling.models import Reservation, Room, Waiting
from scheduling.places import lock_weeks, locked, owners_of, reservation_of
from scheduling.sharing import joint
from scheduling.slots import Reason, SlotId
from scheduling.weeks import monday_of

State = Reservation.State
_TAKEN = (Reason.SLOT_TAKEN, Reason.WEEK_FULL, Reason.DAY_FULL)


def remembered(owner: str) -> dict[str, Any]:
    """What `owner` has: its place, with whom it shares that, and its turn on the waiting list.

    Plain JSON, which put_back() reads.
    """
    place = reservation_of(owner)
    waits = Waiting.objects.filter(owner=owner)
    found = waits.values("people", "wishes", "passed", "since", "priority").first()
    turn = {**found, "since": found["since"].isoformat()} if found else None
    if place is None:
        return {"place": None, "turn": turn}
    return {
        "turn": turn,
        "place": {
            "slot": place.slot_id,
            "ends_at": f"{place.ends_at:%H:%M}",
            "people": _people(place, owner),
            "hold_expires_at": place.hold_expires_at and place.hold_expires_at.isoformat(),
            "others": [other for other in owners_of(place) if other != owner],
        },
    }


def _people(place: Reservation, owner: str) -> int:
    if place.owner == owner:
        return place.people
    return place.shares.get(owner=owner).people


def put_back(*, owner: str, was: dict[str, Any], booked: bool, now: dt.datetime) -> bool:
    """Give `owner` again what remembered() noted; True where a place came free by that.

    The place is `booked` or held as it was. Soft rules are not asked: it had that place. Raises
    Refused where it is somebody else's by now, or the week is full.
    """
    with transaction.atomic():
        freed = _put_place(owner, was["place"], booked=booked, now=now)
        if was["turn"] is not None:
            turn = {**was["turn"], "since": parse_datetime(was["turn"]["since"])}
            Waiting.objects.update_or_create(owner=owner, defaults=turn)
        return freed


def _put_place(owner: str, was: dict[str, Any] | None, *, booked: bool, now: dt.datetime) -> bool:
    current = locked(owner)
    if was is None:
        return current is not None and release(owner=owner, now=now)
    slot = SlotId.parse(was["slot"])
    freed = False
    if current is not None and current.slot != slot:
        freed = release(owner=owner, now=now)
        current = None
    if current is None:
        current = _have_again(owner, slot, was, now=now)
    _settle(current, booked=booked, until=was["hold_expires_at"], now=now)
    return freed


def _have_again(owner: str, slot: SlotId, was: dict[str, Any], *, now: dt.datetime) -> Reservation:
    for other in was["others"]:
        shared = reservation_of(other)
        if shared is not None and shared.slot == slot:
            return joint.join(owner=owner, people=was["people"], into=other, now=now, overrule=True)
    weeks = lock_weeks([monday_of(slot.date)])
    schedule = Schedule.load(first=slot.date, last=slot.date, now=now, rooms=False)
    schedule.see_places_again(weeks)
    found = schedule.slot(slot, people=was["people"], ignore_owner=owner, overrule=True)
    # What else stands against it (a closure, the hour) did so, or would have, while it was there.
    if found is not None and found.reason in _TAKEN:
        raise Refused(found.reason, slot)
    given_back = Reservation.objects.filter(
        owner=owner, date=slot.date, starts_at=slot.starts_at, room__code=slot.room
    )
    place = given_back.order_by("-id").first() or Reservation(
        owner=owner,
        week_id=monday_of(slot.date),
        room=Room.objects.get(code=slot.room),
        date=slot.date,
        starts_at=slot.starts_at,
        ends_at=dt.time.fromisoformat(was["ends_at"]),
        created_at=now,
    )
    place.people, place.state, place.released_at = was["people"], State.HOLD, None
    return store(place, slot)


def _settle(place: Reservation, *, booked: bool, until: str | None, now: dt.datetime) -> None:
    if booked:
        place.state, place.hold_expires_at = State.BOOKED, None
        place.booked_at = place.booked_at or now
    else:
        place.state, place.booked_at = State.HOLD, None
        place.hold_expires_at = parse_datetime(until) if until else None
    place.save(update_fields=["state", "hold_expires_at", "booked_at"])

"""The capacity rule: how a place of a week is taken, moved and given back.

A week never takes more than its capacity, a room never two at a time. A place is taken by one
statement that looks itself (database/placing.py, docs/decisions/0251). Every other function here
locks before it looks: the owner's own place, then the weeks that it changes, the earlier one first.
Behind all of them the database's own triggers (database/guards.py) refuse what would slip through.
On SQLite the lock is BEGIN IMMEDIATE.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from scheduling.availability import Schedule
from scheduling.database import guards
from scheduling.database.placing import insert, rules_hold
from scheduling.models import Reservation, Room, Share, Week
from scheduling.once import forget
from scheduling.places import lock_weeks, locked, part, people_of
from scheduling.rules.rulebook import Rulebook
from scheduling.rules.weekly_capacity import lock_weeks_by_rule
from scheduling.slots import WAITABLE, Reason, Slot, SlotId
from scheduling.weeks import monday_of

State = Reservation.State


class Refused(Exception):
    """There is no place in session `slot`; `code` is the contract's reason.

    `closed_weeks` are Mondays of weeks that the asker could not have for another reason: nothing in
    them is an alternative.
    """

    closed_weeks: frozenset[dt.date] = frozenset()

    def __init__(self, code: str, slot: SlotId) -> None:
        super().__init__(f"{slot}: {code}")
        self.code = code
        self.slot = slot


def take(
    *,
    choices: Sequence[SlotId],
    owner: str,
    people: int,
    now: dt.datetime,
    hold_until: dt.datetime | None,
    booked: bool = False,
    overrule: bool = False,
) -> Reservation:
    """Take a place in the first of `choices` that can be had, held until `hold_until` or booked.

    A hold without `hold_until` does not lapse. `overrule` lets soft rules pass: staff with a
    reason. Raises Refused with the first choice's reason where none can be had, and
    IntegrityError where `owner` has a place already.
    """
    place = Reservation(
        owner=owner,
        people=people,
        state=State.BOOKED if booked else State.HOLD,
        hold_expires_at=None if booked else hold_until,
        created_at=now,
        booked_at=now if booked else None,
    )
    first, last = min(choices).date, max(choices).date

    def first_open(schedule: Schedule) -> Slot | None:
        seen = (schedule.slot(wish, people=people, overrule=overrule) for wish in choices)
        return next((slot for slot in seen if slot and slot.available), None)

    # By the rules alone: what is taken, and whether the rules are these, the statement sees.
    schedule = Schedule(first=first, last=last, now=now, book=Rulebook.remembered())
    wish = first_open(schedule)
    # Each of the choices may be taken by somebody else just then, or the rules change.
    for _try in range(len(choices) + 2):
        if wish and _placed(place, wish, schedule):
            forget("places")
            return place
        forget("rules")
        schedule = Schedule.load(first=first, last=last, now=now)
        wish = first_open(schedule)
        if wish is None:
            break
        # Nobody asked for its week before, perhaps. What cannot be had leaves no row of a week.
        new = schedule.new_weeks([week_of(wish.id)])
        with transaction.atomic():
            Week.objects.bulk_create(new, ignore_conflicts=True)
            # Its capacity is the rules': by others it is made anew.
            transaction.set_rollback(not rules_hold(schedule.stamp))
    reason = reason_of(schedule.slot(choices[0], people=people, overrule=overrule))
    raise Refused(reason or Reason.SLOT_TAKEN, choices[0])


def _placed(place: Reservation, slot: Slot, schedule: Schedule) -> bool:
    """Store the new place in `slot`; False where what is taken, or the rules, are others by now."""
    _set(place, slot)
    pk = insert(place, stamp=schedule.stamp, most=schedule.most_on(slot.date))
    place.pk, place._state.adding = pk, pk is None
    return pk is not None


def check(*, choices: Sequence[SlotId], owner: str, people: int, now: dt.datetime) -> SlotId:
    """The first of `choices` that the owner could have now instead of its place; takes nothing.

    Raises Refused with the first choice's reason where there is none.
    """
    reasons = _reasons(choices, owner=owner, people=people, now=now, overrule=False)
    for slot_id, reason in zip(choices, reasons, strict=True):
        if reason is None:
            return slot_id
    raise Refused(reasons[0] or Reason.SLOT_TAKEN, choices[0])


def check_waitable(*, choices: Sequence[SlotId], people: int, now: dt.datetime) -> None:
    """Raise Refused, as `check`, where none of `choices` can be waited for; takes nothing."""
    reasons = _reasons(choices, owner="", people=people, now=now, overrule=False)
    if not any(reason is None or reason in WAITABLE for reason in reasons):
        raise Refused(reasons[0] or Reason.SLOT_TAKEN, choices[0])


def check_each(*, slots: Sequence[SlotId], owner: str, people: int, now: dt.datetime) -> None:
    """Raise Refused with the first of `slots` that the owner could not have; takes nothing.

    Soft rules count as kept: whoever offers them has judged those.
    """
    reasons = _reasons(slots, owner=owner, people=people, now=now, overrule=True)
    for slot_id, reason in zip(slots, reasons, strict=True):
        if reason is not None:
            raise Refused(reason, slot_id)


def _reasons(
    slots: Sequence[SlotId], *, owner: str, people: int, now: dt.datetime, overrule: bool
) -> list[str | None]:
    """Why the owner could not have each of them instead of its place; three queries in all."""
    days = [slot_id.date for slot_id in slots]
    schedule = Schedule.load(first=min(days), last=max(days), now=now)
    return [
        reason_of(schedule.slot(slot_id, people=people, ignore_owner=owner, overrule=overrule))
        for slot_id in slots
    ]


def move(
    *, owner: str, to: SlotId, people: int, now: dt.datetime, overrule: bool = False
) -> Reservation:
    """Exchange the owner's place for one in session `to`, all or nothing; it stays held or booked.

    A joint visit moves as a whole; who only shares the place leaves it by joint.leave. Raises
    Refused where `to` cannot be had, Reservation.DoesNotExist without a place of one's own.
    """
    with transaction.atomic():
        schedule = Schedule.load(first=to.date, last=to.date, now=now, rooms=False)
        place = _place(owner)
        if place.owner != owner:
            raise Reservation.DoesNotExist(owner)
        own, people = people, people_of(place) - place.people + people
        mondays = sorted({place.week_id, week_of(to)})
        new = schedule.new_weeks([week_of(to)])
        schedule.see_places_again(lock_weeks_by_rule(mondays, new=new, stamp=schedule.stamp))
        slot = schedule.slot(to, people=people, ignore_owner=owner, overrule=overrule)
        reason = reason_of(slot)
        if slot is None or reason:
            raise Refused(reason or "slot_closed", to)
        place.people = own
        return put(place, slot)


def book(*, owner: str, now: dt.datetime) -> Reservation:
    """Make the owner's held place a booked one, which does not lapse; harmless where it is.

    Raises Reservation.DoesNotExist without a place, Refused("slot_closed") where a closure came
    after the hold: nothing is booked on a closed day (domain.md, calendar rules).
    """
    with transaction.atomic():
        place = _place(owner)
        if place.state == State.HOLD:
            slot = place.slot
            if Schedule.load(first=slot.date, last=slot.date, now=now).closed_by(slot):
                raise Refused("slot_closed", slot)
            place.state, place.hold_expires_at, place.booked_at = State.BOOKED, None, now
            place.save(update_fields=["state", "hold_expires_at", "booked_at"])
        return place


def extend_hold(*, owner: str, until: dt.datetime | None) -> None:
    """Let the owner's hold last until `until`, or (None) until somebody decides."""
    Reservation.objects.filter(owner=owner, state=State.HOLD).update(hold_expires_at=until)


def hold_on(*, owner: str, until: dt.datetime) -> None:
    """Make the owner's own place, held or booked, a hold that lasts until `until`."""
    mine = Reservation.objects.filter(owner=owner).exclude(state=State.RELEASED)
    mine.update(state=State.HOLD, hold_expires_at=until, booked_at=None)


def release(*, owner: str, now: dt.datetime) -> bool:
    """Give up the owner's part of its place; False where it had none.

    The place goes back to its week with the last owner that leaves it; until then it is the
    others' (sharing/joint.py).
    """
    with transaction.atomic():
        place = locked(owner)
        if place is None:
            return False
        lock_weeks([place.week_id])
        if not part(owner, place, now=now):
            place.state, place.hold_expires_at, place.released_at = State.RELEASED, None, now
            place.save(update_fields=["state", "hold_expires_at", "released_at"])
        return True


def change_people(*, owner: str, people: int, now: dt.datetime, overrule: bool = False) -> None:
    """Note how many will come; raises Refused("too_many_people") beyond the room's number.

    Fewer people than before are always welcome; a joint visit is counted together. Raises
    Reservation.DoesNotExist without a place.
    """
    with transaction.atomic():
        place = _place(owner)
        before = people_of(place)
        own: Reservation | Share = place
        if place.owner != owner:
            own = place.shares.get(owner=owner)
        after = before - own.people + people
        if after > max(place.room.people_limit, before) and not overrule:
            raise Refused(Reason.TOO_MANY_PEOPLE, place.slot)
        own.people = people
        own.save(update_fields=["people"])


def week_of(slot_id: SlotId) -> dt.date:
    """The Monday of the week that the session counts in."""
    return monday_of(slot_id.date)


def reason_of(slot: Slot | None) -> str | None:
    """Why it cannot be had, in the words of a refusal."""
    if slot is None or slot.reason is Reason.CLOSED:
        return "slot_closed"
    return slot.reason


def _place(owner: str) -> Reservation:
    place = locked(owner)
    if place is None:
        raise Reservation.DoesNotExist(owner)
    return place


def put(place: Reservation, slot: Slot) -> Reservation:
    """Store the place in that session; what the guards refuse becomes Refused, as by store()."""
    _set(place, slot)
    return store(place, slot.id)


def _set(place: Reservation, slot: Slot) -> None:
    place.week_id = monday_of(slot.date)
    # As the rules know it, so that nobody reads it to say where the place is.
    place.room = Room(
        id=slot.room_id, code=slot.id.room, name=slot.room_name, people_limit=slot.people_limit
    )
    place.date, place.starts_at = slot.id.date, slot.id.starts_at
    place.ends_at = slot.ends_at.time()


def store(place: Reservation, slot: SlotId) -> Reservation:
    """Store the place as it is, in session `slot`; what the guards refuse becomes Refused.

    Then the transaction, or the savepoint of whoever called, is good for nothing but its end.
    """
    with _guarded(slot):
        place.save()
    return place


@contextmanager
def _guarded(slot: SlotId) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        said = guards.said(error)
        if said is None:
            raise
        raise Refused(_MEANT[said], slot) from error


# What the guards say, and what it means.
_MEANT = {guards.WEEK_FULL: Reason.WEEK_FULL, guards.ROOM_TAKEN: Reason.SLOT_TAKEN}

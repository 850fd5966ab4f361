"""The capacity rule: how a place of a week is taken, moved and given back.

A week never takes more than its capacity, a room never two at a time. Every function here locks
before it looks: the owner's own place, then the weeks that it changes, the earlier one first.
Behind them the database's own triggers (guards.py) refuse what would slip through. On SQLite the
lock is BEGIN IMMEDIATE.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from scheduling.availability import Schedule
from scheduling.guards import ROOM_TAKEN, WEEK_FULL
from scheduling.models import Reservation, Week
from scheduling.slots import Reason, Slot, SlotId
from scheduling.weekly_capacity import CapacityRules
from scheduling.weeks import monday_of

State = Reservation.State
LARGEST_CAPACITY = 100


class Refused(Exception):
    """There is no place in session `slot`; `code` is the contract's reason."""

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
    with transaction.atomic():
        days = [slot_id.date for slot_id in choices]
        schedule = Schedule.load(first=min(days), last=max(days), now=now)

        def look(slot_id: SlotId) -> Slot | None:
            return schedule.slot(slot_id, people=people, overrule=overrule)

        # What cannot be had now is refused without a lock, and leaves no row of a far-off week.
        reasons = {slot_id: _reason(look(slot_id)) for slot_id in choices}
        likely = [slot_id for slot_id, reason in reasons.items() if reason is None]
        if likely:
            mondays = sorted({_week_of(slot_id) for slot_id in likely})
            schedule.see_places_again(_lock_weeks(mondays, new=schedule.new_weeks(mondays)))
        for slot_id in likely:
            slot = look(slot_id)
            reasons[slot_id] = _reason(slot)
            if slot and slot.available:
                place = Reservation(
                    owner=owner,
                    state=State.BOOKED if booked else State.HOLD,
                    hold_expires_at=None if booked else hold_until,
                    created_at=now,
                    booked_at=now if booked else None,
                )
                return _put(place, slot, people=people)
        raise Refused(reasons[choices[0]] or Reason.SLOT_TAKEN, choices[0])


def move(
    *, owner: str, to: SlotId, people: int, now: dt.datetime, overrule: bool = False
) -> Reservation:
    """Exchange the owner's place for one in session `to`, all or nothing; it stays held or booked.

    Raises Refused where `to` cannot be had, Reservation.DoesNotExist without a place.
    """
    with transaction.atomic():
        schedule = Schedule.load(first=to.date, last=to.date, now=now)
        place = _locked(owner)
        mondays = sorted({place.week_id, _week_of(to)})
        schedule.see_places_again(_lock_weeks(mondays, new=schedule.new_weeks([_week_of(to)])))
        slot = schedule.slot(to, people=people, ignore_owner=owner, overrule=overrule)
        reason = _reason(slot)
        if slot is None or reason:
            raise Refused(reason or "slot_closed", to)
        return _put(place, slot, people=people)


def book(*, owner: str, now: dt.datetime) -> Reservation:
    """Make the owner's held place a booked one, which does not lapse; harmless where it is.

    Raises Reservation.DoesNotExist without a place.
    """
    with transaction.atomic():
        place = _locked(owner)
        if place.state == State.HOLD:
            place.state, place.hold_expires_at, place.booked_at = State.BOOKED, None, now
            place.save(update_fields=["state", "hold_expires_at", "booked_at"])
        return place


def extend_hold(*, owner: str, until: dt.datetime | None) -> None:
    """Let the owner's hold last until `until`, or (None) until somebody decides."""
    _active(owner).filter(state=State.HOLD).update(hold_expires_at=until)


def release(*, owner: str, now: dt.datetime) -> bool:
    """Give the owner's place back to its week; False where there was none."""
    with transaction.atomic():
        try:
            place = _locked(owner)
        except Reservation.DoesNotExist:
            return False
        _lock_weeks([place.week_id])
        place.state, place.hold_expires_at, place.released_at = State.RELEASED, None, now
        place.save(update_fields=["state", "hold_expires_at", "released_at"])
        return True


def change_people(*, owner: str, people: int, now: dt.datetime, overrule: bool = False) -> None:
    """Note how many will come; raises Refused("too_many_people") beyond the room's number.

    Fewer people than before are always welcome. Raises Reservation.DoesNotExist without a place.
    """
    with transaction.atomic():
        place = _locked(owner)
        if people > max(place.room.people_limit, place.people) and not overrule:
            raise Refused(Reason.TOO_MANY_PEOPLE, place.slot)
        place.people = people
        place.save(update_fields=["people"])


def reservation_of(owner: str) -> Reservation | None:
    """The owner's place with its room, or None."""
    return _active(owner).select_related("room").first()


def capacity_of(week: dt.date) -> int:
    """The capacity of the week that begins on Monday `week`, by the host's rules."""
    return CapacityRules.load().of(week)


def set_week_capacity(*, week: dt.date, capacity: int | None, note: str, now: dt.datetime) -> Week:
    """Give the week that begins on Monday `week` a capacity of its own, or (None) the rule's.

    Nobody is sent away: below what is taken the week is over-committed, and takes no more until
    places come back. Raises ValueError where `week` is no Monday or `capacity` not 0 to 100.
    """
    if monday_of(week) != week:
        raise ValueError("not a Monday")
    if capacity is not None and not 0 <= capacity <= LARGEST_CAPACITY:
        raise ValueError(f"capacity must be 0 to {LARGEST_CAPACITY}")
    rules = CapacityRules.load()
    with transaction.atomic():
        [row] = _lock_weeks([week], new=[Week(starts_on=week, capacity=rules.of(week))])
        row.own_capacity = capacity
        row.capacity = rules.of(week) if capacity is None else capacity
        row.note, row.changed_at = note, now
        row.save(update_fields=["own_capacity", "capacity", "note", "changed_at"])
        return row


def apply_capacity_rules() -> int:
    """Bring every week without a capacity of its own to the rules'; gives how many changed."""
    with transaction.atomic():
        weeks = Week.objects.filter(own_capacity=None).order_by("starts_on").select_for_update()
        locked = list(weeks)
        rules = CapacityRules.load()
        changed = [week for week in locked if week.capacity != rules.of(week.starts_on)]
        for week in changed:
            week.capacity = rules.of(week.starts_on)
            week.save(update_fields=["capacity"])
        return len(changed)


def _week_of(slot_id: SlotId) -> dt.date:
    return monday_of(slot_id.date)


def _reason(slot: Slot | None) -> str | None:
    """Why it cannot be had, in the words of a refusal."""
    if slot is None or slot.reason is Reason.CLOSED:
        return "slot_closed"
    return slot.reason


def _active(owner: str) -> QuerySet[Reservation]:
    return Reservation.objects.filter(owner=owner).exclude(state=State.RELEASED)


def _locked(owner: str) -> Reservation:
    # Without the room: PostgreSQL drops a joined row whose room changed while it was waited for.
    return _active(owner).select_for_update().get()


def _lock_weeks(mondays: Iterable[dt.date], *, new: Sequence[Week] = ()) -> list[Week]:
    """Lock the weeks, the earlier first; before that, `new` rows are made by whoever is first."""
    if new:
        Week.objects.bulk_create(new, ignore_conflicts=True)
    weeks = Week.objects.filter(starts_on__in=set(mondays)).order_by("starts_on")
    return list(weeks.select_for_update())


def _put(place: Reservation, slot: Slot, *, people: int) -> Reservation:
    """Store the place in that session; what the guards refuse becomes Refused."""
    place.week_id = monday_of(slot.date)
    place.room_id = slot.room_id
    place.date, place.starts_at = slot.id.date, slot.id.starts_at
    place.ends_at = slot.ends_at.time()
    place.people = people
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        refused = next((code for words, code in _GUARDS if words in str(error)), None)
        if refused is None:
            raise
        raise Refused(refused, slot.id) from error
    return place


# What the guards say (the last is SQLite's name for the unique session), and what it means.
_GUARDS = (
    (WEEK_FULL, Reason.WEEK_FULL),
    (ROOM_TAKEN, Reason.SLOT_TAKEN),
    ("one_reservation_in_a_room_at_a_time", Reason.SLOT_TAKEN),
    ("scheduling_reservation.starts_at", Reason.SLOT_TAKEN),
)

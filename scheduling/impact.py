"""What is over-committed now, and what a change of the rules would bring, before it is made.

Nothing here repairs anything: a lowered capacity and a closure over booked sessions are states to
show, and people decide (domain.md, calendar rules).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from scheduling.availability import Schedule
from scheduling.models import BookingRules, Reservation, Room
from scheduling.once import reading_anew
from scheduling.places import owners_of, people_of
from scheduling.rules.rulebook import Rulebook
from scheduling.sharing import waiting
from scheduling.slots import Reason, SlotId
from scheduling.weeks import monday_of, week_name


class Kind(StrEnum):
    """What is wrong with a place or a week."""

    CLOSED = "closed"
    NO_SESSION = "no_session"
    OVERCOMMITTED = "overcommitted"
    # Nobody has these yet: they wait for them, were offered them, or wish to move there.
    WAITED_FOR = "waited_for"
    WAIT_ENDS = "wait_ends"
    PROPOSED = "proposed"
    # The place stays; what is told of it, or who was promised for it, does not.
    ROOM_SMALLER = "room_smaller"
    ROOM_RENAMED = "room_renamed"
    OFFICER_GONE = "officer_gone"
    ASKED_FOR = "asked_for"
    # The hour on the wall stays; calendars outside, which have the moment, are told.
    OTHER_ZONE = "other_zone"


@dataclass(frozen=True, order=True)
class Trouble:
    """A place that should be moved (`slot` and `owner`), or (both empty) a week with too many.

    `week` is its Monday, `note` the closure's name, "5 of 4" for a week, or what is gone.
    """

    week: dt.date
    kind: Kind
    slot: str = ""
    owner: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.slot or week_name(self.week)} {self.note}".strip()


Look = Callable[[dt.datetime], Iterable[Trouble]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """Ask `look` too, with the moment: what hangs on sessions and is not known here."""
    if look not in _looks:
        _looks.append(look)


def troubles(*, now: dt.datetime) -> list[Trouble]:
    """Everything from today on that lies on a closure, in no session, or in too full a week.

    With those who wait for such a session. In order of time; a fixed number of queries, however
    many places.
    """
    found = [*_of_places(now), *_of_waiting(now)]
    found += [trouble for look in _looks for trouble in look(now)]
    return sorted(found)


def _of_places(now: dt.datetime) -> list[Trouble]:
    today = now.astimezone(BookingRules.load().zone).date()
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    places = list(active.filter(date__gte=today).select_related("room").order_by("date"))
    if not places:
        return []
    schedule = Schedule.load(first=today, last=places[-1].date, now=now)
    found = [trouble for place in places if (trouble := _of_place(place, schedule))]
    found += [
        Trouble(week.starts_on, Kind.OVERCOMMITTED, note=f"{week.taken} > {week.capacity}")
        for week in schedule.weeks()
        if week.overcommitted
    ]
    return found


def _of_waiting(now: dt.datetime) -> Iterator[Trouble]:
    """Those who wait for a session that is not held, or for whom none can come any more."""
    ends = {entry.owner for entry, _why in waiting.without_hope(now=now)}
    wishes = {
        entry.owner: [SlotId.parse(text) for text in entry.wishes] for entry in waiting.queue()
    }
    gone = not_held((slot for slots in wishes.values() for slot in slots), now=now)
    for owner, slots in wishes.items():
        if owner in ends and slots:
            # Said once, whatever it wishes.
            yield Trouble(monday_of(slots[0].date), Kind.WAIT_ENDS, str(slots[0]), owner)
        elif owner not in ends:
            for slot in gone.intersection(slots):
                yield Trouble(monday_of(slot.date), Kind.WAITED_FOR, str(slot), owner)


def _of_place(place: Reservation, schedule: Schedule) -> Trouble | None:
    slot = schedule.slot(place.slot, ignore_owner=place.owner, overrule=True)
    if slot is None:
        return Trouble(place.week_id, Kind.NO_SESSION, place.slot_id, place.owner)
    if slot.reason is Reason.CLOSED:
        return Trouble(place.week_id, Kind.CLOSED, place.slot_id, place.owner, slot.note)
    return None


def not_held(slots: Iterable[SlotId], *, now: dt.datetime) -> frozenset[SlotId]:
    """Those of `slots` that lie on a closure, or in no session any more.

    A week that takes nobody any more keeps whom it has, so that only the rules are read: four
    queries at most.
    """
    asked = set(slots)
    if not asked:
        return frozenset()
    days = [slot.date for slot in asked]
    schedule = Schedule(first=min(days), last=max(days), now=now, book=Rulebook.load())
    return frozenset(
        slot
        for slot in asked
        if schedule.slot(slot) is None or schedule.closed_by(slot) is not None
    )


def preview(change: Callable[[], object], *, now: dt.datetime) -> list[Trouble]:
    """The troubles that `change` would bring that are not there yet; nothing of it is kept.

    `change` writes to the database as it would for real; it is run and undone. Raises what it
    raises.
    """
    with transaction.atomic(), reading_anew():
        before, rooms, zone = set(troubles(now=now)), _rooms(), BookingRules.load().time_zone
        change()
        after = [*troubles(now=now), *_of_rooms(rooms, now), *_of_zone(zone, now)]
        transaction.set_rollback(True)
    found = {trouble for trouble in after if trouble not in before}
    over = {trouble.week: trouble for trouble in before if trouble.kind is Kind.OVERCOMMITTED}
    return sorted(trouble for trouble in found if not _is_better(trouble, over.get(trouble.week)))


def _is_better(trouble: Trouble, before: Trouble | None) -> bool:
    """Whether a week that had too many already has fewer too many now."""
    if trouble.kind is not Kind.OVERCOMMITTED or before is None:
        return False
    return _too_many(trouble) < _too_many(before)


def _too_many(trouble: Trouble) -> int:
    taken, _sign, capacity = trouble.note.partition(" > ")
    return int(taken) - int(capacity)


def _rooms() -> dict[int, tuple[str, int]]:
    return {room.pk: (room.name, room.people_limit) for room in Room.objects.all()}


def _of_rooms(before: dict[int, tuple[str, int]], now: dt.datetime) -> Iterator[Trouble]:
    """Places to come in rooms that now have another name, or hold fewer than come together."""
    today = now.astimezone(BookingRules.load().zone).date()
    after = _rooms()
    other = [pk for pk, was in before.items() if pk in after and after[pk] != was]
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    for place in active.filter(room__in=other, date__gte=today).select_related("room"):
        (name, limit), room = before[place.room_id], place.room
        told = place.week_id, place.slot_id, place.owner
        if room.name != name:
            yield Trouble(told[0], Kind.ROOM_RENAMED, told[1], told[2], room.name)
        if room.people_limit < people_of(place) <= limit:
            note = f"{people_of(place)} > {room.people_limit}"
            yield Trouble(told[0], Kind.ROOM_SMALLER, told[1], told[2], note)


def _of_zone(before: str, now: dt.datetime) -> Iterator[Trouble]:
    """Booked places to come, where the host's clock now has another zone than `before`."""
    rules = BookingRules.load()
    if rules.time_zone == before:
        return
    booked = Reservation.objects.filter(state=Reservation.State.BOOKED)
    today = now.astimezone(rules.zone).date()
    for place in booked.filter(date__gte=today).select_related("room"):
        for owner in owners_of(place):
            yield Trouble(place.week_id, Kind.OTHER_ZONE, place.slot_id, owner, rules.time_zone)

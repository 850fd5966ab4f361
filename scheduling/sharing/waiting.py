"""The waiting list: who waits, in which order, and what each could have now.

Fair by the time of the request within what fits (people, preferred dates). A session is offered to
an owner once; who lets it pass keeps waiting for the other wishes.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum

from django.db import transaction

from scheduling.availability import Schedule
from scheduling.models import Waiting
from scheduling.slots import Reason, SlotId
from scheduling.weeks import monday_of


class NoHope(StrEnum):
    """Why no session can come to somebody who waits any more."""

    OVER = "over"
    CLOSED = "closed"


def wait(*, owner: str, people: int, wishes: Sequence[SlotId], since: dt.datetime) -> None:
    """Put the owner on the list, or change what it waits for; its turn stays."""
    values = {"people": people, "wishes": [str(slot) for slot in wishes]}
    Waiting.objects.update_or_create(
        owner=owner, defaults=values, create_defaults={**values, "owner": owner, "since": since}
    )


def stop_waiting(*, owner: str) -> None:
    """Take the owner off the list; harmless where it is not on it."""
    Waiting.objects.filter(owner=owner).delete()


def let_pass(*, owner: str, slot: SlotId) -> None:
    """Note that `slot` was offered to the owner, so that it is not offered again."""
    entry = Waiting.objects.select_for_update().filter(owner=owner).first()
    if entry and str(slot) not in entry.passed:
        entry.passed = [*entry.passed, str(slot)]
        entry.save(update_fields=["passed"])


def queue() -> list[Waiting]:
    """Everybody who waits, in order."""
    return list(Waiting.objects.all())


def is_waited_for(*, week: dt.date) -> bool:
    """Whether anybody waits for a session of the week that begins on Monday `week`."""
    return any(
        monday_of(SlotId.parse(text).date) == week for entry in queue() for text in entry.wishes
    )


def place_in_queue(*, owner: str, number: int) -> None:
    """Move the owner to position `number` (1 is the first); the order of the others stays.

    Raises Waiting.DoesNotExist where the owner does not wait.
    """
    with transaction.atomic():
        entries = list(Waiting.objects.select_for_update())
        moved = next((entry for entry in entries if entry.owner == owner), None)
        if moved is None:
            raise Waiting.DoesNotExist(owner)
        entries.remove(moved)
        entries.insert(max(0, number - 1), moved)
        for place, entry in enumerate(entries):
            entry.priority = len(entries) - place
        Waiting.objects.bulk_update(entries, ["priority"])


def could_have(
    *, now: dt.datetime, entries: Sequence[Waiting] | None = None, read: Schedule | None = None
) -> Iterator[tuple[Waiting, list[SlotId]]]:
    """In order, everybody who waits and could have a place now, with the sessions, best first.

    Nothing is locked or taken: `capacity.take` decides. Seven queries; none where the queue
    (`entries`) and a schedule that holds all their days are `read` already.
    """
    entries = queue() if entries is None else entries
    dates = [SlotId.parse(text).date for entry in entries for text in entry.wishes]
    if not dates:
        return
    if read is not None and read.first <= min(dates) and max(dates) <= read.last:
        schedule = read
    else:
        schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
    for entry in entries:
        found = _sessions_for(entry, schedule)
        if found:
            yield entry, found


def without_hope(*, now: dt.datetime, owner: str = "") -> list[tuple[Waiting, NoHope]]:
    """Those who wait for nothing that can still come, in order, each with why; `owner` alone.

    Every session of their dates is past or nearer than the lead time, closed, or in no timetable
    any more. Nothing is locked. Seven queries.
    """
    found = []
    for entry, schedule in _with_schedule(now, owner):
        reasons = [reason for _slot_id, reason in _standing(entry, schedule)]
        if not any(_may_come(reason) for reason in reasons):
            over = Reason.TOO_SOON in reasons
            found.append((entry, NoHope.OVER if over else NoHope.CLOSED))
    return found


def all_offered(*, owner: str, now: dt.datetime) -> bool:
    """Whether the owner waits, but everything that could still come was offered to it before.

    Then nothing comes unless it waits for other days.
    """
    return any(
        all(
            str(slot) in entry.passed
            for slot, reason in _standing(entry, schedule)
            if _may_come(reason)
        )
        for entry, schedule in _with_schedule(now, owner)
    )


def _with_schedule(now: dt.datetime, owner: str) -> Iterator[tuple[Waiting, Schedule]]:
    entries = [entry for entry in queue() if owner in ("", entry.owner)]
    dates = [SlotId.parse(text).date for entry in entries for text in entry.wishes]
    if dates:
        schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
        yield from ((entry, schedule) for entry in entries)


def _standing(entry: Waiting, schedule: Schedule) -> Iterator[tuple[SlotId, Reason | None]]:
    """Every session of the entry's dates that is held, with why it cannot be had now."""
    for slot_id in _wanted(entry, schedule):
        slot = schedule.slot(slot_id, people=entry.people)
        if slot is not None:
            yield slot_id, slot.reason


def _may_come(reason: Reason | None) -> bool:
    return reason not in (Reason.CLOSED, Reason.TOO_SOON, Reason.TOO_LATE)


def _wanted(entry: Waiting, schedule: Schedule) -> list[SlotId]:
    """The sessions wished for, then the others of the same dates."""
    wishes = [SlotId.parse(text) for text in entry.wishes]
    days = dict.fromkeys(slot.date for slot in wishes)
    others = [slot.id for day in days for slot in schedule.of_day(day, people=entry.people)]
    return list(dict.fromkeys([*wishes, *others]))


def _sessions_for(entry: Waiting, schedule: Schedule) -> list[SlotId]:
    """The sessions that could be had now, best first."""
    found = []
    for slot_id in _wanted(entry, schedule):
        if str(slot_id) in entry.passed:
            continue
        slot = schedule.slot(slot_id, people=entry.people)
        if slot is not None and slot.available:
            found.append(slot_id)
    return found

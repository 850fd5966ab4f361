"""The waiting list: who waits, in which order, and what each could have now.

Fair by the time of the request within what fits (people, preferred dates). A session is offered to
an owner once; who lets it pass keeps waiting for the other wishes.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction

from scheduling.availability import Schedule
from scheduling.models import Waiting
from scheduling.slots import SlotId


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


def could_have(*, now: dt.datetime) -> Iterator[tuple[Waiting, list[SlotId]]]:
    """In order, everybody who waits and could have a place now, with the sessions, best first.

    Nothing is locked or taken: `capacity.take` decides. Seven queries.
    """
    entries = queue()
    wishes = {entry.owner: [SlotId.parse(text) for text in entry.wishes] for entry in entries}
    dates = [slot.date for slots in wishes.values() for slot in slots]
    if not dates:
        return
    schedule = Schedule.load(first=min(dates), last=max(dates), now=now)
    for entry in entries:
        found = _sessions_for(entry, wishes[entry.owner], schedule)
        if found:
            yield entry, found


def _sessions_for(entry: Waiting, wishes: list[SlotId], schedule: Schedule) -> list[SlotId]:
    """The sessions wished for, then the others of the same dates, as far as they can be had."""
    days = dict.fromkeys(slot.date for slot in wishes)
    others = [slot.id for day in days for slot in schedule.of_day(day, people=entry.people)]
    found = []
    for slot_id in dict.fromkeys([*wishes, *others]):
        if str(slot_id) in entry.passed:
            continue
        slot = schedule.slot(slot_id, people=entry.people)
        if slot is not None and slot.available:
            found.append(slot_id)
    return found

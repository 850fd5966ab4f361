"""What to offer instead of a session that cannot be had."""

import datetime as dt
from collections.abc import Collection

from scheduling.availability import Schedule
from scheduling.slots import Slot, SlotId
from scheduling.weeks import monday_of


def alternatives(
    *,
    near: SlotId,
    people: int,
    now: dt.datetime,
    limit: int = 5,
    ignore_owner: str = "",
    closed_weeks: Collection[dt.date] = (),
    schedule: Schedule | None = None,
) -> list[Slot]:
    """Up to `limit` sessions that a delegation of `people` can have now, the nearest date first.

    Of two equally near days the one with the same weekday comes first, within a day the session
    at the nearest hour. `near` itself is never among them; a place of `ignore_owner` counts as
    free, and nothing lies in `closed_weeks` (their Mondays). Six queries, or none with a
    `schedule` from today to the horizon that was read already.
    """
    schedule = schedule or Schedule.load(now=now)
    open_slots = [
        slot
        for slot in schedule.slots(people=people, ignore_owner=ignore_owner)
        if slot.available and slot.id != near and monday_of(slot.date) not in closed_weeks
    ]
    open_slots.sort(key=lambda slot: distance(slot.id, near))
    return open_slots[:limit]


def distance(slot: SlotId, near: SlotId) -> tuple[int, bool, int, bool, SlotId]:
    """How far `slot` is from `near`, to sort by: days, weekday, minutes of the day, room."""
    return (
        abs((slot.date - near.date).days),
        slot.date.weekday() != near.date.weekday(),
        abs(_minutes(slot.starts_at) - _minutes(near.starts_at)),
        slot.room != near.room,
        slot,
    )


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute

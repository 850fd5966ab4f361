"""What to offer instead of a session that cannot be had."""

import datetime as dt
import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from scheduling.availability import ONE_DAY, Schedule
from scheduling.rules.rulebook import Rulebook
from scheduling.sessions.timetable import Session
from scheduling.slots import Slot, SlotId
from scheduling.weeks import monday_of

# How far from the asked day places are read, in days, until enough is found; then to the horizon.
# Most refusals are answered by the first, so that what one costs grows neither with the horizon
# nor with the rooms (docs/speed.md).
_RADII = (14, 70)


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
    free, and nothing lies in `closed_weeks` (their Mondays). One query; where places have changed
    two more if the weeks around have enough, six at most. None with a `schedule` from today to
    the horizon that was read already.
    """

    def found_in(schedule: Schedule) -> list[Slot]:
        nearest = (
            slot_id
            for days in _nearest_days(schedule, near.date)
            for slot_id in by_distance(
                [day for day in days if monday_of(day) not in closed_weeks], schedule
            )
        )
        # One after the other, and no more than are wanted.
        judged = (
            schedule.slot(slot_id, people=people, ignore_owner=ignore_owner)
            for slot_id in nearest
            if slot_id != near
        )
        return list(islice((slot for slot in judged if slot and slot.available), limit))

    def by_distance(days: Iterable[dt.date], schedule: Schedule) -> Iterable[SlotId]:
        begins = (
            _from(near.room, day, sessions, people)
            for day in days
            for sessions in schedule.begins_of_day(day, ignore_owner=ignore_owner)
        )
        return heapq.merge(*begins, key=partial(distance, near=near))

    if schedule:
        return found_in(schedule)
    marked = Rulebook.with_places()
    rules = marked[0].rules
    today = now.astimezone(rules.zone).date()
    horizon = today + dt.timedelta(days=rules.horizon_days)
    middle = min(max(near.date, today), horizon)
    found: list[Slot] = []
    for days in (*_RADII, (horizon - today).days):
        first = max(today, middle - days * ONE_DAY)
        last = min(horizon, middle + days * ONE_DAY)
        found = found_in(Schedule.load(first=first, last=last, now=now, marked=marked))
        if len(found) >= limit or (first, last) == (today, horizon):
            break
    return found


def _from(room: str, day: dt.date, sessions: Sequence[Session], people: int) -> Iterator[SlotId]:
    """Of sessions that begin together those with room for `people`, in the order of `distance`."""
    large_enough = [session for session in sessions if session.people_limit >= people]
    for same in (True, False):
        for session in large_enough:
            if (session.room_code == room) == same:
                yield session.on(day)


def _nearest_days(schedule: Schedule, day: dt.date) -> Iterator[list[dt.date]]:
    """The days of the schedule that may be asked for, those equally far from `day` together."""
    first = max(schedule.first, schedule.earliest)
    last = min(schedule.last, schedule.latest)
    if first > last:
        return
    middle = min(max(day, first), last)
    yield [middle]
    for n in range(1, (last - first).days + 1):
        pair = (middle - n * ONE_DAY, middle + n * ONE_DAY)
        yield [day for day in pair if first <= day <= last]


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

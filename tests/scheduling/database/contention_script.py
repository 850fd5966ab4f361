"""Many threads that want the same places, on the database of DATABASE_URL.

Run by test_contention.py as a process of its own, because threads need a database that commits
for real: `python -m tests.scheduling.database.contention_script SCENARIO`. Prints what came of it
as JSON.
"""

import datetime as dt
import json
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - apps first

from scheduling import capacity  # noqa: E402
from scheduling.audit import audit  # noqa: E402
from scheduling.capacity import Refused  # noqa: E402
from scheduling.models import (  # noqa: E402
    BookingRules,
    CapacityRule,
    Reservation,
    SessionPattern,
    Week,
)
from scheduling.places import lock_weeks  # noqa: E402
from scheduling.rules import weekly_capacity  # noqa: E402
from scheduling.slots import SlotId  # noqa: E402
from tests.scheduling.factories import (  # noqa: E402
    MONDAY,
    MORNING,
    NOW,
    CapacityRuleFactory,
    ClosureFactory,
    RoomFactory,
    TimetableFactory,
    take,
)
from tests.stack import eventually  # noqa: E402

THREADS = 50
ROOMS = [f"ruang-{n}" for n in range(10)]
NEXT_MONDAY = MONDAY + dt.timedelta(days=7)


def sessions(monday: dt.date) -> list[SlotId]:
    """The fifty sessions of a week: ten rooms on five mornings."""
    days = [monday + dt.timedelta(days=n) for n in range(5)]
    return [SlotId(date=day, starts_at=MORNING, room=room) for room in ROOMS for day in days]


def prepare() -> None:
    """Tables, ten rooms and four places a week."""
    CapacityRuleFactory.create(capacity=4)
    timetable = TimetableFactory.create()
    for code in ROOMS:
        room = RoomFactory.create(code=code)
        for weekday in range(1, 6):
            SessionPattern.objects.create(
                timetable=timetable,
                weekday=weekday,
                starts_at=MORNING,
                ends_at=dt.time(11, 30),
                room=room,
            )


def crowd(work: Callable[[int], object]) -> Counter[str]:
    """Let THREADS threads do `work(n)` at once; counts how each ended."""
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(THREADS)

    def one(n: int) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            work(n)
            outcomes["done"] += 1
        except Refused as refused:
            outcomes[str(refused.code)] += 1
        except Exception as error:  # noqa: BLE001 - the test wants to see any other
            outcomes[f"{type(error).__name__}: {error}"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[n]) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def one_week() -> Counter[str]:
    """Everyone wants another session of one week, which nobody has asked for before."""
    slots = sessions(MONDAY)
    return crowd(lambda n: take(f"visit:{n}", slots[n]))


def one_room() -> Counter[str]:
    """Everyone wants the same session."""
    return crowd(lambda n: take(f"visit:{n}", sessions(MONDAY)[0]))


def several_choices() -> Counter[str]:
    """Everyone has three choices in two weeks, in their own order."""
    slots = [*sessions(MONDAY), *sessions(NEXT_MONDAY)]

    def ask(n: int) -> None:
        take(f"visit:{n}", *random.Random(n).sample(slots, 3))

    return crowd(ask)


def opposite_moves() -> Counter[str]:
    """Six visits move to and fro between two weeks of four, while others come and go."""
    here, there = sessions(MONDAY), sessions(NEXT_MONDAY)
    for n in range(3):
        take(f"visit:{n}", here[n])
        take(f"visit:{n + 3}", there[n])

    def come_and_go(n: int) -> None:
        chance = random.Random(n)
        for _ in range(4):
            to = chance.choice(here + there)
            try:
                if n < 30:
                    capacity.move(owner=f"visit:{n % 6}", to=to, people=10, now=NOW)
                elif n < 48:
                    take(f"visit:{n}", to)
                    capacity.release(owner=f"visit:{n}", now=NOW)
                else:
                    weekly_capacity.set_week_capacity(
                        week=MONDAY, capacity=chance.randint(2, 6), note="", now=NOW
                    )
            except Refused:
                continue

    return crowd(come_and_go)


def closed_meanwhile() -> Counter[str]:
    """Somebody holds the week; another waits for it; a third closes the day before it is free."""
    # Rules that nobody saved have no mark.
    BookingRules.objects.create(pk=1, lead_working_days=0, horizon_days=400)
    first, second = sessions(MONDAY)[0], sessions(MONDAY)[1]
    take("visit:first", second)

    def close() -> None:
        _see_somebody_wait()
        ClosureFactory.create(starts_on=first.date, ends_on=first.date)
        connection.close()

    closing = threading.Thread(target=close)
    with transaction.atomic():
        lock_weeks([MONDAY])
        waiting, outcomes = _taking("visit:second", first)
        closing.start()
        closing.join()
    waiting.join()
    return outcomes


def day_filled_meanwhile() -> Counter[str]:
    """Somebody holds the week; another waits for it; the holder fills the day and lets go."""
    BookingRules.objects.create(pk=1, lead_working_days=0, horizon_days=400)
    CapacityRule.objects.update(daily_limit=2)
    first, second, third = (SlotId(MONDAY, MORNING, room) for room in ROOMS[:3])
    take("visit:first", first)

    with transaction.atomic():
        lock_weeks([MONDAY])
        waiting, outcomes = _taking("visit:third", third)
        looking = threading.Thread(target=_see_somebody_wait)
        looking.start()
        looking.join()
        take("visit:second", second)
    waiting.join()
    return outcomes


def lowered_meanwhile() -> Counter[str]:
    """Somebody is making a week's first row, and has looked at the rules; a rule is lowered."""
    BookingRules.objects.create(pk=1, lead_working_days=0, horizon_days=400)
    looked, lowered = threading.Event(), threading.Event()
    look = capacity.rules_hold

    def look_and_stop(stamp: int | None) -> bool:
        holds = look(stamp)
        looked.set()
        eventually(lambda: lowered.is_set() or _somebody_waits())
        return holds

    capacity.rules_hold = look_and_stop
    making, outcomes = _taking("visit:first", sessions(MONDAY)[0])
    looked.wait(10)
    with transaction.atomic():
        CapacityRule.objects.update(capacity=2)
        weekly_capacity.apply_capacity_rules()
    lowered.set()
    making.join()
    return outcomes


def _taking(owner: str, slot: SlotId) -> tuple[threading.Thread, Counter[str]]:
    """A thread that takes that place, begun, and what will have come of it."""
    outcomes: Counter[str] = Counter()

    def work() -> None:
        try:
            take(owner, slot)
            outcomes["done"] += 1
        except Refused as refused:
            outcomes[str(refused.code)] += 1
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread, outcomes


def _see_somebody_wait() -> None:
    """For a thread of its own, outside of the transaction that is waited for."""
    eventually(_somebody_waits)
    connection.close()


def _somebody_waits() -> bool:
    # Not within a transaction, which would see the same for ever.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


SCENARIOS = {
    function.__name__: function
    for function in (
        one_week,
        one_room,
        several_choices,
        opposite_moves,
        closed_meanwhile,
        day_filled_meanwhile,
        lowered_meanwhile,
    )
}


def main() -> None:
    """Run the scenario that is named and print its outcome."""
    prepare()
    outcomes = SCENARIOS[sys.argv[1]]()
    active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
    result = {
        "outcomes": outcomes,
        "active": active.count(),
        "taken": {str(week): week.taken for week in Week.objects.all()},
        "capacities": {str(week): week.capacity for week in Week.objects.all()},
        "differences": [str(difference) for difference in audit()],
        "vendor": connection.vendor,
    }
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()

"""Taking a place: eight clients on PostgreSQL, our function beside the same written by hand.

Each client takes a place in a room of its own and gives it back by a plain DELETE, so that weeks
stay as full as real ones; only the taking is timed, on both sides.
"""

import datetime as dt
import multiprocessing as mp
import random
import re
import subprocess
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connection
from django.utils import timezone

from scheduling import capacity
from scheduling.models import Room, Week
from tests.load.ground import ROUNDS, database, folder, pointing, tool
from tests.load.host import furnish, mondays, sessions
from tests.load.report import Figure, rate

CLIENTS = 8
SECONDS = 3
_HOLD = dt.timedelta(hours=1)
_AIMS = {"hot": 0.5, "spread": 0.3}

# What a program without Django would send: the same locks, checks and rows, in one round trip each.
_BY_HAND = r"""
\set week 7 * random(0, {last})
\set day :week + random(0, 4)
BEGIN;
UPDATE scheduling_week SET taken = taken + 1 WHERE starts_on = date '{monday}' + :week::int AND taken < capacity;
INSERT INTO scheduling_reservation (week_id, room_id, date, starts_at, ends_at, owner, people, state, hold_expires_at, created_at) VALUES (date '{monday}' + :week::int, {room} + :client_id::int, date '{monday}' + :day::int, '09:00', '11:30', 'hand:' || :client_id::text, 24, 'hold', now() + interval '1 hour', now());
COMMIT;
BEGIN;
DELETE FROM scheduling_reservation WHERE owner = 'hand:' || :client_id::text;
UPDATE scheduling_week SET taken = taken - 1 WHERE starts_on = date '{monday}' + :week::int;
COMMIT;
"""  # noqa: E501 - pgbench wants a statement on one line
_TAKING = slice(2, 6)


def by_hand(url: str, *, weeks: int) -> float:
    """Places a second that eight clients of pgbench take, in one week or in several."""
    script = _BY_HAND.format(
        last=weeks - 1, monday=mondays()[0], room=Room.objects.order_by("pk")[0].pk
    )
    with folder() as at:
        (at / "take.sql").write_text(script)
        done = subprocess.run(
            [
                tool("pgbench"), "-n", "-M", "prepared", "--report-per-command",
                f"-c{CLIENTS}", "-j2", f"-T{SECONDS}", f"-f{at}/take.sql", url,
            ],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    took = re.findall(r"^\s+([0-9.]+)\s+(?:\d+\s+)?(?:\\set|[A-Z])", done.stdout, re.MULTILINE)
    milliseconds = sum(map(float, took[_TAKING]))
    return CLIENTS / milliseconds * 1000


def by_us(*, weeks: int) -> float:
    """The same by `capacity.take`, in eight processes."""
    # A connection must not be shared with a child.
    connection.close()
    fork = mp.get_context("fork")
    start, answers = fork.Barrier(CLIENTS), fork.Queue()
    clients = [
        fork.Process(target=_client, args=(n, weeks, start, answers)) for n in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    found = [answers.get(timeout=60) for _ in clients]
    for client in clients:
        client.join()
    return sum(taken / spent for taken, spent in found)


def _client(number: int, weeks: int, start: Barrier, answers: Any) -> None:
    chance = random.Random(number)
    free = sessions(number, mondays()[:weeks])
    owner = f"visit:{number}"
    connection.ensure_connection()
    start.wait()
    taken, spent, end = 0, 0.0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        now = timezone.now()
        began = time.perf_counter()
        place = capacity.take(
            choices=[chance.choice(free)], owner=owner, people=24, now=now,
            hold_until=now + _HOLD,
        )  # fmt: skip
        spent += time.perf_counter() - began
        taken += 1
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM scheduling_reservation WHERE id = %s", [place.pk])
    answers.put((taken, spent))


def prepared(*, guarded: bool = True) -> None:
    """The host with a room for each client and all weeks there; unguarded for work by hand."""
    furnish(CLIENTS)
    Week.objects.bulk_create(Week(starts_on=monday, capacity=100) for monday in mondays())
    if not guarded:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE scheduling_reservation DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE scheduling_week DISABLE TRIGGER USER")


def measure() -> Iterator[Figure]:
    """Hot and spread."""
    rates: dict[str, list[tuple[float, float]]] = {"hot": [], "spread": []}
    with database() as plain, database():
        prepared()
        with pointing(plain):
            prepared(guarded=False)
        for _ in range(ROUNDS):
            for name, weeks in (("hot", 1), ("spread", 26)):
                with pointing(plain):
                    hand = by_hand(plain, weeks=weeks)
                rates[name].append((by_us(weeks=weeks), hand))
    for name, found in rates.items():
        us, hand = (sum(side) / len(found) for side in zip(*found, strict=True))
        yield Figure(
            f"take a place, {name}",
            [mine / theirs for mine, theirs in found],
            aim=_AIMS[name],
            at_least=True,
            seen=f"{rate(us)}, by hand {rate(hand)}",
        )

"""Asking for a place of a week that is full, beside asking for one that is free; and who else asks.

The week is in the middle of what is open, so that what may be offered lies on both sides of it.
"""

import datetime as dt
import json
import os
import statistics
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from scheduling import capacity
from scheduling.models import Reservation
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from tests.load.ground import ROUNDS, database, folder, web, wrk
from tests.load.host import furnish, mondays, sessions
from tests.load.report import Figure, rate
from tests.load.rest import busy, family
from tests.load.submits import BODY, KEY, LUA
from visits.access.tokens import hash_key
from visits.models import ApiKey

# Of refusals; what is stored must find free sessions to the end, also in a small house.
_SECONDS, _SECONDS_OF_STORING = 3, 2
_AT_ONCE = 60
_FULL = 4
# Rooms, and days to the horizon.
_SMALL, _LARGE = (4, 120), (60, 300)
_AIM_A_SECOND = 1000


def measure() -> Iterator[Figure]:
    """Refusals of one web process, in a small house and in a large one."""
    cost: dict[tuple[int, int], float] = {}
    for size in (_SMALL, _LARGE):
        rooms, days = size
        name = f"refusals, {rooms} rooms, {days} days"
        with _host(rooms, days) as (address, ask, hot, free):
            refused, stored = [], []
            for _ in range(ROUNDS):
                stored.append(ask(free, refused=False))
                refused.append(ask(hot, refused=True))
            cost[size] = statistics.median(spent for _rate, spent in refused)
            yield Figure(
                name, [a_second for a_second, _spent in refused], aim=_AIM_A_SECOND, at_least=True,
                unit="/s",
            )  # fmt: skip
            yield Figure(
                f"{name}, beside a success",
                [no[1] / yes[1] for no, yes in zip(refused, stored, strict=True)],
                aim=1,
                at_least=False,
                seen=f"{_ms(refused)} of the processor, a success {_ms(stored)} "
                f"({rate(statistics.median(a_second for a_second, _spent in stored))})",
            )
            seconds = [_at_once(address, hot) for _ in range(ROUNDS)]
            yield Figure(f"{name}, {_AT_ONCE} at once", seconds, aim=1, at_least=False, unit="s")
            if size == _LARGE:
                yield from _beside_a_flood(address, ask, hot, free)
    yield Figure(
        "a refusal of the large house beside the small",
        [cost[_LARGE] / cost[_SMALL]],
        aim=1.2,
        at_least=False,
    )


def _ms(found: list[tuple[float, float]]) -> str:
    return f"{statistics.median(spent for _rate, spent in found) * 1000:.1f} ms"


Ask = Callable[..., tuple[float, float]]


@contextmanager
def _host(rooms: int, days: int) -> Iterator[tuple[str, Ask, list[SlotId], list[SlotId]]]:
    """One web process: its address, what asks for sessions of a list, a full week, and others.

    Asking gives requests a second, and the processor's seconds that one takes of the web process.
    """
    with database() as url, folder() as at:
        furnish(rooms, horizon_days=days)
        now = timezone.now()
        weeks = mondays()[: (days - 14) // 7]
        hot = weeks.pop(len(weeks) // 2)
        set_week_capacity(week=hot, capacity=_FULL, note="", now=now)
        in_hot = [slot for room in range(rooms) for slot in sessions(room, [hot])]
        for n, slot in enumerate(in_hot[:_FULL]):
            capacity.take(choices=[slot], owner=f"full:{n}", people=24, now=now, hold_until=None)
        free = [slot for room in range(rooms) for slot in sessions(room, weeks)]
        free = [slot for n in range(len(weeks)) for slot in free[n :: len(weeks)]]
        ApiKey.objects.create(name="bench", key_hash=hash_key(KEY), scopes=["visits:submit"])
        with web(url) as address:
            ours = family(os.getpid())[1:]

            def ask(slots: list[SlotId], *, refused: bool) -> tuple[float, float]:
                script = _script(at, slots, again=refused)
                before, began = busy(ours), time.monotonic()
                a_second = wrk(
                    f"{address}/api/v1/visits/", clients=8, more=("-s", str(script)),
                    seconds=_SECONDS if refused else _SECONDS_OF_STORING, refused=refused,
                )  # fmt: skip
                spent = busy(ours) - before
                # Given back, so that a small house does not run out of free sessions.
                Reservation.objects.filter(owner__startswith="visit:").delete()
                return a_second, spent / (a_second * (time.monotonic() - began))

            yield address, ask, in_hot, free


def _script(at: Path, slots: list[SlotId], *, again: bool) -> Path:
    """What wrk sends: a request for each of the sessions in turn, round and round if `again`."""
    (at / "slots").write_text("\n".join(map(str, slots)))
    script = at / "ask.lua"
    lua = (
        LUA.replace("SLOTS", str(at / "slots"))
        .replace("BODY", json.dumps(BODY))
        .replace("KEY", KEY)
    )
    if again:
        lua = lua.replace("slots[at]", "slots[at % #slots + 1]")
    script.write_text(lua.replace("START", "0"))
    return script


def _post(address: str, slot: SlotId) -> int:
    """Ask for a visit; the status of the answer."""
    request = urllib.request.Request(
        f"{address}/api/v1/visits/",
        data=json.dumps(BODY).replace("SLOT", str(slot)).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        found = json.load(error)
        assert found["code"] == "week_full", found
        assert len(found["alternatives"]) == 5, found
        return error.code


def _at_once(address: str, slots: list[SlotId]) -> float:
    """Seconds until so many who ask for the full week at once have their answers."""
    asked = [slots[n % len(slots)] for n in range(_AT_ONCE)]
    with ThreadPoolExecutor(_AT_ONCE) as clients:
        began = time.monotonic()
        assert set(clients.map(lambda slot: _post(address, slot), asked)) == {409}
        return time.monotonic() - began


def _beside_a_flood(
    address: str, ask: Ask, hot: list[SlotId], free: list[SlotId]
) -> Iterator[Figure]:
    """What others wait while eight connections ask for the full week all the time."""
    left = iter(reversed(free))
    paths: dict[str, Callable[[], object]] = {
        "GET weeks/": lambda: urllib.request.urlopen(f"{address}/api/v1/weeks/").read(),
        "GET slots/ of a week": lambda: urllib.request.urlopen(
            f"{address}/api/v1/slots/?from={free[0].date}&to={free[0].date + dt.timedelta(6)}"
        ).read(),
        "POST visits/ elsewhere": lambda: _post(address, next(left)),
    }
    for name, read in paths.items():
        quiet = _p95(read)
        flood = threading.Thread(target=ask, args=(hot,), kwargs={"refused": True})
        flood.start()
        time.sleep(0.5)
        during = _p95(read, flood)
        flood.join()
        yield Figure(
            f"{name} while refusals flood",
            [during * 1000],
            aim=250,
            at_least=False,
            unit="ms",
            seen=f"p95; alone {quiet * 1000:.0f} ms",
        )


def _p95(read: Callable[[], object], during: threading.Thread | None = None) -> float:
    """Seconds within which 95 of 100 are answered, one after the other, 20 times at the most."""
    took = []
    for _ in range(20):
        if during and not during.is_alive():
            break
        began = time.monotonic()
        read()
        took.append(time.monotonic() - began)
        time.sleep(0.05)
    return statistics.quantiles(took, n=20)[-1]

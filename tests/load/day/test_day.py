"""`make load`: the system of docker-compose.yml under the day, and what holds at its end."""

import csv
import logging
import os
import subprocess
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg
import pytest

from tests.faults.crowd import Crowd, check_messages
from tests.faults.servers import OwnRedis, own_redis
from tests.faults.test_killed_at_any_moment import killed_and_started
from tests.load.day.memory import Memory
from tests.load.rest import family
from tests.stack import PASSWORD, Stack

__all__ = ["own_redis"]
MINUTES = float(os.environ.get("LOAD_MINUTES") or 0)
KILL = os.environ.get("LOAD_KILL") == "1"
PLAN = Path(__file__).with_name("locustfile.py")
_KILL_EVERY = 12.0
# What a careful program meets while what it asks is killed.
_HURT = ("0", "502", "503")

# The door has whom to expect, whatever day it is: some of the demo's visits come today, by night,
# when no other has the room.
_COME_TODAY = """
import datetime as dt
from django.utils import timezone
from scheduling.models import BookingRules, Reservation, Week
from visits.models import Status, Visit
today = timezone.localdate(timezone.now(), BookingRules.load().zone)
monday = today - dt.timedelta(days=today.weekday())
Week.objects.update_or_create(starts_on=monday, defaults={"capacity": 30, "own_capacity": 30})
uids = Visit.objects.filter(status=Status.CONFIRMED).values_list("uid", flat=True)
places = Reservation.objects.filter(owner__in=[f"visit:{uid}" for uid in uids])
for hour, place in enumerate(places.exclude(state="released").order_by("pk")[:5]):
    Reservation.objects.filter(pk=place.pk).update(
        week=monday, date=today, starts_at=dt.time(hour), ends_at=dt.time(hour, 50))
"""
_ARRIVED = """
from visits.models import VisitEvent
print(VisitEvent.objects.filter(kind="checked_in").count())
"""

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.needs_postgres,
    pytest.mark.skipif(not MINUTES, reason="make load runs it"),
]


@pytest.fixture
def redis_url(own_redis: OwnRedis) -> str:
    """A broker that may be killed."""
    return own_redis.url


class Timed(Crowd):
    """A crowd that notes how long each call took."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.took: dict[str, list[float]] = {}

    def _call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        began = time.monotonic()
        answer = super()._call(method, path, body, **headers)
        step = path.strip("/").rpartition("/")[2] if method == "POST" else "read"
        self.took.setdefault(f"{method} {step}", []).append((time.monotonic() - began) * 1000)
        return answer


def killings(production: Stack, redis: OwnRedis) -> dict[str, Callable[[], None]]:
    """Each process, and how it is killed and comes back."""

    def web() -> None:
        # One of its workers, which the server starts again.
        os.kill(family(production.processes["web"].pid)[1], 9)

    def broker() -> None:
        redis.kill()
        redis.start()

    def connections() -> None:
        url = production.env["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    return {
        "web": web,
        "worker": lambda: killed_and_started(production, "worker"),
        "redis": broker,
        "connections": connections,
    }


def test_a_day_of_fifty_hosts(production: Stack, own_redis: OwnRedis, tmp_path: Path) -> None:
    assert production.sink is not None
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    crowd = Timed(production, production.sink, size=4, pause=2)
    production.manage("shell", "-v0", "-c", _COME_TODAY)
    memory = Memory(
        lambda: {
            **{name: process.pid for name, process in production.processes.items()},
            "redis": own_redis.process.pid if own_redis.process else 0,
        }
    )
    kills, killed = [], []
    locust = subprocess.Popen(
        [
            os.environ["LOCUST"], "--headless", "-f", str(PLAN),
            "--host", production.base_url, "--run-time", f"{int(MINUTES * 60)}s",
            "--spawn-rate", "20", "--users", "60",
            "--csv", str(tmp_path / "day"), "--loglevel", "WARNING", "--only-summary",
        ],
        env={**os.environ, "LOAD_PASSWORD": PASSWORD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    crowd.start()
    try:
        victims = cycle(killings(production, own_redis).items())
        while locust.poll() is None:
            time.sleep(_KILL_EVERY if KILL else 1)
            if KILL and locust.poll() is None:
                name, kill = next(victims)
                kills.append(time.monotonic())
                kill()
                killed.append(name)
    finally:
        locust.kill()
        crowd.stop()
        memory.stop()
    told(tmp_path, crowd, memory)
    crowd.check()
    production.processes["worker"].terminate()
    production.processes["worker"].wait(timeout=30)
    line = check_messages(production, production.sink, kills)
    written = {str(mail["To"]) for mail in production.sink.mails}
    assert {told.email for told in crowd.told} <= written, "a request without its mail"
    print(f"\n{line}; {len(crowd.told)} requests, {crowd.unanswered} answered later: {killed}")  # noqa: T201 - the figures are asked for
    arrived = int(production.manage("shell", "-v0", "-c", _ARRIVED).split()[-1])
    print(f"{arrived} arrivals noted at the door")  # noqa: T201
    assert arrived, "nobody was let in"
    with (tmp_path / "day_failures.csv").open() as file:
        failures = [row for row in csv.DictReader(file) if not (KILL and hurt(row["Error"]))]
    assert failures == []
    assert KILL or crowd.unanswered == 0
    assert KILL or memory.growing() == []


def hurt(error: str) -> bool:
    """Whether it is what a kill explains."""
    return any(f"{code}" in error for code in _HURT) or "onnect" in error or "emote" in error


def told(folder: Path, crowd: Timed, memory: Memory) -> None:
    """Print what was measured."""
    lines = ["", f"{'ms':34} {'calls':>7} {'fail':>5} {'p50':>6} {'p95':>6} {'p99':>6}"]
    with (folder / "day_stats.csv").open() as file:
        for row in csv.DictReader(file):
            name = f"{row['Type']} {row['Name']}".strip()
            figures = [row["50%"], row["95%"], row["99%"]]
            lines.append(
                f"{name[:34]:34} {row['Request Count']:>7} {row['Failure Count']:>5} "
                + " ".join(f"{figure:>6}" for figure in figures)
            )
    for name, took in sorted(crowd.took.items()):
        if len(took) > 1:
            cuts = quantiles(took, n=100)
            figures = " ".join(f"{cuts[n - 1]:6.0f}" for n in (50, 95, 99))
            lines.append(f"{f'request: {name}'[:34]:34} {len(took):>7} {'':5} {figures}")
    lines += ["", f"{'MB':8} {'first':>7} {'last':>7} {'most':>7}", *memory.rows()]
    print("\n".join(lines))  # noqa: T201 - the figures are asked for

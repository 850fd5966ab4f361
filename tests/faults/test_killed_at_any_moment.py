"""Killed at any moment and started again: nothing lost, nothing twice that need not be."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from itertools import cycle

import pytest

from tests.faults.conftest import StartSystem
from tests.faults.crowd import Crowd, check_messages
from tests.faults.servers import OwnRedis
from tests.faults.system import System, processes_of
from tests.stack import ROOT, Sink, Stack, compose_command, eventually

pytestmark = pytest.mark.machine_clock

LONG = [pytest.param(20, 200, marks=pytest.mark.slow)]


def power_cut(system: System) -> None:
    """End every process in the same moment, each by SIGKILL."""
    for pid in processes_of(system.data_dir):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def group_killed(system: System) -> None:
    """End the supervisor's group by SIGKILL; the rest falls with it."""
    system.signal_group(signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize(("rounds", "messages"), [(2, 8), *LONG])
def test_the_whole_system_is_killed(
    start_system: StartSystem, sink: Sink, rounds: int, messages: int
) -> None:
    chance = random.Random(rounds)
    system = start_system()
    crowd, kills = Crowd(system, sink), []
    crowd.start()
    try:
        for number in range(rounds):
            time.sleep(chance.uniform(0.3, 2.0))  # the moment is the matter here
            (power_cut if number % 2 else group_killed)(system)
            eventually(system.gone)
            kills.append(time.monotonic())
            assert system.process is not None
            system.process.wait()
            system.start()
        deadline = time.monotonic() + 120
        while len(sink.mails) < messages and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        if not system.ready():
            system.start()
        crowd.stop()
    crowd.check()
    power_cut(system)
    kills.append(time.monotonic())
    line = check_messages(system, sink, kills)
    print(f"\nembedded: {line}; {len(crowd.told)} visits, {crowd.unanswered} calls cut off")  # noqa: T201 - the figures are asked for
    assert len(sink.mails) >= messages
    with closing(sqlite3.connect(system.data_dir / "singgah.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture
def redis_url(own_redis: OwnRedis) -> str:
    """A broker that may be killed."""
    return own_redis.url


def killed_and_started(production: Stack, name: str) -> None:
    """End one process by SIGKILL, and start it as before."""
    process = production.processes[name]
    process.kill()
    process.wait()
    command = compose_command(name, production.data_dir, production.port)
    with (production.data_dir / "processes.log").open("ab") as out:
        production.processes[name] = subprocess.Popen(
            command, cwd=ROOT, env=production.env, stdout=out, stderr=out
        )


@pytest.mark.needs_postgres
@pytest.mark.slow
@pytest.mark.parametrize(("rounds", "messages"), [(3, 8), (20, 200)])
def test_worker_and_redis_are_killed_in_turn(
    production: Stack, own_redis: OwnRedis, rounds: int, messages: int
) -> None:
    chance = random.Random(rounds)
    assert production.sink is not None
    sink = production.sink
    crowd, kills = Crowd(production, sink), []
    crowd.start()
    try:
        for _, victim in zip(range(rounds), cycle(["worker", "redis"]), strict=False):
            time.sleep(chance.uniform(0.3, 2.0))
            kills.append(time.monotonic())
            if victim == "redis":
                own_redis.kill()
                time.sleep(chance.uniform(0.1, 1.0))
                own_redis.start()
            else:
                # Beat falls with it.
                killed_and_started(production, victim)
        deadline = time.monotonic() + 120
        while len(sink.mails) < messages and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        crowd.stop()
    crowd.check()
    production.processes["worker"].terminate()
    production.processes["worker"].wait(timeout=30)
    line = check_messages(production, sink, kills)
    print(f"\nPostgreSQL: {line}; {len(crowd.told)} visits, {crowd.unanswered} calls cut off")  # noqa: T201 - the figures are asked for
    assert crowd.unanswered == 0, "none of them is a matter of the pages"
    assert len(sink.mails) >= messages

"""Two web processes on one database, without Redis: what one changes the other shows in time."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import ready
from tests.load.ground import web
from tests.stack import ROOT

pytestmark = [pytest.mark.machine_clock, pytest.mark.needs_postgres]
WEEKS = "/api/v1/weeks/"


@pytest.fixture
def processes(postgres_url: str, tmp_path: Path) -> Iterator[list[str]]:
    """The addresses of two web processes with the demo's data."""
    ready.demo(tmp_path, postgres_url)
    with ExitStack() as stack:
        yield [stack.enter_context(web(postgres_url)) for _ in range(2)]


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            code: int = answer.status
            return code
    except urllib.error.HTTPError as error:
        return error.code


def answer(address: str) -> object:
    with urllib.request.urlopen(address, timeout=10) as found:
        return json.load(found)


def new_within_a_second(ask: Callable[[], object], old: object, since: float) -> None:
    """Ask on and on: whoever asks a second after the change is told of it, and stays told."""
    while True:
        asked = time.monotonic()
        if ask() != old:
            return
        assert asked - since < 1, "still the old answer"


def test_a_taken_place_and_a_revoked_feed_are_known_to_every_process(
    processes: list[str], postgres_url: str
) -> None:
    made = subprocess.run(
        [sys.executable, "manage.py", "create_feed", "staff"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": postgres_url, "DEMO": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    feed = "/kalender/" + made.stdout.split()[-1].rpartition("/")[2]
    before = [answer(address + WEEKS) for address in processes]
    assert before[0] == before[1]
    for _ in range(3):  # from the second on they are given from memory
        assert [answer(address + WEEKS) for address in processes] == before
        assert [status(address + feed) for address in processes] == [200, 200]

    free = next(slot for slot in answer(f"{processes[0]}/api/v1/slots/") if slot["available"])
    body = {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Studi tiru",
        "slots": [free["id"]],
        "people": 5,
        "leader": {"name": "Siti", "position": "Kepala"},
        "contact": {"name": "Budi", "phone": "081234567890", "email": "budi@solok.example"},
    }
    request = urllib.request.Request(
        f"{processes[0]}/api/v1/visits/",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as created:
        assert created.status == 201
    taken_at = time.monotonic()
    for address in processes:
        new_within_a_second(lambda at=address: answer(at + WEEKS), before[0], taken_at)

    with psycopg.connect(postgres_url, autocommit=True) as database:
        database.execute("UPDATE notifications_feed SET revoked_at = now()")
    revoked_at = time.monotonic()
    for address in processes:
        new_within_a_second(lambda at=address: status(at + feed), 200, revoked_at)
        assert status(address + feed) == 404


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as found:
        text: str = found.read().decode()
        return text


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def test_pages_show_what_another_program_changed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path}/{ready.SQLITE}"
    if kind == "postgres":
        url = request.getfixturevalue("postgres_url")
    ready.demo(tmp_path, url if kind == "postgres" else "")
    changes = {
        "/": "UPDATE visits_host SET headline = 'Belajar di Natuna'",
        "/jadwal/": "UPDATE scheduling_bookingrules SET horizon_days = 30",
    }
    with web(url) as address:
        for path, statement in changes.items():
            seen = page(address + path)
            assert [page(address + path) for _ in range(3)] == [seen] * 3
            with connected(url) as database:
                database.execute(statement)
            changed_at = time.monotonic()
            new_within_a_second(lambda at=address + path: page(at), seen, changed_at)


@contextmanager
def connected(url: str) -> Iterator[Any]:
    """The database as another program has it."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            yield file
            file.commit()
        return
    with psycopg.connect(url, autocommit=True) as server:
        yield server

"""What each page and list of the budgets takes, the longer the past behind it.

PostgreSQL with a thousand, a hundred thousand and a million visits (BENCH_VISITS: fewer), SQLite
with a thousand and a hundred thousand.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from scheduling import places
from scheduling.weeks import week_name
from tests.factories import RegionFactory, UserFactory
from tests.load import past
from tests.load.desk_list import MANY
from tests.load.ground import database
from tests.load.host import furnish
from tests.load.report import Figure, Missing
from tests.plans import HISTORY, read_whole, read_whole_by
from tests.stack import ROOT
from tests.visits import test_budgets as budgets
from visits.access.tokens import share_token, visit_token
from visits.conversation import sharing
from visits.history.events import staff
from visits.models import Host, Journey, Officer, Region, Status, Topic, Visit

_FEW, _MIDDLE = 1000, 100_000
ON_SQLITE = (_FEW, _MIDDLE)
_AIM = 1.5
_TIMES = 3
# A table with fewer rows may be read from end to end.
_SMALL = 10_000
# What the budgets leave out: the desk's list in each of its orders, and narrowed.
_DESK_LIST = (
    *("ordering=institution", "ordering=-region", "ordering=-people", "ordering=officer"),
    *("ordering=status", "ordering=reference", "ordering=-session"),
    *("status=completed", "status=requested", "region=13.02", "from={today}", "q=solok"),
    *("q=kabupaten", "topic={topic}", "officer={officer}", "sent_from={today}", "waited=yes"),
    *("reason=Kuota penuh", "before={past}", "ordering=institution&before={past}"),
)
_MORE = {
    "staff": (
        *(f"/petugas/kunjungan/?{query}" for query in _DESK_LIST),
        *("/petugas/surat/?arah=masuk", "/petugas/riwayat/"),
    ),
    "program": (
        *("/api/v1/events/?after={event}", "/api/v1/visits/?status=completed"),
        "/api/v1/visits/{past}/",
    ),
}


@dataclass
class Seen:
    """An address at one size: its statements' number, the quickest answer's seconds, the blocks of
    the database that its statements touch (PostgreSQL), and what they read from end to end."""

    queries: int
    seconds: float
    blocks: int = 0
    whole: list[str] = field(default_factory=list)


Sizes = dict[int, dict[str, Seen]]


def measure() -> Iterator[Figure]:
    """Both databases; SQLite in a process of its own."""
    with database():
        yield from _figures("PostgreSQL", sizes([_FEW, min(MANY, _MIDDLE), MANY]))
    yield from _figures("SQLite", _on_sqlite())


def sizes(counts: Iterable[int]) -> Sizes:
    """All addresses with so many past visits, one number after the other."""
    readers, addresses, regions = _present()
    found: Sizes = {}
    before = 0
    for count in sorted(set(counts)):
        began = time.monotonic()
        past.grow(before + 1, count, regions=regions)
        sys.stderr.write(f"{count:,} visits written in {time.monotonic() - began:.0f} s\n")
        before = count
        large = _large()
        found[count] = {
            address: _seen(readers[reader], url, large)
            for reader, urls in addresses.items()
            for address, url in urls.items()
        }
    return found


def _present() -> tuple[dict[str, Client], dict[str, dict[str, str]], list[str]]:
    """What there is whatever the past: some weeks of visits, readers, their addresses."""
    furnish(1, capacity=4)
    Host.objects.update(open_figures=True)
    Journey.objects.create(pk=1, parking="Di basemen")
    for province in range(10):
        for regency in range(50):
            RegionFactory.create(code=f"{80 + province}.{regency + 10}", name=f"Contoh {regency}")
    regions = list(Region.objects.exclude(province=None).values_list("pk", flat=True))
    visit = budgets.some_visits(range(4, 8), staff(UserFactory.create(first_name="Dewi")))
    place = places.reservation_of(visit.owner_key)
    approved = Visit.objects.filter(status=Status.CONFIRMED).latest("pk")
    assert place is not None
    real = {
        "reference": visit.reference,
        "week": week_name(place.week_id),
        "token": visit_token(visit),
        "group": share_token(sharing.share(approved, ticket=False)),
        "past": "H-500",
        "today": str(place.date.replace(day=1)),
        "topic": Topic.objects.earliest("pk").code,
        "officer": str(Officer.objects.earliest("pk").pk),
        "event": "20",
    }
    addresses = {
        reader: {
            address: address.format(**real)
            for address in (*budgets.BUDGETS[reader], *_MORE.get(reader, ()))
        }
        for reader in budgets.BUDGETS
    }
    return {reader: budgets.reading(reader) for reader in addresses}, addresses, regions


def _seen(client: Client, url: str, large: set[str]) -> Seen:
    client.get(url)  # what is read once and remembered
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, values: Any, *more: Any) -> Any:
        sent.append((sql, values))
        return execute(sql, values, *more)

    with connection.execute_wrapper(note):
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    # Of SQLite this process does the work: no noise of others is in it.
    clock = time.perf_counter if connection.vendor == "postgresql" else time.process_time
    took = []
    for _ in range(_TIMES):
        began = clock()
        client.get(url)
        took.append(clock() - began)
    seen = Seen(len(sent), min(took))
    for sql, values in sent:
        if sql.startswith(("SELECT", "(SELECT")):
            blocks, whole = _explained(sql, values, large)
            seen.blocks += blocks
            seen.whole += whole
    return seen


def _large() -> set[str]:
    """The tables of the past that have more rows than may be read from end to end."""
    with connection.cursor() as cursor:
        found = set()
        for table in HISTORY:
            cursor.execute(f"SELECT count(*) FROM {table}")
            if cursor.fetchone()[0] > _SMALL:
                found.add(table)
    return found


def _explained(sql: str, values: Any, large: set[str]) -> tuple[int, list[str]]:
    """How many blocks a statement touches, and the large tables that it reads from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", values)
            plan = cursor.fetchone()[0][0]["Plan"]
            blocks = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            return blocks, [
                f"{table}: {_short(sql)}" for table in read_whole_by(plan) if table in large
            ]
    return 0, [f"{table}: {_short(sql)}" for table in read_whole(sql, values) if table in large]


def _short(sql: str) -> str:
    """Where it is read and for what, without the columns."""
    return re.sub(r"^SELECT .*? FROM ", "", sql)[:160]


def _figures(name: str, found: Sizes) -> Iterator[Figure]:
    """One line for an address; and, loudly, what reads a large table."""
    few, *larger = sorted(found)
    many = larger[-1]
    for address, first in found[few].items():
        last = found[many][address]
        said = [
            f"{n:,}: {seen.seconds * 1000:.1f} ms, {seen.queries} queries"
            + (f", {seen.blocks} blocks" if seen.blocks else "")
            for n in (few, *larger)
            if (seen := found[n][address])
        ]
        if last.whole:
            said.append(f"READS ALL OF {'; '.join(sorted(set(last.whole)))}")
        yield Figure(
            f"{name}, {address}",
            [found[n][address].seconds / first.seconds for n in larger],
            aim=_AIM,
            at_least=False,
            seen="; ".join(said),
        )


def _on_sqlite() -> Sizes:
    with tempfile.TemporaryDirectory(prefix="singgah-growth-") as folder:
        env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "DATA_DIR": folder}
        command = [sys.executable, "-m", "tests.load.growth_sqlite"]
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        raise Missing("SQLite could not be measured, see above")
    read = json.loads(done.stdout.splitlines()[-1])
    return {
        int(count): {address: Seen(**seen) for address, seen in addresses.items()}
        for count, addresses in read.items()
    }

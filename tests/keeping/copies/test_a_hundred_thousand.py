"""A hundred thousand visits move up to PostgreSQL in bounded memory, and agree there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import ready
from tests.keeping.copies.test_processes import good, run
from tests.ready import SQLITE

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock, pytest.mark.needs_postgres]
MEASURED = "tests.keeping.copies.measured"
VISITS = 100_000
_MOST_OCTETS = 300 * 1024 * 1024


def test_they_move_up_and_none_is_lost(postgres_url: str, tmp_path: Path) -> None:
    first = tmp_path / "pertama"
    first.mkdir()
    ready.demo(first)
    _multiply(first / SQLITE)
    # A process between: what this one's other children held does not count.
    told = good(run(MEASURED, "move_database", postgres_url, data_dir=first, script=True))
    assert "No difference found." in told
    with psycopg.connect(postgres_url) as database:
        for table in ("visits_visit", "visits_visitevent"):
            row = database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
            assert row
            assert row[0] >= VISITS
    assert int(told.splitlines()[-1]) * 1024 < _MOST_OCTETS


def _multiply(file: Path) -> None:
    """Copies of one declined visit, each with an event: what an office has after decades."""
    with closing(sqlite3.connect(file)) as database, database:
        columns = {
            table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            for table in ("visits_visit", "visits_visitevent")
        }
        own = {
            "id": "1000000 + n",
            "reference": "'ST-2020-' || n",
            "uid": "printf('%032x', n)",
            "public_id": "printf('%012x', n)",
            "visit_id": "1000000 + n",
            "number": "NULL",
            "status": "'expired'",
            "purpose": "'Melihat ' || hex(randomblob(200))",
        }
        for table, names in columns.items():
            values = ", ".join(own.get(name, name) for name in names)
            database.execute(
                "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count"
                f" WHERE n < {VISITS}) INSERT INTO {table} ({', '.join(names)})"
                f" SELECT {values} FROM count,"
                f" (SELECT * FROM {table} ORDER BY id LIMIT 1)"
            )

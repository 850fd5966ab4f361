"""The tables of a first start are those that the migrations make."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests import ready

# With the step after which the process is killed, or none.
_MAKE = """
import os, signal, sys, django
django.setup()
from django.core.management import call_command
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.recorder import MigrationRecorder
from scheduling.database import tables
def end(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if "recording" in sys.argv:
    MigrationRecorder.record_applied = end
print(tables.make_all(), flush=True)
if "made" in sys.argv:
    end()
call_command("migrate", verbosity=0)
print(tables.are_behind(), tables.make_all())
"""
# Their one row is made when it is first asked for.
_WHEN_ASKED = {"visits_eventcounter", "visits_deskcount"}
_CHECK = re.compile(r'CONSTRAINT "\w+" CHECK .*?(?=, CONSTRAINT "|, FOREIGN KEY|\)$)')


def made(folder: Path, *killed: str) -> "subprocess.CompletedProcess[str]":
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DEMO": "1", "DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, "-c", _MAKE, *killed],
        cwd=ready.ROOT, env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def shape(path: Path) -> dict[str, Any]:
    """Columns, keys, checks, indexes, triggers and the number of rows; columns in any order."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(path)) as database:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            return database.execute(sql).fetchall()

        for name, sql in rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"):
            if name.startswith("sqlite_"):
                continue
            found[name] = {
                "columns": sorted(str(r[1:]) for r in rows(f"PRAGMA table_xinfo('{name}')")),
                "keys": sorted(str(r[2:]) for r in rows(f"PRAGMA foreign_key_list('{name}')")),
                "checks": sorted(_CHECK.findall(sql)),
                "unique": sorted(
                    str([column[2] for column in rows(f"PRAGMA index_info('{index[1]}')")])
                    for index in rows(f"PRAGMA index_list('{name}')")
                    if index[2]
                ),
                "rows": rows(f'SELECT count(*) FROM "{name}"')[0][0],
            }
        for kind, name, sql in rows(
            "SELECT type, name, sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL"
        ):
            found[f"{kind} {name}"] = " ".join(sql.split())
        found["applied"] = sorted(rows("SELECT app, name FROM django_migrations"))
    for name in _WHEN_ASKED:
        found[name].pop("rows")
    return found


def test_tables_made_at_once_are_those_of_the_migrations(tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.sqlite3"
    ready.tables(f"sqlite:///{migrated}")

    done = made(tmp_path / "at-once")

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["True", "False False"]
    at_once, by_migrations = shape(tmp_path / "at-once" / ready.SQLITE), shape(migrated)
    assert len(by_migrations) > 100
    for name in sorted(at_once.keys() | by_migrations.keys()):
        assert at_once.get(name) == by_migrations.get(name), name


def test_killed_while_they_are_made_they_are_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert made(folder, "recording").returncode < 0
    assert made(folder, "made").stdout.splitlines() == ["True"]

    done = made(folder)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["False", "False False"]

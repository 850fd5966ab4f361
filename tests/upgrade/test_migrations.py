"""Migrations since the release before leave its code working, and lock no table for long.

django-migration-linter judges their SQL on PostgreSQL. What it cannot know stands in ALLOWED, each
with its reason: a new line there is a decision.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ready
from tests.ready import ROOT
from tests.upgrade.before import COMMIT

_WIDER = "columns grow longer: what the release before writes still fits"
_NEW = "of a table that the release before does not have"
ALLOWED = {
    ("visits", "0018_longer_names_and_address_fields", "ALTER_COLUMN"): _WIDER,
    ("visits", "0020_longer_saved_views", "ALTER_COLUMN"): _WIDER,
    ("visits", "0035_paper_numbers", "ADD_UNIQUE"): _NEW,
    ("visits", "0039_a_number_once", "ADD_UNIQUE"): _NEW,
    ("visits", "0043_numbers_go_on", "ADD_UNIQUE"): _NEW,
    ("visits", "0043_numbers_go_on", "NOT_NULL"): _NEW,
}
_JUDGE = """
import sys, django
django.setup()
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements, get_sql_analyser_class
linter = MigrationLinter(".", no_cache=True, no_output=True)
analyser = get_sql_analyser_class("postgresql")
before = set(sys.stdin.read().split())
for app, name in sorted(MigrationLoader(None).disk_migrations):
    ours = app in ("scheduling", "visits", "notifications", "keeping")
    if ours and f"{app}/migrations/{name}.py" not in before:
        errors, _, _ = analyse_sql_statements(analyser, linter.get_sql(app, name))
        for code in [error.code for error in errors] or ["-"]:
            print("FOUND", app, name, code)
"""


def known_before() -> str:
    """The files of the release before; skips where the history does not have it."""
    found = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", COMMIT],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode:
        pytest.skip(f"the history has no {COMMIT[:7]}: a clone with its whole history is needed")
    return found.stdout


@pytest.mark.slow
@pytest.mark.machine_clock
@pytest.mark.needs_postgres
def test_the_release_before_goes_on_working_with_each(postgres_url: str, tmp_path: Path) -> None:
    # Some migrations look at rows, of tables that are to be there.
    ready.tables(postgres_url)
    env = {k: v for k, v in os.environ.items() if k != "REDIS_URL"}
    env |= {"DATABASE_URL": postgres_url, "DEMO": "1", "DATA_DIR": str(tmp_path)}
    env |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _JUDGE], input=known_before(),
        cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    judged = [tuple(line.split()[1:]) for line in done.stdout.splitlines() if "FOUND " in line]
    assert len(judged) > len(ALLOWED)
    assert {found for found in judged if found[2] != "-"} == set(ALLOWED)

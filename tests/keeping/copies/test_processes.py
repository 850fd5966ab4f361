"""The commands as one types them, on real data: drills, moving up, and kills in the middle."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import ready
from tests.ready import ROOT, SQLITE

pytestmark = pytest.mark.machine_clock
# They are made anew, or count anew, when a place is migrated.
_OWN = ("scheduling_changemark",)


def run(
    *words: str, data_dir: Path, url: str = "", script: bool = False, **env: str
) -> "subprocess.CompletedProcess[str]":
    """A management command, or a script of the tests, in that place."""
    given = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    given |= {"DEMO": "1", "DATA_DIR": str(data_dir), "SECRET_KEY": "satu-kunci-untuk-semua-" * 3}
    given |= {"DJANGO_SETTINGS_MODULE": "config.settings"} | env
    if url:
        given["DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, *(["-m"] if script else ["manage.py"]), *words],
        cwd=ROOT, env=given, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip


def good(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def a_place(folder: Path, *, demo: bool = False) -> Path:
    """A place with migrated tables, or with the demo's data."""
    folder.mkdir()
    if demo:
        ready.demo(folder)
    else:
        ready.tables(f"sqlite:///{folder}/{SQLITE}")
    return folder


def content(data_dir: Path, tmp_path: Path, url: str = "") -> dict[str, Any]:
    """All rows of that place by table and without their order, and its files."""
    file = tmp_path / f"isi-{os.urandom(4).hex()}"
    good(run("backup", str(file), data_dir=data_dir, url=url))
    found: dict[str, Any] = {}
    with tarfile.open(file) as tar:
        for info in tar:
            source = tar.extractfile(info)
            assert source
            if info.name.startswith("files/"):
                found[info.name] = source.read()
            elif info.name.startswith("tables/") and info.name.split("/")[1] not in _OWN:
                rows = [json.dumps(json.loads(line), sort_keys=True) for line in source]
                found.setdefault(info.name.split("/")[1], []).extend(rows)
    return {name: sorted(held) if isinstance(held, list) else held for name, held in found.items()}


@pytest.mark.slow
def test_the_drill_one_place_becomes_another(tmp_path: Path) -> None:
    first = a_place(tmp_path / "pertama", demo=True)
    public = good(run("backup", "--new-key", str(tmp_path / "kunci"), data_dir=first)).strip()
    (tmp_path / "kunci.pub").write_text(public)
    file = str(tmp_path / "salinan")
    good(run("backup", file, data_dir=first, BACKUP_KEY_FILE=str(tmp_path / "kunci.pub")))
    second = a_place(tmp_path / "kedua")
    said = good(run("restore", file, "--key-file", str(tmp_path / "kunci"), data_dir=second))
    assert said.splitlines()[-1] == "No difference found."
    assert "SECRET_KEY" not in said
    assert content(second, tmp_path) == content(first, tmp_path)
    again = run("restore", file, "--key-file", str(tmp_path / "kunci"), data_dir=second)
    assert again.returncode == 1
    assert again.stderr.startswith("CommandError: This place is in use")
    assert len(again.stderr.splitlines()) == 1


@pytest.mark.slow
@pytest.mark.needs_postgres
def test_moving_up_from_sqlite_loses_nothing(postgres_url: str, tmp_path: Path) -> None:
    """Into a database that nobody migrated."""
    first = a_place(tmp_path / "pertama", demo=True)
    said = good(run("move_database", postgres_url, data_dir=first))
    assert "No difference found." in said
    assert content(first, tmp_path, postgres_url) == content(first, tmp_path)
    with psycopg.connect(postgres_url) as database, pytest.raises(psycopg.errors.CheckViolation):
        database.execute("UPDATE visits_visitevent SET kind = 'approved'")


@pytest.mark.slow
@pytest.mark.needs_postgres
def test_back_from_postgresql_after_work_there(postgres_url: str, tmp_path: Path) -> None:
    first = a_place(tmp_path / "pertama", demo=True)
    good(run("move_database", postgres_url, data_dir=first))
    assert run("move_database", postgres_url, data_dir=first).returncode == 1
    good(run("deliver_due", data_dir=first, url=postgres_url))
    file = str(tmp_path / "salinan")
    good(run("backup", file, data_dir=first, url=postgres_url))
    second = a_place(tmp_path / "kedua")
    good(run("restore", file, data_dir=second))
    assert content(second, tmp_path) == content(first, tmp_path, postgres_url)
    with closing(sqlite3.connect(second / SQLITE)) as small, pytest.raises(sqlite3.IntegrityError):
        small.execute("UPDATE visits_visitevent SET kind = 'approved'")


@pytest.mark.slow
def test_a_backup_that_is_killed_leaves_no_half_file_under_its_name(tmp_path: Path) -> None:
    first = a_place(tmp_path / "pertama", demo=True)
    file = tmp_path / "salinan"
    words = ("tests.keeping.copies.killed_script", "backup", str(file), "visits_visit")
    assert run(*words, data_dir=first, script=True).returncode == -9
    assert not file.exists()
    assert [path.name.startswith(".part-") for path in tmp_path.glob("*salinan")] == [True]
    good(run("backup", str(file), data_dir=first))


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.needs_postgres, pytest.mark.slow])],
)
def test_a_restore_that_is_killed_leaves_the_place_empty_for_the_next(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    first = a_place(tmp_path / "pertama", demo=True)
    file = str(tmp_path / "salinan")
    good(run("backup", file, data_dir=first))
    second = tmp_path / "kedua"
    url = ""
    if kind == "sqlite":
        a_place(second)
    else:
        second.mkdir()
        url = request.getfixturevalue("postgres_url")
        ready.tables(url)
    words = ("tests.keeping.copies.killed_script", "restore", file, "visits_visitevent")
    assert run(*words, data_dir=second, url=url, script=True).returncode == -9
    good(run("restore", file, data_dir=second, url=url))
    assert content(second, tmp_path, url) == content(first, tmp_path)

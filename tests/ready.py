"""What tests of processes begin with: migrated tables, or the demo's data too. Made by the real
commands once a run and kind of database, then copied (docs/testing.md).

Whatever is about a first start itself does not use it.
"""

import fcntl
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "kunjungan-uji-2026"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
SQLITE = "singgah.sqlite3"
# Its folder, the same for all workers of a run and for the runs they start.
_RUN = "TEST_READY"
_PREFIX = "singgah_ready_"


def tables(database_url: str) -> None:
    """Fill the database, which must be empty or not there yet, with migrated tables."""
    made = _made("tables", database_url)
    if database_url.startswith("sqlite"):
        shutil.copy(made / SQLITE, database_url.removeprefix("sqlite:///"))
    else:
        _copy_postgres(made, database_url)


def demo(data_dir: Path, database_url: str = "") -> None:
    """The demo's data as a first start leaves it, in `data_dir` or on that PostgreSQL."""
    made = _made("demo", database_url)
    shutil.copytree(made, data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("postgres"))
    if database_url:
        _copy_postgres(made, database_url)


def _made(content: str, database_url: str) -> Path:
    """The folder with what is copied; made by whoever asks first, while others wait."""
    kind = "postgres" if database_url.startswith("postgres") else "sqlite"
    # Demo data hang on the day and the time: an hour later they are made anew.
    hour = time.strftime("%Y%m%d%H", time.gmtime())
    run = Path(os.environ[_RUN])
    folder = run / f"{content}-{kind}-{hour}"
    with (run / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = run / f"{folder.name}.{secrets.token_hex(4)}"
            making.mkdir()
            (_make_postgres if kind == "postgres" else _make)(content, making)
            making.rename(folder)
    return folder


def _make(content: str, folder: Path, database_url: str = "") -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    env |= {"DEMO": "1", "DEMO_PASSWORD": PASSWORD, "DATA_DIR": str(folder), "THROTTLE": "0"}
    if database_url:
        env["DATABASE_URL"] = database_url
    for command in ("migrate", "seed_demo")[: 2 if content == "demo" else 1]:
        done = subprocess.run(
            [sys.executable, "manage.py", command, "-v0"],
            cwd=ROOT, env=env, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    if not database_url:
        with closing(sqlite3.connect(folder / SQLITE)) as database:
            busy, *_ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert not busy, "everything stands in the one file that is copied"


def _make_postgres(content: str, folder: Path) -> None:
    name = f"{_PREFIX}{secrets.token_hex(6)}"
    (folder / "postgres").write_text(name)
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    _make(content, folder, f"{POSTGRES.rpartition('/')[0]}/{name}")


def _copy_postgres(made: Path, database_url: str) -> None:
    name = database_url.partition("?")[0].rpartition("/")[2]
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{(made / "postgres").read_text()}"')


@contextmanager
def _server() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    with closing(psycopg.connect(POSTGRES, autocommit=True)) as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run makes the folder, before its workers start."""
    if _RUN not in os.environ:
        os.environ[_RUN] = tempfile.mkdtemp(prefix="singgah-ready-")
        config.add_cleanup(_clean)


def _clean() -> None:
    folder = Path(os.environ.pop(_RUN))
    names = [file.read_text() for file in folder.glob("*/postgres")]
    if names:
        with _server() as server:
            for name in names:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(folder, ignore_errors=True)

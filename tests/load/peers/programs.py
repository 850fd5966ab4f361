"""Where the peers' programs lie, how they come there, and the databases they are given."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from tests.load.ground import tool
from tests.load.report import Missing
from tests.services import POSTGRES, REDIS

# The same server before each of them that has none of its own: one process, as many threads as
# there are clients.
GUNICORN = "gunicorn==27.0.1"
THREADS = 8
_SERVER = POSTGRES.rpartition("/")[0]
INSIDE = Path(__file__).parent / "inside"


def installed(kept: Path, name: str, packages: tuple[str, ...]) -> Path:
    """The folder of programs of a peer, installed there unless it already is. Raises Missing."""
    at = kept / name
    stamp, wanted = at / "packages", "\n".join(packages)
    if not stamp.exists() or stamp.read_text() != wanted:
        sys.stderr.write(f"installing {', '.join(packages)} in {at}\n")
        shutil.rmtree(at, ignore_errors=True)
        run([sys.executable, "-m", "venv", str(at)])
        run([str(at / "bin/python"), "-m", "pip", "install", "--quiet", *packages])
        stamp.write_text(wanted)
    return at / "bin"


def run(command: list[str], *, within: float = 1800, **env: str) -> str:
    """What a program of a peer prints; raises Missing with its last words where it fails."""
    done = subprocess.run(
        command, env=environment(**env), capture_output=True, text=True, check=False, timeout=within
    )
    if done.returncode:
        raise Missing(f"{' '.join(command[:4])}: {(done.stdout + done.stderr)[-1500:]}")
    return done.stdout


def environment(**more: str) -> dict[str, str]:
    """The environment of a peer's process: ours without what is meant for us alone."""
    ours = (
        "DATABASE_URL",
        "REDIS_URL",
        "DATA_DIR",
        "DJANGO_SETTINGS_MODULE",
        "DEMO",
        "VIRTUAL_ENV",
    )
    return {k: v for k, v in os.environ.items() if k not in ours} | more


def gunicorn(programs: Path, port: int, application: str, *more: str) -> list[str]:
    """The command of one web process with the clients' number of threads."""
    return [
        str(programs / "gunicorn"), f"--bind=127.0.0.1:{port}", "--workers=1",
        f"--threads={THREADS}", "--keep-alive=30", "--timeout=120", *more, application,
    ]  # fmt: skip


@contextmanager
def prepared_database(kept: Path, prepare: Callable[[str], None]) -> Iterator[str]:
    """A database as `prepare` leaves an empty one, which took minutes the first time."""
    dump = kept / "prepared.dump"
    with empty_database() as address:
        if dump.exists():
            run([tool("pg_restore"), "--no-owner", f"--dbname={address}", str(dump)])
        else:
            prepare(address)
            making = dump.with_suffix(".making")
            run([tool("pg_dump"), "--format=custom", f"--file={making}", address])
            making.rename(dump)
        yield address


@contextmanager
def empty_redis() -> Iterator[str]:
    """The address of the tests' Redis, emptied before and after. Raises Missing."""
    client = redis.Redis.from_url(REDIS)
    try:
        client.flushdb()
    except redis.RedisError as error:
        raise Missing("Redis cannot be reached (TEST_REDIS_URL)") from error
    yield REDIS
    client.flushdb()


@contextmanager
def empty_database() -> Iterator[str]:
    """The address of a database for a peer; gone afterwards, whoever still uses it."""
    name = f"singgah_peer_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield f"{_SERVER}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

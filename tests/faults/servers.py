"""Servers of our own, which may be stopped: PostgreSQL in a folder that goes away, and Redis."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.stack import eventually, free_port


def _program(name: str) -> str:
    """Where PostgreSQL's server programs are; Debian keeps them off the PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(newest[-1]) if newest else "")


class OwnPostgres:
    """A PostgreSQL server that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        # The server refuses to run as root.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(folder, "postgres")
        self._run(
            "initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync"
        )

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *words: str) -> None:
        # No pipe: the server would keep it open.
        with (self.folder / "log").open("ab") as out:
            command = [*self.as_user, _program(program), *words]
            subprocess.run(command, stdout=out, stderr=out, check=True, timeout=60, cwd=self.folder)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is as good as a crash."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")


class OwnRedis:
    """A Redis server that can be killed and started, and forgets everything then."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )
        eventually(self._answers)

    def kill(self) -> None:
        """End it by SIGKILL."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def client(self) -> "redis.Redis":
        """A connection."""
        return redis.Redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    """A running PostgreSQL that nobody else uses."""
    if not _program("initdb"):
        pytest.skip("PostgreSQL's server programs are not here")
    # Not pytest's folder, which nobody but its owner may enter.
    with tempfile.TemporaryDirectory(prefix="singgah-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = OwnPostgres(folder)
        server.start()
        try:
            yield server
        finally:
            try:
                psycopg.connect(server.url, connect_timeout=3).close()
            except psycopg.Error:
                pass  # the test left it stopped
            else:
                server.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A running Redis that nobody else uses."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not here")
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.kill()

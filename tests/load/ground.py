"""What the measurements stand on: throw-away databases, real servers, and the tools beside them."""

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.load.report import Missing
from tests.services import POSTGRES
from tests.stack import ROOT, compose_command, free_port

ROUNDS = 3
_TEMPLATE = f"singgah_bench_{secrets.token_hex(4)}"
_SERVER = POSTGRES.rpartition("/")[0]


def tool(name: str) -> str:
    """The path of a program, also where only administrators look; raises Missing."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if not found:
        raise Missing(f"{name} is not installed")
    return found


def _point_at(name: str) -> None:
    """Let Django, here, use that database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


@contextmanager
def pointing(url: str) -> Iterator[None]:
    """Let Django, here, use another of our databases meanwhile."""
    before = connection.settings_dict["NAME"]
    _point_at(url.rpartition("/")[2])
    try:
        yield
    finally:
        _point_at(before)


@contextmanager
def server() -> Iterator[None]:
    """An empty, migrated database to copy; gone afterwards. Raises Missing without a server."""
    try:
        admin = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=3)
    except psycopg.Error as error:
        raise Missing("PostgreSQL cannot be reached (TEST_POSTGRES_URL)") from error
    with admin:
        admin.execute(f'CREATE DATABASE "{_TEMPLATE}"')
        try:
            _point_at(_TEMPLATE)
            call_command("migrate", verbosity=0)
            connection.close()
            yield
        finally:
            connection.close()
            admin.execute(f'DROP DATABASE "{_TEMPLATE}" WITH (FORCE)')


@contextmanager
def database() -> Iterator[str]:
    """The address of a fresh copy, which Django uses here meanwhile."""
    name = f"{_TEMPLATE}_{secrets.token_hex(3)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"')
        try:
            _point_at(name)
            yield f"{_SERVER}/{name}"
        finally:
            _point_at(_TEMPLATE)
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder that goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="singgah-bench-") as name:
        yield Path(name)


@contextmanager
def running(command: list[str], ready_at: str, env: dict[str, str] | None = None) -> Iterator[int]:
    """A server as a process of its own, from the moment it answers; gives its process id."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            _await(ready_at, process)
            yield process.pid
        except Missing:
            raise Missing(_end_of(log)) from None
        except Exception:
            # What it said may be why.
            sys.stderr.write(_end_of(log))
            raise
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()


def _end_of(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode(errors="replace")[-2000:]


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.05)
    raise Missing(f"{address} does not answer")


@contextmanager
def web(database_url: str, **more: str) -> Iterator[str]:
    """One web process as docker-compose.yml starts it; gives its address."""
    with web_process(database_url, **more) as (address, _):
        yield address


@contextmanager
def web_process(database_url: str, **more: str) -> Iterator[tuple[str, int]]:
    """The same; gives its address and its process id."""
    with folder() as data_dir:
        port = free_port()
        command = [
            "--workers=1" if word.startswith("--workers=") else word
            for word in compose_command("web", data_dir, port)
        ]
        address = f"http://127.0.0.1:{port}"
        env = {
            **os.environ,
            "DATABASE_URL": database_url,
            "DATA_DIR": str(data_dir),
            "BASE_URL": address,
            "DEMO": "1",
            "THROTTLE": "0",
            "REDIS_URL": "",
            "LOG_FORMAT": "json",
            **more,
        }
        with running(command, f"{address}/healthz/ready", env) as pid:
            yield address, pid


_NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; etag on; default_type {kind};
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}/root; }}
}}
"""


@contextmanager
def nginx(content: bytes, kind: str) -> Iterator[str]:
    """One nginx worker that serves `content` as a static file; gives the file's address."""
    program = tool("nginx")
    with folder() as at:
        port = free_port()
        # The worker may run under another account than ours.
        at.chmod(0o755)
        (at / "root").mkdir()
        (at / "root" / "file").write_bytes(content)
        (at / "nginx.conf").write_text(_NGINX.format(folder=at, port=port, kind=kind))
        address = f"http://127.0.0.1:{port}/file"
        with running([program, "-p", str(at), "-c", str(at / "nginx.conf")], address):
            yield address


def wrk(
    address: str,
    *,
    seconds: float,
    clients: int = 16,
    more: tuple[str, ...] = (),
    refused: bool = False,
) -> float:
    """Requests a second that `address` answers; RuntimeError where it answers errors.

    With `refused` all of them are to be errors, and RuntimeError is raised where one is not.
    """
    command = [tool("wrk"), "-t1", f"-c{clients}", f"-d{seconds:g}s", *more, address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    answered = re.search(r"(\d+) requests in", done.stdout)
    wanted = answered[1] if answered and refused else "0"
    if "Socket errors" in done.stdout or (errors[1] if errors else "0") != wanted:
        raise RuntimeError(f"{address}: {done.stdout}")
    found = re.search(r"Requests/sec:\s*([0-9.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])

"""The whole system as processes of its own: embedded, and as in production."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml
from aiosmtpd.controller import Controller

from tests import ready
from tests.ready import PASSWORD, ROOT

T = TypeVar("T")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def compose_command(service: str, data_dir: Path, port: int, *, root: Path = ROOT) -> list[str]:
    """What docker-compose.yml of `root` runs for `service`, with its folder and port moved to the
    test's."""
    compose = yaml.safe_load((root / "docker-compose.yml").read_text())
    moved = {"--host=0.0.0.0": "--host=127.0.0.1", "--port=8000": f"--port={port}"}
    program, *rest = compose["services"][service]["command"]
    rest = [moved.get(word, word).replace("/data/", f"{data_dir}/") for word in rest]
    return [sys.executable, *([] if program == "python" else ["-m", program]), *rest]


def env_on(database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a process of its own on that database, without Redis."""
    own = {"DATA_DIR": str(data_dir), "DATABASE_URL": database_url, "REDIS_URL": ""}
    return {**os.environ, "DEMO": "1", **own, **more}


def run_script(
    module: str, *words: str, database_url: str, data_dir: Path, within: float = 180, **env: str
) -> str:
    """What a script of the tests prints, run as a process of its own on that empty database, which
    gets its tables here."""
    ready.tables(database_url)
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env=env_on(database_url, data_dir, DJANGO_SETTINGS_MODULE="config.settings", **env),
        capture_output=True,
        text=True,
        timeout=within,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def plain_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


class Sink:
    """A real SMTP server that keeps what it is given."""

    port = 0

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.arrived_at: list[float] = []  # by time.monotonic()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail."""
        self.arrived_at.append(time.monotonic())
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@dataclass
class Stack:
    """A running system."""

    base_url: str
    data_dir: Path
    env: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]]
    sink: Sink | None = None
    port: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What was sent to `address`, the oldest first."""
        if self.sink:
            mails = self.sink.mails
        else:
            files = sorted((self.data_dir / "mail").glob("*.eml"))
            mails = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
        return [m for m in mails if address in str(m["To"])]

    def manage(self, *command: str) -> str:
        """Run a management command in the same environment."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def eventually(found: Callable[[], T], *, within: float = 25.0) -> T:
    """What `found` gives as soon as it is true of something."""
    deadline = time.monotonic() + within
    while True:
        value = found()
        if value or time.monotonic() > deadline:
            assert value, "did not happen in time"
            return value
        time.sleep(0.1)


def _ready(base_url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{base_url}/healthz/ready", timeout=2):
        return True
    return False


def _env(data_dir: Path, port: int, **more: str) -> dict[str, str]:
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    return {
        **env,
        "DEMO": "1",
        "THROTTLE": "0",
        "DEMO_PASSWORD": PASSWORD,
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        **more,
    }


@contextmanager
def _started(stack: Stack, commands: dict[str, list[str]]) -> Iterator[Stack]:
    log = stack.data_dir / "processes.log"
    try:
        with log.open("ab") as out:
            for name, command in commands.items():
                stack.processes[name] = subprocess.Popen(
                    command, cwd=ROOT, env=stack.env, stdout=out, stderr=out
                )
        try:
            eventually(lambda: _ready(stack.base_url), within=60)
        except AssertionError:
            pytest.fail(log.read_text(errors="replace")[-4000:])
        yield stack
    finally:
        for process in stack.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in stack.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=12)
            process.kill()


@contextmanager
def embedded_stack(data_dir: Path, **env: str) -> Iterator[Stack]:
    """`make run`'s one command on that folder, with more in its environment."""
    port = free_port()
    ready.demo(data_dir)
    stack = Stack(f"http://127.0.0.1:{port}", data_dir, _env(data_dir, port, **env), {}, port=port)
    with _started(stack, {"all": [sys.executable, "-m", "config.supervisor"]}) as running:
        yield running


@contextmanager
def embedded_again(before: Stack, **env: str) -> Iterator[Stack]:
    """The same system, which has ended, started once more with more in its environment."""
    stack = Stack(before.base_url, before.data_dir, {**before.env, **env}, {}, port=before.port)
    with _started(stack, {"all": [sys.executable, "-m", "config.supervisor"]}) as running:
        yield running


@contextmanager
def production_stack(
    data_dir: Path, *, postgres_url: str, redis_url: str, sink: Sink, **env: str
) -> Iterator[Stack]:
    """Web and worker apart, on PostgreSQL and Redis, with mails going to the sink."""
    port = free_port()
    known = _env(data_dir, port, DATABASE_URL=postgres_url, REDIS_URL=redis_url, **env)
    stack = Stack(f"http://127.0.0.1:{port}", data_dir, known, {}, sink=sink, port=port)
    ready.demo(data_dir, postgres_url)
    commands = {name: compose_command(name, data_dir, port) for name in ("web", "worker")}
    with _started(stack, commands) as running:
        yield running


@contextmanager
def serving(handler: Sink) -> Iterator[dict[str, str]]:
    """The handler as a mail server on loopback; gives the environment that sends there."""
    handler.port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=handler.port)
    server.start()
    try:
        yield {"EMAIL_URL": f"smtp://127.0.0.1:{handler.port}", "DEMO_SMTP": "1"}
    finally:
        server.stop()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """`make run`'s one command on a data folder of its own."""
    with embedded_stack(tmp_path_factory.mktemp("var")) as running:
        yield running


@pytest.fixture
def production(tmp_path: Path, postgres_url: str, redis_url: str) -> Iterator[Stack]:
    """Web and worker apart, on PostgreSQL and Redis, with a real SMTP server."""
    sink = Sink()
    with (
        serving(sink) as mail,
        production_stack(
            tmp_path, postgres_url=postgres_url, redis_url=redis_url, sink=sink, **mail
        ) as running,
    ):
        yield running

"""What the proofs share: a system to hurt, its mail server."""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests import ready
from tests.faults.servers import own_postgres, own_redis  # noqa: F401 - fixtures
from tests.faults.system import System, processes_of
from tests.stack import Sink, free_port

StartSystem = Callable[..., System]


@pytest.fixture(autouse=True)
def _quiet_smtp() -> Iterator[None]:
    """The mail server's own log would bury what matters."""
    log = logging.getLogger("mail.log")
    level = log.level
    log.setLevel(logging.WARNING)
    yield
    log.setLevel(level)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real SMTP server that outlives the system."""
    handler, port = Sink(), free_port()
    handler.port = port
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler
    server.stop()


@pytest.fixture
def start_system(tmp_path: Path, sink: Sink) -> Iterator[StartSystem]:
    """Starts `make run`'s one command in an environment, with its mails going to the sink."""
    started: list[System] = []

    def start(**more: str) -> System:
        mail = {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "DEMO_SMTP": "1"}
        system = System(tmp_path / "var", free_port(), {**mail, **more})
        if "DATABASE_URL" not in more:
            ready.demo(system.data_dir)
        started.append(system)
        system.start()
        return system

    yield start
    for system in started:
        for pid in processes_of(system.data_dir):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

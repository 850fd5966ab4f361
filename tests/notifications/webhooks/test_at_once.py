"""Several workers call at once, or die in the middle: real commits on SQLite and PostgreSQL."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.notifications.outbox.test_at_once import database_url, process, result_of
from tests.notifications.webhooks.conftest import Receiver
from tests.stack import free_port

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock]

__all__ = ["database_url"]  # a fixture


@pytest.fixture(autouse=True)
def _called_by_processes(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_LOOPBACK", "1")
    monkeypatch.setenv("WEBHOOK_URL", receiver.url)


def start(scenario: str, database_url: str, data_dir: Path) -> "subprocess.Popen[str]":
    return process(scenario, database_url, data_dir, free_port())


def test_many_passes_call_of_each_event_once(
    receiver: Receiver, database_url: str, tmp_path: Path
) -> None:
    result = result_of(start("calls_together", database_url, tmp_path))
    assert result == {"calls": 12, "sent": 12, "attempts": 12}
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert (len(ids), len(set(ids))) == (12, 12)


def test_a_worker_killed_in_a_call_loses_nothing(
    receiver: Receiver, database_url: str, tmp_path: Path
) -> None:
    result_of(start("one_call", database_url, tmp_path))
    victim = start("call", database_url, tmp_path)

    def kill() -> None:
        victim.send_signal(signal.SIGKILL)
        victim.wait()

    receiver.before_answer = kill
    assert victim.wait(timeout=60) == -signal.SIGKILL
    receiver.before_answer = lambda: None
    assert result_of(start("call", database_url, tmp_path)) == {"taken": 0}
    assert result_of(start("call_later", database_url, tmp_path)) == {"taken": 1}
    first, second = receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]

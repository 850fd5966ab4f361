"""In the embedded mode one task does for all who commit before its pass begins."""

import datetime as dt
import os
import time
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from notifications import asked
from notifications.tasks import deliver_due, nudge


@pytest.fixture(autouse=True)
def queue(settings: Settings, tmp_path: Path) -> Path:
    """An empty queue."""
    settings.QUEUE_DIR = tmp_path / "queue"
    settings.REDIS_URL = ""
    return tmp_path / "queue"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """In how many seconds the passes are due that a worker was asked for."""
    asks: list[float] = []
    monkeypatch.setattr(deliver_due, "apply_async", lambda **how: asks.append(how["countdown"]))
    return asks


def test_many_commits_ask_once_until_a_pass_begins(sent: list[float]) -> None:
    for _ in range(3):
        nudge()
    assert sent == [0]
    asked.forget()
    nudge()
    assert sent == [0, 0]


def test_a_mark_whose_task_was_lost_holds_nobody_up_for_long(
    queue: Path, sent: list[float]
) -> None:
    nudge()
    (mark,) = queue.glob("asked")
    nudge()
    assert len(sent) == 1
    os.utime(mark, (time.time() - 16,) * 2)
    nudge()
    assert len(sent) == 2


@time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, 0, 400_000, tzinfo=dt.UTC), tick=False)
def test_what_waits_shares_a_pass_with_what_waits_until_the_same_second(
    sent: list[float],
) -> None:
    for seconds in (20, 20, 20.5, 21):
        nudge(seconds)
    assert sent == [pytest.approx(20.6), pytest.approx(21.6)]
    nudge()
    assert sent[2:] == [0], "what may be told at once does not wait for it"


@time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC), tick=False)
def test_a_pass_takes_away_what_it_does_for_and_leaves_what_comes_later(queue: Path) -> None:
    nothing_sent = asked.ask(0), asked.ask(1), asked.ask(30)
    assert None not in nothing_sent
    with time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, 2, tzinfo=dt.UTC), tick=False):
        asked.forget()
    assert [mark.name for mark in queue.iterdir()] == ["asked-1772442030"]


def test_a_broker_that_fails_leaves_no_mark(queue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_how: object) -> None:
        raise OSError("away")

    monkeypatch.setattr(deliver_due, "apply_async", fail)
    monkeypatch.setattr("notifications.tasks._paused_until", 0.0)
    with pytest.raises(OSError, match="away"):
        nudge()
    assert not list(queue.glob("asked*"))

"""A nudge asks a worker to look now; without a broker it neither fails nor holds anyone up."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from pytest_django import Settings

from notifications import tasks
from tests.stack import free_port

_ASK = """
import time, django
django.setup()
from visits.history import events
for _ in range(2):
    started = time.monotonic()
    events._nudge()
    print(time.monotonic() - started)
"""


def seconds(redis_url: str, data_dir: Path) -> tuple[float, float]:
    """How long those who commit first and next wait for the nudge."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEMO": "1",
            "DATA_DIR": str(data_dir),
            "REDIS_URL": redis_url,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()[-2:]
    return float(first), float(second)


def test_with_files_as_the_broker_it_leaves_a_task(tmp_path: Path) -> None:
    assert max(seconds("", tmp_path)) < 15
    assert len(list((tmp_path / "queue" / "messages").iterdir())) == 1, "one does for both"


def test_commits_in_one_moment_are_told_of_by_a_look_that_is_still_to_come(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    clock = iter([100.0, 100.05, 100.1, 100.2, 100.3, 101.0])
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(tasks, "_looks_at", 0.0)
    asked: list[float] = []
    monkeypatch.setattr(
        tasks.deliver_due, "apply_async", lambda *, countdown, **_more: asked.append(countdown)
    )
    for _commit in range(6):
        tasks.nudge()
    # At once; in a moment, for three of them; once more; and when it was quiet, at once.
    assert asked == [0, 0.2, 0.2, 0]


def test_a_broker_that_is_away_costs_little(tmp_path: Path) -> None:
    first, second = seconds(f"redis://127.0.0.1:{free_port()}/0", tmp_path)
    assert first < 15
    assert second < 1


def test_a_broker_that_never_answers_holds_up_one_commit_for_a_moment(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        first, second = seconds(f"redis://127.0.0.1:{port}/0", tmp_path)
    assert first < 15
    assert second < 1


@pytest.mark.needs_redis
def test_redis_gets_a_task(tmp_path: Path, redis_url: str) -> None:
    assert max(seconds(redis_url, tmp_path)) < 15
    assert redis.Redis.from_url(redis_url).llen("celery") == 2

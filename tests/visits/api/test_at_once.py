"""Several callers at the same moment, on SQLite and on PostgreSQL, with real commits."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bersama.sqlite3"
    url: str = request.getfixturevalue("postgres_url")
    return url


def run(scenario: str, *, database_url: str, data_dir: Path) -> dict[str, Any]:
    """What the script reports of the scenario."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.visits.api.at_once_script", scenario],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEMO": "1",
            "THROTTLE": "0",
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": database_url,
            "REDIS_URL": "",
        },
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_one_key_makes_one_visit(database_url: str, tmp_path: Path) -> None:
    result = run("same_key", database_url=database_url, data_dir=tmp_path)
    assert (result["answers"], result["statuses"]) == (8, [201])
    assert (result["different"], result["visits"]) == (1, 1)


def test_no_event_is_missed_though_one_commits_late(database_url: str, tmp_path: Path) -> None:
    result = run("late_commit", database_url=database_url, data_dir=tmp_path)
    assert result["missed"] == []
    assert result["written"] == {"postgresql": 2, "sqlite": 1}[result["vendor"]]

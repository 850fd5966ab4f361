"""Several callers at the same moment, on SQLite and on PostgreSQL, with real commits."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack import run_script

pytestmark = pytest.mark.machine_clock


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/bersama.sqlite3"
    url: str = request.getfixturevalue("postgres_url")
    return url


def run(scenario: str, *, database_url: str, data_dir: Path) -> dict[str, Any]:
    """What the script reports of the scenario."""
    printed = run_script(
        "tests.visits.api.visits.at_once_script",
        scenario,
        database_url=database_url,
        data_dir=data_dir,
        THROTTLE="0",
    )
    result: dict[str, Any] = json.loads(printed.splitlines()[-1])
    return result


def test_one_key_makes_one_visit(database_url: str, tmp_path: Path) -> None:
    result = run("same_key", database_url=database_url, data_dir=tmp_path)
    assert (result["answers"], result["statuses"]) == (8, [201])
    assert (result["different"], result["visits"]) == (1, 1)


def test_one_key_takes_one_step(database_url: str, tmp_path: Path) -> None:
    result = run("same_step", database_url=database_url, data_dir=tmp_path)
    assert (result["answers"], result["statuses"]) == (8, [200])
    assert (result["different"], result["approvals"]) == (1, 1)


def test_no_event_is_missed_though_one_commits_late(database_url: str, tmp_path: Path) -> None:
    result = run("late_commit", database_url=database_url, data_dir=tmp_path)
    assert result["missed"] == []
    assert result["written"] == {"postgresql": 2, "sqlite": 1}[result["vendor"]]
    # The reader neither waited for the writer nor held it up, and the late one came behind.
    assert result["seen_meanwhile"] == result["written"] - 1
    assert result["waited"] < 5
    assert result["late_one_is_last"]


def test_all_readers_follow_the_same_events_in_the_same_order(
    database_url: str, tmp_path: Path
) -> None:
    result = run("many_writers", database_url=database_url, data_dir=tmp_path)
    assert (result["written"], result["readers"]) == (96, 3)
    assert (result["unlike"], result["gaps"], result["unnumbered"]) == ([], [], 0)
    if result["vendor"] == "postgresql":  # SQLite has one writer at a time
        assert result["overtaken"] > 0

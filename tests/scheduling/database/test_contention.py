"""Fifty at once: a week of four takes four, a room takes one, and nothing breaks.

The same scenarios on SQLite and on PostgreSQL, with real commits, in a process of their own.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack import run_script

pytestmark = pytest.mark.machine_clock

THREADS = 50


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/ramai.sqlite3"
    url: str = request.getfixturevalue("postgres_url")
    return url


# The other kind of database is among the long proofs.
POSTGRES_FIRST = pytest.mark.parametrize(
    "database_url",
    [
        pytest.param("postgresql", marks=pytest.mark.needs_postgres),
        pytest.param("sqlite", marks=pytest.mark.slow),
    ],
    indirect=True,
)


def run(scenario: str, *, database_url: str, data_dir: Path) -> dict[str, Any]:
    """What the script reports of the scenario."""
    printed = run_script(
        "tests.scheduling.database.contention_script",
        scenario,
        database_url=database_url,
        data_dir=data_dir,
    )
    result: dict[str, Any] = json.loads(printed)
    assert result["vendor"] == database_url.partition(":")[0].replace("postgres", "postgresql")
    assert result["differences"] == []
    return result


def test_a_week_of_four_takes_exactly_four(database_url: str, tmp_path: Path) -> None:
    result = run("one_week", database_url=database_url, data_dir=tmp_path)
    assert result["outcomes"] == {"done": 4, "week_full": THREADS - 4}
    assert result["active"] == 4
    assert result["taken"] == {"2026-W50": 4}


def test_a_room_takes_exactly_one(database_url: str, tmp_path: Path) -> None:
    result = run("one_room", database_url=database_url, data_dir=tmp_path)
    assert result["outcomes"] == {"done": 1, "slot_taken": THREADS - 1}
    assert result["active"] == 1


@POSTGRES_FIRST
def test_several_choices_fill_both_weeks_and_no_more(database_url: str, tmp_path: Path) -> None:
    result = run("several_choices", database_url=database_url, data_dir=tmp_path)
    assert set(result["outcomes"]) <= {"done", "week_full", "slot_taken"}
    assert result["outcomes"]["done"] == result["active"] == 8
    assert result["taken"] == {"2026-W50": 4, "2026-W51": 4}


@POSTGRES_FIRST
def test_opposite_moves_neither_lock_each_other_nor_lose_a_place(
    database_url: str, tmp_path: Path
) -> None:
    result = run("opposite_moves", database_url=database_url, data_dir=tmp_path)
    # On a busy machine some wait longer than for a lock (LOCK_SECONDS), and are told so.
    late = THREADS - result["outcomes"].pop("done")
    late_words = "OperationalError: canceling statement due to lock timeout"
    assert all(words.startswith(late_words) for words in result["outcomes"])
    assert late <= THREADS // 4
    assert result["active"] == sum(result["taken"].values()) == 6


@pytest.mark.needs_postgres
def test_a_day_that_is_closed_while_one_waits_for_the_week_is_not_given(
    postgres_url: str, tmp_path: Path
) -> None:
    """On SQLite nobody can close it meanwhile: writers come one after the other."""
    result = run("closed_meanwhile", database_url=postgres_url, data_dir=tmp_path)
    assert (result["outcomes"], result["active"]) == ({"slot_closed": 1}, 1)


@pytest.mark.needs_postgres
def test_a_day_that_fills_while_one_waits_for_the_week_takes_no_more(
    postgres_url: str, tmp_path: Path
) -> None:
    result = run("day_filled_meanwhile", database_url=postgres_url, data_dir=tmp_path)
    assert (result["outcomes"], result["active"]) == ({"day_full": 1}, 2)


@pytest.mark.needs_postgres
def test_a_week_that_is_made_while_the_rule_is_lowered_has_the_lower_number(
    postgres_url: str, tmp_path: Path
) -> None:
    result = run("lowered_meanwhile", database_url=postgres_url, data_dir=tmp_path)
    assert result["outcomes"] == {"done": 1}
    assert result["capacities"] == {"2026-W50": 2}

"""Locks that are waited for too long, and deadlocks: made again, and at the most a 503."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from psycopg import errors

from scheduling.database.contention import MOST_TRIES, again
from tests.stack import run_script

pytestmark = pytest.mark.machine_clock

POSTGRES = pytest.mark.needs_postgres
_OPTIONS = {
    "deadlock": "?options=-c%20deadlock_timeout%3D100ms",
    "holder_leaves": "",
    "two_beats": "",
    # Each try waits so long for a lock.
    "locked_for_a_moment": "?options=-c%20lock_timeout%3D300ms",
    "locked_for_long": "",
    "pass_beside_changes": "?options=-c%20lock_timeout%3D300ms",
    "counted_while_counted": "?options=-c%20lock_timeout%3D300ms",
}


def scenario(name: str, database_url: str, data_dir: Path) -> dict[str, Any]:
    """What the script reports."""
    printed = run_script(
        "tests.faults.gave_way_script",
        name,
        database_url=database_url + _OPTIONS[name],
        data_dir=data_dir,
        within=120,
        THROTTLE="0",
    )
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    assert found["differences"] == []
    return found


@pytest.mark.needs_postgres
def test_a_lock_that_is_held_for_a_moment_is_not_noticed(postgres_url: str, tmp_path: Path) -> None:
    found = scenario("locked_for_a_moment", postgres_url, tmp_path)
    assert (found["status"], found["again"], found["visits"]) == (201, 201, 2)


@pytest.mark.needs_postgres
def test_a_lock_that_is_held_for_long_is_a_503_and_leaves_nothing(
    postgres_url: str, tmp_path: Path
) -> None:
    found = scenario("locked_for_long", postgres_url, tmp_path)
    assert (found["status"], found["code"]) == (503, "busy")
    assert int(found["retry_after"]) > 0
    assert 2 <= found["took"] <= 15, "all tries together"
    # The same key books once the lock is gone: the 503 had left nothing behind.
    assert (found["again"], found["visits"], found["answers"]) == (201, 2, 1)


@pytest.mark.needs_postgres
def test_whoever_gives_way_in_a_deadlock_goes_on_after_it(
    postgres_url: str, tmp_path: Path
) -> None:
    found = scenario("deadlock", postgres_url, tmp_path)
    assert (found["status"], found["events"]) == (200, ["submitted", "cancelled"])
    assert found["tries"] == 2


@pytest.mark.needs_postgres
def test_a_visit_leaves_a_joint_place_whose_holder_leaves_at_the_same_moment(
    postgres_url: str, tmp_path: Path
) -> None:
    found = scenario("holder_leaves", postgres_url, tmp_path)
    assert found["slot"] == found["wanted"]
    assert found["host"] == "cancelled"


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=POSTGRES)])
def test_several_beats_let_holds_lapse_and_tell_of_it_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = f"sqlite:///{tmp_path}/detak.sqlite3"
    url = sqlite if kind == "sqlite" else request.getfixturevalue("postgres_url")
    found = scenario("two_beats", url, tmp_path)
    assert found["passes"] == 4
    assert [found[k] for k in ("lapsed", "events", "told", "attempts")] == [6, 6, 6, 6]
    assert found["unsent"] == 0


@pytest.mark.needs_postgres
def test_a_pass_leaves_what_others_have_in_hand_to_the_next_and_tells_it_in_order(
    postgres_url: str, tmp_path: Path
) -> None:
    found = scenario("pass_beside_changes", postgres_url, tmp_path)
    # Of three the one whose visit, and the one whose week, is held are left; nobody's mail waits.
    assert (found["lapsed"], found["told"]) == (1, True)
    assert found["of_busy"], "its events wait with it"
    assert (found["lapsed_after"], found["untold_after"]) == (2, 0)
    assert found["order"] == ["submitted", "expired"]


@pytest.mark.needs_postgres
def test_a_pass_that_waited_for_too_long_goes_on_with_the_rest(
    postgres_url: str, tmp_path: Path
) -> None:
    assert scenario("counted_while_counted", postgres_url, tmp_path)["told"] == 0


def _trouble(kind: type[Exception]) -> OperationalError:
    error = OperationalError("trouble")
    error.__cause__ = kind()
    return error


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "tries"),
    [
        (errors.DeadlockDetected, MOST_TRIES),
        (errors.LockNotAvailable, MOST_TRIES),
        (errors.SerializationFailure, MOST_TRIES),
        (errors.AdminShutdown, 1),  # whether it was done is not known: no blind repeat
        (errors.DiskFull, 1),
    ],
)
def test_only_what_was_undone_is_made_again_and_not_for_ever(
    kind: type[Exception], tries: int
) -> None:
    made = 0

    @again
    def change() -> None:
        nonlocal made
        made += 1
        raise _trouble(kind)

    with pytest.raises(OperationalError):
        change()
    assert made == tries


@pytest.mark.django_db
def test_inside_a_callers_transaction_nothing_is_made_again() -> None:
    made = 0

    @again
    def change() -> None:
        nonlocal made
        made += 1
        raise _trouble(errors.DeadlockDetected)

    with pytest.raises(OperationalError):
        change()
    assert made == 1

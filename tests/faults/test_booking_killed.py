"""The web process dies at each statement of a booking: all or nothing, and a retry books once."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack import run_script

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock]

NOTHING, ALL = [0] * 6, [1] * 6


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/mati.sqlite3"
    url: str = request.getfixturevalue("postgres_url")
    return url


def bookings(fate: str, stride: int, database_url: str, data_dir: Path) -> list[dict[str, Any]]:
    """What came of bookings that met their fate at every `stride`-th statement."""
    printed = run_script(
        "tests.faults.booking_script",
        fate,
        str(stride),
        database_url=database_url,
        data_dir=data_dir,
        within=240,
        THROTTLE="0",
    )
    found = [json.loads(line) for line in printed.splitlines()]
    assert len(found) > 20 / stride, "a booking has more statements than that"
    for one in found:
        assert one["left"] in (NOTHING, ALL), one
        assert (one["after"], one["status"], one["same"]) == (ALL, 201, True), one
        assert one["differences"] == []
    # Up to the commit nothing is there, after it everything.
    assert [one["left"] for one in found[-2:]] == [NOTHING, ALL]
    return found


EACH = pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])


@EACH
def test_a_booking_killed_at_any_statement_is_there_whole_or_not_at_all(
    database_url: str, tmp_path: Path, stride: int
) -> None:
    for one in bookings("killed", stride, database_url, tmp_path):
        assert one["answered"] is None, "it should have died"


@EACH
@pytest.mark.needs_postgres
def test_a_booking_whose_connection_is_cut_is_told_so_or_done(
    postgres_url: str, tmp_path: Path, stride: int
) -> None:
    for one in bookings("cut", stride, postgres_url, tmp_path):
        # 201 only where everything is there; before its first statement a new connection helps.
        assert (one["answered"], one["left"]) in ((503, NOTHING), (201, ALL)), one

"""Two phones at one door count nobody twice; with real commits."""

import json
from pathlib import Path

import pytest

from tests.stack import run_script

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock]


@pytest.mark.parametrize(
    "kind",
    [
        "sqlite",
        pytest.param("postgresql", marks=[pytest.mark.needs_postgres, pytest.mark.slow]),
    ],
)
def test_all_are_noted_once_and_nobody_is_refused(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/hadir.sqlite3"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    printed = run_script(
        "tests.visits.presence.at_once_script", database_url=url, data_dir=tmp_path, within=120
    )
    assert json.loads(printed.splitlines()[-1]) == {
        "status": "arrived",
        "came": 7,
        "listed": 7,
        "noted_once": True,
        "told_once": True,
        "arrivals": 1,
    }

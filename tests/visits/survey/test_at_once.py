"""A delegation answers all at once: no more than came, no form twice; with real commits."""

import json
from pathlib import Path

import pytest

from tests.stack import run_script

pytestmark = [pytest.mark.slow, pytest.mark.machine_clock]


@pytest.mark.parametrize(
    "kind",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.needs_postgres, pytest.mark.slow])],
)
def test_as_many_answers_are_kept_as_guests_came(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/survei.sqlite3"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    printed = run_script(
        "tests.visits.survey.at_once_script", database_url=url, data_dir=tmp_path, within=120
    )
    found = json.loads(printed.splitlines()[-1])
    assert found["errors"] == []
    assert found["kept"] == found["stored"] == 5
    # The second sending of a form that was kept is no refusal, whenever it comes.
    assert found["known"] == 5
    assert found["closed"] == 14

"""Eight processes take numbers at once, and one is killed over it: no number twice, none lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack import run_script

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.parametrize(
        "kind",
        [
            pytest.param("sqlite", marks=pytest.mark.slow),
            pytest.param("postgresql", marks=pytest.mark.needs_postgres),
        ],
    ),
]
SCRIPT = "tests.visits.papers.life.at_once_script"


def printed(request: pytest.FixtureRequest, tmp_path: Path, kind: str, *words: str) -> Any:
    url = f"sqlite:///{tmp_path}/surat.sqlite3"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres_url")
    out = run_script(SCRIPT, *words, database_url=url, data_dir=tmp_path, within=240)
    return json.loads(out.splitlines()[-1])


@pytest.mark.parametrize("each", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_eight_processes_take_every_number_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, each: int
) -> None:
    found = printed(request, tmp_path, kind, "issue", str(each))
    assert found["errors"] == []
    assert found["got"] == found["kept"]
    running = [int(number.split("/")[0]) for number in found["kept"]]
    assert sorted(running) == list(range(1, 8 * each + 1))
    assert found["without_bytes"] == 0


@pytest.mark.slow
def test_a_killed_process_loses_no_number(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    found = printed(request, tmp_path, kind, "die")
    assert found == {
        "exit": -9,
        "left": [1, "issued", ""],
        "made": 1,
        "bytes": 64,
        "next": 2,
    }

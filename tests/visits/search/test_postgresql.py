"""What visits are found and sorted by is the same on PostgreSQL as on SQLite."""

from pathlib import Path

import pytest

from tests.on_postgresql import ONLY_BESIDE, pass_too

HERE = Path(__file__).parent
LISTS = HERE.parent / "pages" / "desk" / "visits"


@pytest.mark.machine_clock  # long, in a process of its own: not the last to begin
@pytest.mark.needs_postgres
@ONLY_BESIDE
def test_the_same_tests_pass_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    pass_too(
        *HERE.glob("test_list_keys*.py"),
        LISTS / "test_ordering.py",
        url=postgres_url,
        data=tmp_path,
    )

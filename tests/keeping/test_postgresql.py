"""Everything in this folder holds on PostgreSQL as on SQLite."""

from pathlib import Path

import pytest

from tests.on_postgresql import ONLY_BESIDE, pass_too


@pytest.mark.slow
@pytest.mark.machine_clock  # long, in a process of its own: not the last to begin
@pytest.mark.needs_postgres
@ONLY_BESIDE
def test_the_same_tests_pass_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    # Those beside other processes have databases of their own.
    pass_too(Path(__file__).parent, url=postgres_url, data=tmp_path, but="machine_clock")

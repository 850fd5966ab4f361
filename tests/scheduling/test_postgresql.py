"""Everything in this folder holds on PostgreSQL as on SQLite."""

from pathlib import Path

import pytest

from tests.on_postgresql import ONLY_BESIDE, pass_too

HERE = Path(__file__).parent
# Who takes places, and what the database itself does, in each run; all among the long proofs.
CORE = ["test_capacity.py", "test_against_model.py", "test_taken.py", "database"]


@pytest.mark.parametrize("names", [CORE, pytest.param([""], marks=pytest.mark.slow)], ids=len)
@pytest.mark.machine_clock  # over a minute in a process of its own: not the last to begin
@pytest.mark.needs_postgres
@ONLY_BESIDE
def test_the_same_tests_pass_on_postgresql(
    names: list[str], postgres_url: str, tmp_path: Path
) -> None:
    # These have databases of their own.
    apart = [
        f"--ignore={HERE}/database/test_contention.py",
        f"--ignore={HERE}/test_many_processes.py",
    ]
    pass_too(*(HERE / name for name in names), *apart, url=postgres_url, data=tmp_path)

"""Everything in this folder holds on PostgreSQL as on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

HERE = Path(__file__).parent
# Who takes places, and what the database itself does, in each run; all among the long proofs.
CORE = ["test_capacity.py", "test_against_model.py", "test_taken.py", "database"]


@pytest.mark.parametrize("names", [CORE, pytest.param([""], marks=pytest.mark.slow)], ids=len)
@pytest.mark.machine_clock  # over a minute in a process of its own: not the last to begin
@pytest.mark.needs_postgres
@pytest.mark.skipif(connection.vendor == "postgresql", reason="this run is on PostgreSQL itself")
def test_the_same_tests_pass_on_postgresql(
    names: list[str], postgres_url: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-m", "not needs_postgres and not slow", *(str(HERE / name) for name in names)),
            # These have databases of their own.
            f"--ignore={HERE}/database/test_contention.py",
            f"--ignore={HERE}/test_many_processes.py",
        ],
        env={
            **os.environ,
            "DEMO": "1",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": postgres_url,
            "REDIS_URL": "",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]

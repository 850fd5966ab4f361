"""Everything in this folder holds on PostgreSQL as on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection


@pytest.mark.slow
@pytest.mark.machine_clock  # long, in a process of its own: not the last to begin
@pytest.mark.needs_postgres
@pytest.mark.skipif(connection.vendor == "postgresql", reason="this run is on PostgreSQL itself")
def test_the_same_tests_pass_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            # Those beside other processes have databases of their own.
            *("-m", "not needs_postgres and not slow and not machine_clock"),
            str(Path(__file__).parent),
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
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]

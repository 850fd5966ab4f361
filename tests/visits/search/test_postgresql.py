"""What visits are found and sorted by is the same on PostgreSQL as on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

HERE = Path(__file__).parent
LISTS = HERE.parent / "pages" / "desk" / "visits"


@pytest.mark.machine_clock  # long, in a process of its own: not the last to begin
@pytest.mark.needs_postgres
@pytest.mark.skipif(connection.vendor == "postgresql", reason="this run is on PostgreSQL itself")
def test_the_same_tests_pass_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-m", "not needs_postgres and not slow"),
            *map(str, HERE.glob("test_list_keys*.py")),
            str(LISTS / "test_ordering.py"),
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

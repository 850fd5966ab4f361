"""Tests once more, in a process of its own whose database is PostgreSQL."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.stack import env_on

ONLY_BESIDE = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="this run is on PostgreSQL itself"
)


def pass_too(*what: Path | str, url: str, data: Path, but: str = "") -> None:
    """These files and folders (and options of pytest) hold on the empty database at `url`.

    Left out are slow ones, those with databases of their own, and `but` (an expression of marks);
    what the processes keep goes to the folder `data`.
    """
    marks = "not needs_postgres and not slow"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-m", f"{marks} and not ({but})" if but else marks),
            *map(str, what),
        ],
        env=env_on(url, data),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]

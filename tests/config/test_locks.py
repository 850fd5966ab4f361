"""The lock files pin what pyproject.toml names, with hashes and without an address."""

import datetime as dt
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements/run.txt", ROOT / "requirements/dev.txt"]
LOCKED_ON = ROOT / "requirements/locked-on"


def names(requirements: list[str]) -> set[str]:
    """The packages, in the normal form of PEP 503."""
    found = (re.match(r"[A-Za-z0-9._-]+", line) for line in requirements)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_a_hash_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"(https?|file)://|--(extra-)?index-url|--find-links", text)


def test_the_locks_hold_what_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, dev = (names(lock.read_text().splitlines()) for lock in LOCKS)
    assert names(project["project"]["dependencies"]) <= run
    assert names(project["dependency-groups"]["dev"]) <= dev
    assert run <= dev


def lock_age(most_days: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", "lock-age", f"MOST_DAYS={most_days}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.machine_clock
def test_a_routine_learns_that_the_locks_are_old() -> None:
    age = (
        dt.datetime.now(dt.UTC).date() - dt.date.fromisoformat(LOCKED_ON.read_text().strip())
    ).days
    assert lock_age(most_days=age).returncode == 0
    old = lock_age(most_days=age - 1)
    assert old.returncode != 0
    assert "make lock" in old.stdout

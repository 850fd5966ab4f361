"""What the embedded system holds and does while nobody asks anything of it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.system import PROC, System, call, processes_of
from tests.load.rest import resident
from tests.stack import free_port

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
# As it was started, and after each kind of page was read once.
MOST_MEGABYTES, MOST_AFTER_PAGES = 200, 225
MOST_OF_A_CORE = 0.005
SECONDS = 60
PAGES = ("/", "/jadwal/", "/ajukan/", "/akun/", "/api/v1/weeks/", "/kalender/publik.ics")


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """The embedded system with its demo data."""
    system = System(tmp_path / "var", free_port())
    system.start()
    yield system
    system.end()


def worked(pid: int) -> float:
    """Seconds of a core that the process has used."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def held(pids: list[int]) -> dict[int, float]:
    """Megabytes; what they share is counted once."""
    return {pid: resident(pid) for pid in pids}


def test_at_rest_it_is_small_and_quiet(system: System) -> None:
    pids = list(processes_of(system.data_dir))
    # The quietest of a few spells: the demo's first mails are made in the first, and what others do
    # on this machine makes ours dearer.
    share = 1.0
    for _ in range(4):
        before = sum(worked(pid) for pid in pids)
        time.sleep(SECONDS)  # nothing must happen now
        share = min(share, (sum(worked(pid) for pid in pids) - before) / SECONDS)
        if share < MOST_OF_A_CORE:
            break
    each = held(pids)
    for path in PAGES:
        assert call(f"{system.base_url}{path}")[0] == 200
    after = held(pids)
    print(  # noqa: T201 - the figures are asked for
        f"\nat rest: {sum(each.values()):.0f} MB, {share:.2%} of a core; "
        f"after pages: {sum(after.values()):.0f} MB"
    )
    assert sum(each.values()) <= MOST_MEGABYTES, each
    assert sum(after.values()) <= MOST_AFTER_PAGES, after
    assert share < MOST_OF_A_CORE

"""What the embedded system holds and does while nobody asks anything of it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.system import PROC, System, call, processes_of, resident
from tests.stack import free_port

pytestmark = [
    pytest.mark.machine_clock,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
MOST_MEGABYTES = 300
MOST_OF_A_CORE = 0.01
SECONDS = 15  # one beat


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """The embedded system with its demo data, after each kind of page was read once."""
    system = System(tmp_path / "var", free_port())
    system.start()
    for path in ("/", "/jadwal/", "/ajukan/", "/akun/", "/api/v1/weeks/", "/kalender/publik.ics"):
        assert call(f"{system.base_url}{path}")[0] == 200
    time.sleep(5)  # the first pass over what is due
    yield system
    system.end()


def worked(pid: int) -> float:
    """Seconds of a core that the process has used."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_at_rest_it_is_small_and_quiet(system: System) -> None:
    pids = list(processes_of(system.data_dir))
    # The quietest of a few spells: what others do on this machine makes ours dearer.
    share = 1.0
    for _ in range(4):
        before = sum(worked(pid) for pid in pids)
        time.sleep(SECONDS)  # nothing must happen now
        share = min(share, (sum(worked(pid) for pid in pids) - before) / SECONDS)
        if share < MOST_OF_A_CORE:
            break
    each = {pid: resident(pid) for pid in pids}
    print(f"\nat rest: {sum(each.values()):.0f} MB resident, {share:.2%} of a core")  # noqa: T201 - the figures are asked for
    assert sum(each.values()) <= MOST_MEGABYTES, each
    assert share < MOST_OF_A_CORE

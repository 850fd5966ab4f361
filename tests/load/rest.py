"""The embedded mode when nobody asks anything: memory, and how busy it is."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.load.ground import folder, running
from tests.load.report import Figure
from tests.stack import free_port

# The demo's first mails are made after it answers; on a slow machine that takes a while.
_SETTLE_SECONDS, _LONGEST_SETTLING = 30, 180
_SETTLED = 0.005
_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> Iterator[Figure]:
    """All processes of `make run` together."""
    with folder() as data_dir:
        port = free_port()
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        env |= {"DEMO": "1", "DATA_DIR": str(data_dir), "PORT": str(port)}
        command = [sys.executable, "-m", "config.supervisor"]
        with running(command, f"http://127.0.0.1:{port}/healthz/ready", env) as pid:
            give_up_at = time.monotonic() + _LONGEST_SETTLING
            while _share(pid, _SETTLE_SECONDS) > _SETTLED and time.monotonic() < give_up_at:
                pass
            alive = family(pid)
            worked = _share(pid, _SECONDS)
            held = sum(map(resident, alive))
    yield Figure(
        "embedded at rest, memory", [held], aim=200, at_least=False, unit="MB",
        seen=f"{len(alive)} processes",
    )  # fmt: skip
    yield Figure(
        "embedded at rest, busy", [worked * 100], aim=0.5, at_least=False, unit="% of a core"
    )


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found.extend(parents.get(one, ()))
    return found


def _share(pid: int, seconds: float) -> float:
    """The share of a core that it and its descendants use in the next `seconds`."""
    alive = family(pid)
    before, began = busy(alive), time.monotonic()
    time.sleep(seconds)
    return (busy(alive) - before) / (time.monotonic() - began)


def busy(pids: list[int]) -> float:
    """Seconds of processor time so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def resident(pid: int) -> float:
    """MB in memory; what processes share is counted for each of them in its part (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0

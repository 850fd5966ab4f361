"""What the day's memory check calls growth, and what it lets pass."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.load.day.memory import Memory
from tests.stack import eventually

FEWEST = 40  # looks: a shorter run says nothing


@pytest.fixture
def memory() -> Iterator[Memory]:
    """Of no process, so that a test says itself what was seen."""
    memory = Memory(dict)
    yield memory
    memory.stop()


@pytest.mark.parametrize(
    ("seen", "grows"),
    [
        ([100.0] * 80, False),
        # Warm after the first quarter, and flat from then on.
        ([50.0 + 3 * n for n in range(20)] + [110.0] * 60, False),
        # A leak of half a megabyte with each look.
        ([100.0 + 0.5 * n for n in range(120)], True),
        # It begins late.
        ([100.0] * 60 + [140.0] * 60, True),
        # One spike is none, at the end neither.
        ([100.0] * 79 + [400.0], False),
        # Much of a small process, and little of a large one.
        ([10.0] * 60 + [25.0] * 60, False),
        ([400.0] * 60 + [440.0] * 60, False),
        # It falls.
        ([200.0] * 40 + [120.0] * 40, False),
        ([100.0 + 5 * n for n in range(FEWEST - 1)], False),
    ],
    ids=["flat", "warming", "leak", "late", "spike", "small", "large", "falling", "short"],
)
def test_growth_is_what_holds_more_at_the_end_than_after_warming(
    memory: Memory, seen: list[float], grows: bool
) -> None:
    memory.seen["web"] = seen
    memory.seen["worker"] = [80.0] * 100
    found = memory.growing()
    assert bool(found) == grows
    assert all(line.startswith("web: ") and line.endswith(" MB") for line in found)


def test_it_sees_a_process_that_grows_and_passes_over_one_that_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.load.day.memory._EVERY_SECONDS", 0.01)
    # Not this process: browsers of other tests are among its children, and end when they like.
    waits = "input(); held = bytearray(b'x' * 30_000_000); input()"
    child = subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.PIPE, text=True)
    assert child.stdin
    memory = Memory(lambda: {"ours": child.pid, "gone": 2**22 + 1})
    try:
        eventually(lambda: memory.seen["ours"])
        before = memory.seen["ours"][-1]
        print(file=child.stdin, flush=True)
        eventually(lambda: memory.seen["ours"][-1] > before + 20)
    finally:
        memory.stop()
        child.kill()
        child.wait()
    assert not any(memory.seen.get("gone", [])), "nothing of it is held"
    looks = len(memory.seen["ours"])
    time.sleep(0.05)  # nothing must happen now
    assert len(memory.seen["ours"]) == looks

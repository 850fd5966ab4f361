"""What keeps processes alive sleeps until one of them ends."""

import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from config.processes import Bell, executed

# It must never take so long.
_LONG_SECONDS = 120.0


@pytest.fixture
def bell() -> Iterator[Bell]:
    """A bell, and the signals as they were afterwards."""
    before = signal.getsignal(signal.SIGCHLD)
    bell = Bell()
    yield bell
    bell.unhang()
    signal.signal(signal.SIGCHLD, before)


def test_a_child_that_ends_wakes_it(bell: Bell) -> None:
    process = executed([sys.executable, "-c", ""])
    began = time.monotonic()
    while process.poll() is None:
        bell.wait(_LONG_SECONDS)
    assert time.monotonic() - began < _LONG_SECONDS


def test_what_rang_before_is_not_forgotten_and_rings_once(bell: Bell) -> None:
    os.kill(os.getpid(), signal.SIGCHLD)
    began = time.monotonic()
    bell.wait(_LONG_SECONDS)
    assert time.monotonic() - began < _LONG_SECONDS
    with pytest.raises(BlockingIOError):
        os.read(bell.descriptors[0], 1)


def test_no_process_inherits_it(bell: Bell) -> None:
    assert not any(os.get_inheritable(descriptor) for descriptor in bell.descriptors)

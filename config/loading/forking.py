"""Processes made from this one as it stands: what it has loaded they need not load, and they share.

Only on Linux: elsewhere libraries of the system may not survive it, and each process is begun anew.
"""

import gc
import multiprocessing
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from config.loading import memory

FORKS = sys.platform == "linux"
_ROOT = Path(__file__).resolve().parents[2]
_COMM = Path("/proc/self/comm")


class Fork:
    """A process that does `work`, in a group of its own; as much of subprocess.Popen as we need.

    `name` is what `ps -o comm` shows, at most 15 letters. `closes` are descriptors of ours that it
    must not hold open.
    """

    def __init__(
        self, name: str, work: Callable[[], object], *, closes: Iterable[int] = ()
    ) -> None:
        self._process = multiprocessing.get_context("fork").Process(
            target=_become, args=[name, work, list(closes)], name=name
        )
        self._process.start()
        self.pid = self._process.pid or 0
        # Here and there: whoever is first, it can be ended by its group from now on.
        with suppress(OSError):
            os.setpgid(self.pid, self.pid)

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it lives."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """The same."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for its end, and give how it ended."""
        self._process.join()
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()


def _become(name: str, work: Callable[[], object], closes: list[int]) -> None:
    gc.enable()
    with suppress(OSError):
        os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor in closes:
        with suppress(OSError):
            os.close(descriptor)
    with suppress(OSError):
        _COMM.write_text(name)
    os.chdir(_ROOT)
    work()


def program(command: list[str]) -> Callable[[], object]:
    """What `python -m` does with that command, to be done in a Fork."""

    def run() -> None:
        sys.argv = list(command)
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)

    return run


def preload(*loads: str) -> None:
    """Load settings and applications, and the rest by those functions of preloading.py.

    Until `freeze` the garbage collector rests.
    """
    gc.disable()
    memory.share_an_arena()
    if multiprocessing.get_start_method() != "fork":
        # The web server makes its workers by this default.
        multiprocessing.set_start_method("fork", force=True)
    # Not before: who is only told that the port is taken waits for none of it.
    from config.loading import preloading

    for load in loads:
        getattr(preloading, load)()


def freeze() -> None:
    """Make the application that answers, and be ready to be copied.

    The application not before: WhiteNoise looks once which static files there are, and on a new
    installation they are collected meanwhile.
    What is loaded is out of the garbage collector's sight from then on: it would write to each
    object, and so make each process hold it for itself.
    """
    import config.rsgi  # noqa: F401

    gc.collect()
    gc.freeze()
    gc.enable()
    if threading.active_count() > 1:
        raise RuntimeError("A thread was begun before the processes were made.")

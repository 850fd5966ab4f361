"""Processes that are kept alive together, and that end together whatever happens."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
# In DATA_DIR, while an installation has no administrator: the link that makes one.
FIRST_LINK = "first-link"
# In DATA_DIR, held by whoever may be the only one there.
RUNNING = "supervisor.lock"
_QUICK_DEATH = 5.0
_MOST_QUICK_DEATHS = 5
# Between two lives of what dies again and again.
_LONGEST_PAUSE = 30.0


def say(line: str) -> None:
    """Speak to whoever reads the terminal."""
    print(line, flush=True)  # noqa: T201 - that is its purpose


class Bell:
    """Wakes us when a child ends, or when a signal comes that we handle."""

    def __init__(self) -> None:
        self.descriptors = os.pipe()
        for descriptor in self.descriptors:
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self.descriptors[1], warn_on_full_buffer=False)
        # Only signals that are handled ring.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def wait(self, seconds: float) -> None:
        """Until it rings, or at most so long. What rang before counts."""
        select.select(self.descriptors[:1], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self.descriptors[0], 1024)

    def unhang(self) -> None:
        """Nobody waits any more."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for descriptor in self.descriptors:
            os.close(descriptor)


class Process(Protocol):
    """A process that was begun, the first of a group of its own."""

    pid: int

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it lives."""
        ...

    def poll(self) -> int | None:
        """The same, looked at now."""
        ...

    def wait(self) -> int | None:
        """Wait for its end."""
        ...

    def terminate(self) -> None:
        """Ask it to end."""
        ...


def executed(command: list[str]) -> Process:
    """A process of that command, in a session of its own, so that Ctrl-C reaches it through us."""
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)  # noqa: S603 - our own commands, no shell


class Child:
    """A process that is begun again when it dies, after pauses that grow with quick deaths.

    Given up is only what never lived (`proven`: longer than a quick death, or its owner says so).
    What made others die ends one day, as memory or disk that is short does, and nobody sits there
    to start them.
    """

    def __init__(self, name: str, begin: Callable[[], Process], *, pause: float = 0.3) -> None:
        self.pause = pause
        self.name = name
        self.begin = begin
        self.quick_deaths = 0
        self.proven = False
        self.again_at: float | None = None
        self.start()

    def start(self) -> None:
        """Begin the process."""
        self.started, self.again_at = time.monotonic(), None
        self.process = self.begin()

    def watch(self) -> bool:
        """Start it again if it died; False when it never lived and goes on dying. Does not wait."""
        now = time.monotonic()
        if self.again_at is not None:
            if now >= self.again_at:
                self.start()
            return True
        if self.process.poll() is None:
            return True
        # What it started itself may live on, and hold its port or do its work twice.
        self.stop(kill=True)
        quick = now - self.started < _QUICK_DEATH
        self.quick_deaths = self.quick_deaths + 1 if quick else 0
        self.proven = self.proven or not quick
        if self.quick_deaths >= _MOST_QUICK_DEATHS and not self.proven:
            say(f"{self.name} ends again and again (exit {self.process.returncode}); giving up.")
            return False
        # The exponent ends somewhere too: this may go on for days.
        pause = min(self.pause * 2 ** min(self.quick_deaths, 16), _LONGEST_PAUSE)
        when = f" in {pause:.0f} s" if pause >= 1 else ""
        say(f"{self.name} ended (exit {self.process.returncode}); starting it again{when}.")
        self.again_at = now + pause
        return True

    def stop(self, *, kill: bool = False) -> None:
        """Ask the process and its own children to end, or (`kill`) end them."""
        if self.again_at is not None:
            return  # all ended with it, and its number may be another's by now
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL if kill else signal.SIGTERM)


class Guard:
    """A shell that ends the children if we are killed and can do so no more.

    It reads from a pipe that only we hold open, line by line, whom to end; at our death it reads
    the pipe's end. So it needs nothing that only one operating system has.
    """

    _SCRIPT = (
        "groups=$1; while read -r line; do groups=$line; done; kill -s KILL -- $groups 2>/dev/null"
    )

    def __init__(self) -> None:
        self.told = ""
        self._start()

    def _start(self) -> None:
        # In a session of its own: what ends our whole group must leave it alive. A new one knows
        # from its first moment what the former was told: we may be killed in the next.
        self.process = subprocess.Popen(  # noqa: S603 - a fixed script, no input of anyone's
            ["/bin/sh", "-c", self._SCRIPT, "sh", self.told],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def tell(self, children: Iterable[Child]) -> None:
        """Say whom to end from now on."""
        groups = " ".join(f"-{c.process.pid}" for c in children if c.again_at is None)
        if self.process.poll() is not None:
            self._start()
        elif groups == self.told:
            return
        self._write(groups)
        self.told = groups

    def dismiss(self) -> None:
        """End it without ending anyone."""
        self._write("")
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait()

    @property
    def descriptor(self) -> int | None:
        """Of the pipe that nobody else may hold open."""
        return self.process.stdin.fileno() if self.process.stdin else None

    def _write(self, line: str) -> None:
        # Where it was killed just now, the next tell() starts another.
        with contextlib.suppress(BrokenPipeError):
            if self.process.stdin:
                self.process.stdin.write(f"{line}\n".encode())
                self.process.stdin.flush()


def end_all(children: Iterable[Child], *, within: float = 8.0) -> None:
    """Ask all to end, and end by force those that take longer than `within` seconds."""
    for child in children:
        child.stop()
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and any(c.process.poll() is None for c in children):
        time.sleep(0.05)
    for child in children:
        child.stop(kill=True)
        child.process.wait()

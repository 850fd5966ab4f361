"""What each process holds, looked at again and again."""

import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from statistics import median

from tests.load.rest import family, resident

_EVERY_SECONDS = 2.0
# Growth between the second quarter of a run and its last that is none.
_PART, _MEGABYTES = 0.15, 20.0
_FEWEST = 40


class Memory:
    """MB of named process trees, as long as it is watched."""

    def __init__(self, pids: Callable[[], dict[str, int]]) -> None:
        self.pids = pids
        self.seen: dict[str, list[float]] = defaultdict(list)
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _watch(self) -> None:
        while not self.stopped.wait(_EVERY_SECONDS):
            for name, pid in self.pids().items():
                with suppress(OSError):  # it has just ended
                    self.seen[name].append(sum(map(resident, family(pid))))

    def stop(self) -> None:
        """Look no more."""
        self.stopped.set()
        self.thread.join()

    def rows(self) -> list[str]:
        """A line for each: at first, at the end, and the most."""
        return [
            f"{name:8} {seen[0]:7.0f} {seen[-1]:7.0f} {max(seen):7.0f}"
            for name, seen in self.seen.items()
        ]

    def growing(self) -> list[str]:
        """Those that hold more in the last quarter than in the second; none of a short run."""
        found = []
        for name, seen in self.seen.items():
            quarter = len(seen) // 4
            if len(seen) < _FEWEST:
                continue
            before, after = median(seen[quarter : 2 * quarter]), median(seen[-quarter:])
            if after > before * (1 + _PART) and after > before + _MEGABYTES:
                found.append(f"{name}: {before:.0f} to {after:.0f} MB")
        return found

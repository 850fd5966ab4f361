"""Feeds made once for a change, and not for each reader who asks again."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from scheduling.database.marks import Mark

# Some visits leave a feed only because time passes: for those it is made anew.
LONGEST = 600.0
MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Made:
    body: bytes
    mark: Mark
    until: float


_made: dict[str, _Made] = {}
_making = threading.Lock()


def made_once(path: str, mark: Mark, make: Callable[[], bytes]) -> bytes:
    """The bytes at `path` as `make` makes them, remembered while the marks are the same.

    Whoever calls has judged the reader and has read `mark` before anything else.
    """
    with _making:
        found = _made.get(path)
        if found and mark and found.mark == mark and time.monotonic() < found.until:
            return found.body
        began = time.monotonic()
        body = make()
        if sum(len(other.body) for other in _made.values()) + len(body) > MOST_BYTES:
            _made.clear()
        _made[path] = _Made(body, mark, began + LONGEST)
        return body

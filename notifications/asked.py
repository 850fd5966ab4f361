"""That a pass was asked for and has not begun: a file, so that one task does for many commits.

For the embedded mode, whose processes share a folder and nothing else. A pass takes the mark away
before it looks: who commits until then is seen by it, and who commits later asks anew.
"""

import time
from contextlib import suppress
from math import ceil
from pathlib import Path

from django.conf import settings

# A mark that is older is none: its task was lost.
_LASTS_SECONDS = 15.0


def ask(seconds: float) -> float | None:
    """Leave a mark for a pass in so many `seconds`; None where there is one already.

    Gives in how many seconds the pass should be made: later ones are rounded up to a whole second
    of the clock, and share a mark and a pass. Raises OSError.
    """
    now = time.time()
    at = ceil(now + seconds) if seconds else 0
    mark = _folder() / (f"asked-{at}" if at else "asked")
    if _is_valid(mark, now):
        return None
    _folder().mkdir(parents=True, exist_ok=True)
    mark.touch()
    return max(at - now, 0.0)


def _is_valid(mark: Path, now: float) -> bool:
    with suppress(FileNotFoundError):
        left_at = mark.stat().st_mtime
        return "-" in mark.name or now - left_at < _LASTS_SECONDS
    return False


def forget() -> None:
    """Take away what was asked for until now. A disk that takes nothing any more is no fault."""
    now = time.time()
    with suppress(OSError):
        for mark in _folder().glob("asked*"):
            at = mark.name.partition("-")[2]
            if not at or int(at) <= now:
                mark.unlink(missing_ok=True)


def _folder() -> Path:
    return settings.QUEUE_DIR

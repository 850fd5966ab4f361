"""Running a reader: few at a time in all processes of the machine, and none for long."""

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.conf import settings

from visits.confined.child import DONE, Reader
from visits.confined.verdicts import Refused, Verdict

log = structlog.get_logger(__name__)

# Two readers of at most 384 MB each (child.py) are what a small machine can spare.
MOST_AT_ONCE = 2
# Threads of one process that may wait for their turn: the others go on serving pages.
MOST_WAITING = 5
# In seconds: how long one waits for its turn, and how long a reader may take.
PATIENCE = 20.0
LONGEST = 15.0
_PAUSE = 0.03
_ROOT = Path(__file__).resolve().parent.parent.parent
_waiting = threading.BoundedSemaphore(MOST_WAITING)


class Busy(Exception):
    """Too many files are being read; the same file may be taken in a minute."""


def read(reader: Reader, content: bytes, *options: str) -> tuple[str, bytes]:
    """What the reader makes of the bytes: the kind of file, and its answer.

    Raises verdicts.Refused, Busy, and OSError where no process can be started.
    """
    # Nothing of ours goes along, least of all a secret: the environment is empty.
    command = [sys.executable, "-s", "-m", "visits.confined.child", reader, *options]
    with _turn():
        try:
            done = subprocess.run(  # noqa: S603 - our own command; the bytes go in by a pipe
                command,
                input=content,
                capture_output=True,
                cwd=_ROOT,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            log.warning("file_took_too_long", reader=reader, octets=len(content))
            raise Refused(Verdict.UNREADABLE) from None
    head, _, answer = done.stdout.partition(b"\n")
    word, _, what = head.decode("ascii", "replace").partition(" ")
    if done.returncode == 0 and word == DONE:
        return what, answer
    if done.returncode == 0 and word in tuple(Verdict):
        raise Refused(Verdict(word))
    # It broke its bounds, or its library: no reason to believe that others read it better.
    log.warning("file_broke_reader", reader=reader, octets=len(content), code=done.returncode)
    raise Refused(Verdict.UNREADABLE)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Hold one of MOST_AT_ONCE locks that all threads and processes share; raises Busy."""
    if not _waiting.acquire(blocking=False):
        raise Busy
    try:
        held = _lock()
    except BaseException:
        _waiting.release()
        raise
    try:
        yield
    finally:
        os.close(held)
        _waiting.release()


def _lock() -> int:
    folder = settings.DATA_DIR / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + PATIENCE
    while True:
        for number in range(MOST_AT_ONCE):
            # A lock belongs to the opened file, so it parts threads as well, and ends with us.
            file = os.open(
                folder / f"reader-{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
            except BaseException:
                os.close(file)
                raise
            else:
                return file
        if time.monotonic() > deadline:
            raise Busy
        time.sleep(_PAUSE)

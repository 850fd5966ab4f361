"""The reader's process: it takes bytes, binds itself, and answers; `running` starts it.

`python -m visits.confined.child READER [OPTION ...] < file`. It answers `done KIND` and a line's
end before what it made of the file, or a verdict.
"""

import contextlib
import importlib
import resource
import sys
from enum import StrEnum

from visits.confined.verdicts import Refused, Verdict

DONE = "done"
# In bytes and seconds. A picture of 20 million pixels takes 80 MB, and up to three times that while
# it is made smaller with what is transparent in it; no reader was seen above 325 MB.
MOST_MEMORY = 384 * 1024 * 1024
MOST_SECONDS = 10


class Reader(StrEnum):
    """What reads the file, by the name of its module here."""

    PICTURE = "pictures"
    HEIF = "heif"
    PDF = "pdfs"
    SLIDES = "slides"
    WORKBOOK = "workbooks"
    LETTER = "letters.text"
    OUTLINE = "letters.outline"
    READABLE = "letters.readable"
    SIGNED = "signed.reading"


def bind(*, threads: bool = False) -> None:
    """Bound this process: memory, time, no file written, no process started, no core left.

    Where `threads` may be started, so may processes: the system counts both as one.
    """
    bounds = [
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ]
    if not threads:
        bounds.append((resource.RLIMIT_NPROC, 0))
    for what, most in bounds:
        # Not every system knows, or lets us bound, each of them.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def main(reader: str, *options: str) -> None:
    """Read standard input by the module `reader`, and answer on standard output."""
    module = importlib.import_module(f"visits.confined.{Reader(reader)}")
    content = sys.stdin.buffer.read()
    bind(threads=reader == Reader.HEIF)
    try:
        kind, answer = module.read(content, *options)
    except Refused as refused:
        kind, answer = "", b""
        head = str(refused.verdict)
    except (MemoryError, RecursionError):
        kind, answer = "", b""
        head = str(Verdict.TOO_LARGE)
    else:
        head = f"{DONE} {kind}"
    sys.stdout.buffer.write(f"{head}\n".encode("ascii") + answer)


if __name__ == "__main__":
    main(*sys.argv[1:])

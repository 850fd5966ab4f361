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
# it is made smaller with what is transparent in it; no reader was seen above 285 MB.
MOST_MEMORY = 320 * 1024 * 1024
MOST_SECONDS = 10


class Reader(StrEnum):
    """What reads the file, by the name of its module here."""

    PICTURE = "pictures"
    PDF = "pdfs"
    SLIDES = "slides"
    WORKBOOK = "workbooks"


def bind() -> None:
    """Bound this process: memory, time, no file written, no process started, no core left."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        # Not every system knows, or lets us bound, each of them.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def main(reader: str, *options: str) -> None:
    """Read standard input by the module `reader`, and answer on standard output."""
    module = importlib.import_module(f"visits.confined.{Reader(reader)}")
    content = sys.stdin.buffer.read()
    bind()
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

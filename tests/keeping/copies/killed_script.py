"""Backs up or restores and is killed with no chance to clean up, at the table that is named."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from keeping.copies import rows  # noqa: E402
from keeping.copies.backing_up import back_up_to  # noqa: E402
from keeping.copies.restoring import restore  # noqa: E402

what, file, table = sys.argv[1:]
lines, store = rows.lines, rows.Writer.store


def lines_and_die(model: Any, *, using: str) -> Iterator[bytes]:
    """The rows of all tables before that one."""
    if model._meta.db_table == table:
        os.kill(os.getpid(), signal.SIGKILL)
    return lines(model, using=using)


def store_and_die(self: rows.Writer, part: bytes) -> None:
    """The same on the way back."""
    if f'"{table}"' in self._insert:
        os.kill(os.getpid(), signal.SIGKILL)
    store(self, part)


if what == "backup":
    rows.lines = lines_and_die
    back_up_to(Path(file))
else:
    rows.Writer.store = store_and_die  # type: ignore[method-assign]
    with Path(file).open("rb") as source:
        restore(source)

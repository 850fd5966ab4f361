"""The visits of a period into one file."""

import datetime as dt
import io
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from visits.imports.writing import HELD_ALONE, as_lines, ids_of, write_table
from visits.models import Status

ALL = "all"


class Command(BaseCommand):
    """`export_visits --from DATE --to DATE [--status STATUS ...] --format jsonl|xlsx FILE`."""

    help = "Write the visits of a period into a file (- for standard output)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The period, both days included, the format and the file."""
        parser.add_argument("--from", dest="first", type=_day, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=_day, required=True, metavar="DATE")
        parser.add_argument("--format", choices=("jsonl", "xlsx"), default="jsonl")
        parser.add_argument(
            "--status",
            action="append",
            choices=[*Status.values, ALL],
            metavar="STATUS",
            help=f"completed, if not said otherwise; may be repeated, or {ALL}",
        )
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say how many there are."""
        first, last = options["first"], options["last"]
        if last < first:
            raise CommandError("--to is before --from.")
        asked = options["status"] or [*HELD_ALONE]
        statuses = Status.values if ALL in asked else asked
        ids = ids_of(first, last, statuses)
        told = set(statuses) != set(HELD_ALONE)
        if options["format"] == "jsonl":
            content = "".join(f"{line}\n" for line in as_lines(ids, with_status=told)).encode()
        else:
            book = io.BytesIO()
            write_table(ids, book, with_status=told)
            content = book.getvalue()
        try:
            _put(content, options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}.") from error
        self.stderr.write(f"Wrote {len(ids)} visits.")


def _put(content: bytes, file: str) -> None:
    if file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    # It names people: nobody else on the machine reads it.
    path = Path(file)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)

"""Past visits out of an office's own files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from visits.confined.running import Busy
from visits.history.events import SYSTEM
from visits.imports.drafts import Changed, Content, Look, columns_of, look, take_look
from visits.imports.reading.around import words_of
from visits.imports.reading.fields import Field
from visits.imports.reading.sheets import FileRefused
from visits.imports.reading.tables import letter_of, titles_of
from visits.imports.undoing import CannotUndo, undo
from visits.models import ImportBatch


class Command(BaseCommand):
    """`import_visits FILE [--dry-run] [--map COLUMN=FIELD ...]`; `import_visits --undo N`."""

    help = "Take past visits in from a spreadsheet, CSV or JSON Lines; nobody is told of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, how its columns are meant, and the way back."""
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
        fields = ", ".join(Field)
        parser.add_argument(
            "--map",
            metavar="COLUMN=FIELD",
            action="append",
            default=[],
            help=f"what a column (its head, or its letter) means: {fields}; or nothing to skip it",
        )
        parser.add_argument("--undo", metavar="N", type=int, help="take back import N")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say each row that is not taken, and last how many were."""
        if options["undo"] is not None:
            self._undo(options["undo"])
            return
        if not options["file"]:
            raise CommandError("Say which file: import_visits FILE")
        path: Path = options["file"]
        try:
            content = Content.read(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except FileRefused as error:
            raise CommandError(f"{path}: {error}") from error
        except Busy as error:
            raise CommandError("Other files are being read. Try again in a minute.") from error
        columns = self._columns(content, options["map"])
        seen = look(content, columns=columns)
        if seen.unmapped:
            titles = ", ".join(titles_of(seen.tables))
            words = " ".join(seen.unmapped)
            raise CommandError(f"{path}: {words} Use --map COLUMN=FIELD; columns: {titles}")
        if not options["dry_run"]:
            try:
                batch = take_look(content, seen, file_name=path.name, by=SYSTEM, now=timezone.now())
            except Changed as error:
                raise CommandError("Somebody else takes visits in just now. Again.") from error
            if batch:
                self.stderr.write(f"Taken back again by: import_visits --undo {batch.pk}")
        self._say(seen)

    def _columns(self, content: Content, given: list[str]) -> dict[str, Field] | None:
        """The columns as they are guessed, and as `--map` says."""
        tables, _without = content.tables() if content.sheets else ([], [])
        columns = columns_of(tables) if tables else {}
        titles = titles_of(tables)
        for one in given:
            name, found, field = one.rpartition("=")
            title = next((t for t in titles if t.casefold() == name.strip().casefold()), "")
            title = title or letter_of(tables, name.strip())
            if not found or not title:
                raise CommandError(f"No column “{name or one}”; there are: {', '.join(titles)}")
            columns.pop(title, None)
            if field.strip() in ("", "-"):
                continue
            if field.strip() not in tuple(Field):
                raise CommandError(f"No field “{field}”; there are: {', '.join(Field)}")
            meant = Field(field.strip())
            columns = {t: f for t, f in columns.items() if f != meant} | {title: meant}
        return columns

    def _say(self, seen: Look) -> None:
        several = len(seen.tables) > 1
        for one in seen.outcomes:
            if one.questions and not one.known:
                sheet = f"[{one.sheet}] " if several else ""
                self.stdout.write(f"row {one.number}: {sheet}{one.why}")
        passed = [words_of(why, n) for why, n in seen.found.passed.items() if n]
        if passed:
            self.stderr.write(f"Passed over: {', '.join(passed)}")
        if seen.without:
            self.stderr.write(f"Sheets without a table: {', '.join(seen.without)}")
        counts = seen.counts
        self.stdout.write(", ".join(f"{kind} {n}" for kind, n in counts.items()))
        if counts["unclear"] or counts["refused"]:
            raise SystemExit(1)

    def _undo(self, number: int) -> None:
        batch = ImportBatch.objects.filter(pk=number).first()
        if batch is None:
            raise CommandError(f"There is no import {number}.")
        try:
            gone, stay = undo(batch, by=SYSTEM, now=timezone.now())
        except CannotUndo as error:
            raise CommandError(
                f"Import {number} was taken back before, was never taken, or is older than 30 days."
            ) from error
        for reference in stay:
            self.stdout.write(f"{reference}: stays, since it was worked on")
        self.stdout.write(f"taken back {gone}, kept {len(stay)}")

"""One person by their e-mail address: a copy of what we have, or the end of it."""

import os
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from keeping.erasing.people import Person, erase, export


class Command(BaseCommand):
    """`person export EMAIL FILE`, `person erase EMAIL`."""

    help = "Give a person a ZIP of what we have of them, or erase it and print a receipt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What, and whose."""
        what = parser.add_subparsers(dest="what", required=True)
        exporting = what.add_parser("export")
        exporting.add_argument("email")
        exporting.add_argument("file", metavar="FILE", type=Path)
        exporting.add_argument("--by", default="", help="who does it, for the log of openings")
        erasing = what.add_parser("erase")
        erasing.add_argument("email")
        erasing.add_argument("--by", default="", help="who does it, for the receipt")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; exit 1 where something stays that is not over yet."""
        person = Person.find(options["email"])
        if options["what"] == "export":
            self._export(person, options["file"], options["by"])
        else:
            self._erase(person, options["by"])

    def _export(self, person: Person, path: Path, by: str) -> None:
        try:
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                count = export(person, file, by=by, now=timezone.now())
        except FileExistsError as error:
            raise CommandError(f"{path} is there already.") from error
        except OSError as error:
            with suppress(OSError):
                path.unlink()
            raise CommandError(f"Not exported: {error.strerror or error}.") from error
        self.stdout.write(f"Exported {len(person.visits)} visits and {count} files to {path}.")
        if person.former:
            references = ", ".join(visit.reference for visit in person.former)
            self.stdout.write(f"Formerly the contact of: {references}")

    def _erase(self, person: Person, by: str) -> None:
        done = erase(person, by=by, now=timezone.now())
        lines = [
            f"Receipt {done.receipt}",
            f"Made anonymous: {', '.join(done.visits) or 'no visit'}",
            f"Mails erased: {done.mails}",
        ]
        if done.unsent:
            lines.append(f"Requests under way erased: {done.unsent}")
        if done.former:
            lines.append(f"Erased from the history of: {', '.join(done.former)}")
        if done.letters:
            lines.append(
                f"Letters and papers stay until they are reviewed: {', '.join(done.letters)}"
            )
        if done.serves:
            lines.append("An account or officer has this address: remove it in the settings.")
        if done.open:
            lines.append(f"Not over yet, so nothing was erased of: {', '.join(done.open)}")
        self.stdout.write("\n".join(lines))
        if done.open:
            raise SystemExit(1)

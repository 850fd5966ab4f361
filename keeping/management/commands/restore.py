"""A backup into an empty place."""

import json
import os
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from keeping.copies.archive import Refused
from keeping.copies.keys import BadKey, read_key
from keeping.copies.restoring import restore


class Command(BaseCommand):
    """`restore FILE [--key-file FILE] [--secrets-to FILE] [--database-only]`."""

    help = "Fill an empty place from a backup (- for standard input), and audit it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and what opens it."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--key-file",
            type=Path,
            help="a file with age's secret key or the passphrase (default: BACKUP_KEY_FILE)",
        )
        parser.add_argument(
            "--secrets-to", type=Path, help="write the secrets of the backup into this new file"
        )
        parser.add_argument("--database-only", action="store_true", help="leave files alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, say what came, and audit; exit 1 where something disagrees."""
        key_file = options["key_file"] or settings.BACKUP_KEY_FILE
        with ExitStack() as stack:
            try:
                key = read_key(Path(key_file)) if key_file else None
                source: IO[bytes] = (
                    sys.stdin.buffer
                    if options["file"] == "-"
                    else stack.enter_context(Path(options["file"]).open("rb"))
                )
                done = restore(source, key=key, with_files=not options["database_only"])
            except (Refused, BadKey) as error:
                raise CommandError(str(error)) from error
            except OSError as error:
                raise CommandError(f"Not restored: {error.strerror or error}.") from error
            except DatabaseError as error:
                reason = str(error).strip().splitlines()[0]
                raise CommandError(f"Not restored, the database says: {reason}") from error
        self.stdout.write(
            f"Restored {done.rows} rows and {done.files} files of version {done.version},"
            f" backed up at {done.made_at}."
        )
        if done.absent:
            self.stdout.write(f"{done.absent} files that rows name are not in the backup.")
        if done.other_key:
            self.stdout.write(
                "SECRET_KEY is another one than there: set that one (or add it to"
                " SECRET_KEY_FALLBACKS), or links in mails and second factors do not work."
            )
        if options["secrets_to"]:
            self._write_secrets(options["secrets_to"], done.secrets)
        call_command("audit_capacity", stdout=self.stdout)

    def _write_secrets(self, path: Path, secrets: dict[str, Any] | None) -> None:
        if secrets is None:
            self.stdout.write("The backup has no secrets.")
            return
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                json.dump(secrets, file, indent=1)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error

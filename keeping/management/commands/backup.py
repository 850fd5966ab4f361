"""Everything into one file: tables and files, consistent, while the system runs."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from keeping.copies.archive import Refused
from keeping.copies.backing_up import back_up, back_up_to
from keeping.copies.keys import BadKey, new_pair, read_key


class Command(BaseCommand):
    """`backup FILE [--key-file FILE] [--with-secrets]`; `backup --new-key FILE`."""

    help = "Copy database and files into one file (- for standard output), encrypted to a key."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and to what it is encrypted."""
        parser.add_argument("file", metavar="FILE", nargs="?")
        parser.add_argument(
            "--key-file",
            type=Path,
            help="a file with age's public key or a passphrase (default: BACKUP_KEY_FILE)",
        )
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="also SECRET_KEY and the keys of second factors; needs a key",
        )
        parser.add_argument(
            "--new-key", type=Path, help="write a new secret key, and print its public key"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say how much it holds."""
        if options["new_key"]:
            self.stdout.write(_new_key(options["new_key"]))
            return
        if not options["file"]:
            raise CommandError("Say where to: backup FILE")
        key_file = options["key_file"] or settings.BACKUP_KEY_FILE
        try:
            key = read_key(Path(key_file)) if key_file else None
        except BadKey as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{key_file} cannot be read: {error.strerror}.") from error
        if options["with_secrets"] and not key:
            raise CommandError("Secrets go only into an encrypted backup: give --key-file.")
        try:
            if options["file"] == "-":
                made = back_up(sys.stdout.buffer, key=key, with_secrets=options["with_secrets"])
                sys.stdout.buffer.flush()
            else:
                path = Path(options["file"])
                made = back_up_to(path, key=key, with_secrets=options["with_secrets"])
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"No backup was made: {error.strerror or error}.") from error
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(f"No backup was made, the database says: {reason}") from error
        self.stderr.write(f"Backed up {made.rows} rows and {made.files} files.")


def _new_key(path: Path) -> str:
    secret, public = new_pair()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"# public key: {public}\n{secret}\n")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    return public

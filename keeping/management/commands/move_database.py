"""From this database to another one, as from SQLite up to PostgreSQL; files stay where they are."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from keeping.copies.archive import Refused
from keeping.copies.backing_up import back_up


class Command(BaseCommand):
    """`move_database URL`: copy all rows into the empty database at URL."""

    help = "Copy all rows into the empty database at URL (postgres://... or sqlite:///...)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The other database."""
        parser.add_argument("url", metavar="URL")

    def handle(self, *args: Any, **options: Any) -> None:
        """A backup here, straight into a restore there; nobody writes here meanwhile on SQLite."""
        url = options["url"]
        if not url.startswith(("postgres://", "postgresql://", "sqlite:///")):
            raise CommandError("URL must begin with postgres:// or sqlite:///.")
        # The program's own path is that of manage.py; a process of its own has its own settings.
        there = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [sys.executable, sys.argv[0], "restore", "-", "--database-only"],
            stdin=subprocess.PIPE,
            env=os.environ | {"DATABASE_URL": url, "BACKUP_KEY_FILE": ""},
        )
        assert there.stdin  # noqa: S101 - a pipe was asked for
        failed = ""
        try:
            made = back_up(there.stdin, with_files=False, nobody_writes=True)
            there.stdin.close()
        except (BrokenPipeError, DatabaseError, Refused) as error:
            failed = "" if isinstance(error, BrokenPipeError) else str(error)
            # The other side sees a copy that broke off, and takes nothing.
            there.terminate()
        if there.wait() or failed:
            raise CommandError(failed or "Nothing was moved.")
        self.stdout.write(
            f"Moved {made.rows} rows. Set DATABASE_URL to the new database and start everything;"
            f" the old one stays as it is ({settings.DATABASES['default']['NAME']})."
        )

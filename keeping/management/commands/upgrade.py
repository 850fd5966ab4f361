"""Bring an installation to the release whose code lies here."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from keeping.copies.archive import Refused
from keeping.copies.keys import BadKey
from keeping.upgrading import upgrade

_RESTART = (
    "Restart what serves it: systemctl restart singgah.target (or docker compose up -d, make run)."
)


class Command(BaseCommand):
    """`upgrade [--no-backup]`: a backup, static files, tables; what stands in the way in a line."""

    help = "Back up, collect static files and migrate: harmless where nothing is left to do."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """For whoever copies the database in another way."""
        parser.add_argument("--no-backup", action="store_true", help="make no backup first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done."""
        try:
            done = upgrade(now=timezone.now(), with_copy=not options["no_backup"])
        except (Refused, BadKey) as error:
            raise CommandError(f"Not upgraded. {error}") from error
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise CommandError(
                f"Not upgraded to the end, the database says: {reason}"
                " What was done stays; mend that and run it again."
            ) from error
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            raise CommandError(
                f"Not upgraded:{where} {error.strerror or error}. Nothing was migrated."
            ) from error
        if done.copy:
            self.stdout.write(f"Backup: {done.copy}")
        self.stdout.write(f"Static files: {'collected' if done.collected else 'nothing new'}")
        self.stdout.write(f"Migrations applied: {done.migrations}")
        self.stdout.write(_RESTART)

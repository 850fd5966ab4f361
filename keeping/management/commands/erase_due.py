"""Erase what was kept long enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from keeping.due import erase_due, what_is_due


class Command(BaseCommand):
    """`erase_due [--dry-run]`: one line a kind of data with how much."""

    help = "Erase or make anonymous what was kept long enough (docs/privacy.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only say what would go."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what went; lists for people are counted in a dry run alone."""
        now = timezone.now()
        found = what_is_due(now=now) if options["dry_run"] else erase_due(now=now)
        for due in found:
            end = " (to review)" if due.by_people else ""
            self.stdout.write(f"{due.kept.key}: {due.count}{end}")

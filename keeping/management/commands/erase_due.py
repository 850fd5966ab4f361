"""Erase what was kept long enough."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from keeping.due import erase_due, what_is_due
from keeping.notice import erase_with_notice, pending
from keeping.table import in_words


class Command(BaseCommand):
    """`erase_due [--dry-run | --now]`: one line a kind of data with how much."""

    help = "Erase or make anonymous what was kept long enough (docs/privacy.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only say what would go, or do not wait for a notice to end."""
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--dry-run", action="store_true", help="only say what would go")
        way.add_argument(
            "--now", action="store_true", help="also what is announced for a later day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what went; lists for people are counted in a dry run alone."""
        now = timezone.now()
        if options["dry_run"]:
            found = what_is_due(now=now)
        else:
            found = erase_due(now=now) if options["now"] else erase_with_notice(now=now)
        for due in found:
            end = " (to review)" if due.by_people else ""
            self.stdout.write(f"{due.kept.key}: {due.count}{end}")
        coming = pending(now=now)
        if coming and not (options["dry_run"] or options["now"]):
            day, counts = coming[0].begins_at, in_words({row.kind: row.found for row in coming})
            self.stderr.write(f"Erased from {day:%Y-%m-%d} on, or with --now: {counts}")

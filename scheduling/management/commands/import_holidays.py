"""Bring holidays and collective leave into the closures."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from scheduling.impact import preview
from scheduling.sessions.holidays import import_holidays

YEARS = range(1945, 2101)


class Command(BaseCommand):
    """`import_holidays 2026 2027`."""

    help = "Import Indonesia's public holidays and collective leave of the given years as closures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The years."""
        parser.add_argument("years", metavar="YEAR", type=int, nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what is new and what the source no longer has."""
        years = sorted(set(options["years"]))
        if not all(year in YEARS for year in years):
            raise CommandError(f"Give years from {YEARS[0]} to {YEARS[-1]}.")
        now = timezone.now()
        concerned = preview(lambda: import_holidays(years), now=now)
        result = import_holidays(years)
        for closure in result.added:
            self.stdout.write(f"+ {closure.starts_on}  {closure.name}")
        for closure in result.gone:
            self.stdout.write(
                f"? {closure.starts_on}  {closure.name}: no longer in the source, please check"
            )
        for closure in result.opened:
            self.stdout.write(
                f"- {closure.starts_on}  {closure.name}: opened by the host, stays so"
            )
        for trouble in concerned:
            self.stdout.write(f"! {trouble}: please look at it on the desk")
        self.stdout.write(f"{len(result.added)} new, {len(result.kept)} kept as they were.")

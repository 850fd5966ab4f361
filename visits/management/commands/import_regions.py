"""Load the provinces, regencies and cities."""

from typing import Any

from django.core.management.base import BaseCommand

from visits.reference.regions import import_regions


class Command(BaseCommand):
    """`import_regions`: idempotent; updates names, deletes nothing."""

    help = "Load all provinces, regencies and cities with their Kemendagri codes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say how many there are."""
        result = import_regions()
        self.stdout.write(f"{result.total} regions, {result.added} of them new.")

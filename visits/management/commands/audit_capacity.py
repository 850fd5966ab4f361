"""Recount everything and name each difference."""

from typing import Any

from django.core.management.base import BaseCommand

from scheduling import audit as places
from visits.history import audit as visits


class Command(BaseCommand):
    """`audit_capacity`: exit 1 and a list where counts, places or rooms disagree."""

    help = "Recount weeks, places, rooms and visits; exit 1 where something disagrees."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference on a line."""
        found = [str(difference) for difference in places.audit()] + visits.audit()
        for line in found:
            self.stdout.write(line)
        if found:
            raise SystemExit(1)
        self.stdout.write("No difference found.")

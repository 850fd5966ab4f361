"""Print the link with which an empty installation gets its first administrator."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from visits.opening.beginning import administrators_exist, make_link_token


class Command(BaseCommand):
    """`first_admin`: good for two days, and once."""

    help = "Print a link for the first administrator, where there is none yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it alone, so that a script can pass it on."""
        if administrators_exist():
            raise CommandError("There is an administrator already, who invites the others.")
        self.stdout.write(settings.BASE_URL + reverse("start-first", args=[make_link_token()]))

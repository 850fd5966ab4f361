"""Make a secret calendar address."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.feeds import contents
from notifications.models import Feed
from notifications.plan.addresses import feed_url
from scheduling.models import Room
from visits.models import Agency, Officer, Visit


class Command(BaseCommand):
    """`create_feed KIND`: prints the address alone on the last line, and never again."""

    help = "Create a calendar feed and print its address; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the kind, a name, and whose it is."""
        parser.add_argument("kind", choices=[*Feed.Kind.values, "visit", "public"])
        parser.add_argument("--name", default="")
        parser.add_argument("--agency", help="code of the agency")
        parser.add_argument("--officer", help="e-mail address of the officer")
        parser.add_argument("--room", help="code of the room")
        parser.add_argument("--visit", help="reference of the visit")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it."""
        kind = options["kind"]
        if kind == "public":
            self.stdout.write(contents.public_address())
            return
        owner: dict[str, object] = {}
        try:
            if kind == Feed.Kind.AGENCY:
                owner["agency"] = Agency.objects.get(code=options["agency"])
            elif kind == Feed.Kind.OFFICER:
                owner["officer"] = Officer.objects.get(email=options["officer"])
            elif kind == Feed.Kind.ROOM:
                owner["room"] = Room.objects.get(code=options["room"])
            elif kind == "visit":
                # Derived from the visit like its other links, so nothing is created.
                self.stdout.write(feed_url(Visit.objects.get(reference=options["visit"])))
                return
        except ObjectDoesNotExist as error:
            raise CommandError(f"Say whose feed it is: --{kind} with an existing one.") from error
        _, address = contents.create(kind, name=options["name"], **owner)
        self.stdout.write(address)

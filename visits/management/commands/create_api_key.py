"""Make a key for another program; it is shown this once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from visits.models import ApiKey
from visits.sign_in.keys import make_key


class Command(BaseCommand):
    """`create_api_key NAME --scope SCOPE...`; the key stands alone on the last line."""

    help = "Make an API key; it is printed once, alone on the last line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A name to recognise it by, and what it may do."""
        parser.add_argument("name", help="what the key is for")
        parser.add_argument(
            "--scope",
            nargs="+",
            action="extend",
            required=True,
            choices=ApiKey.Scope.values,
            dest="scopes",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep its hash, print the key."""
        name = options["name"].strip()
        if not name or len(name) > 80:
            raise CommandError(_("Give the key a name of 1 to 80 characters."))
        made, key = make_key(name=name, scopes=options["scopes"])
        self.stdout.write(
            _("Key “%(name)s” (%(scopes)s). Keep it safe: it is shown only now.")
            % {"name": name, "scopes": ", ".join(made.scopes)}
        )
        self.stdout.write(key)

"""Make an API key."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from visits.models import ApiKey
from visits.tokens import hash_key


class Command(BaseCommand):
    """`create_api_key NAME --scope SCOPE...`: prints the key once, alone on the last line."""

    help = "Create an API key and print it; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a name and one or more scopes."""
        parser.add_argument("name")
        parser.add_argument(
            "--scope", nargs="+", action="extend", required=True, choices=ApiKey.Scope.values
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create it."""
        key = f"sgk_{secrets.token_urlsafe(32)}"
        ApiKey.objects.create(
            name=options["name"], key_hash=hash_key(key), scopes=sorted(set(options["scope"]))
        )
        self.stdout.write(key)

"""Bring every seed of a second factor under the newest key, after keys were changed."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from visits.sign_in import seeds


class Command(BaseCommand):
    """`encrypt_seeds`; exit 1 where a seed opens with no key that is set."""

    help = "Encrypt the seeds of second factors under the first of MFA_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Row by row, while people sign in."""
        changed, lost = 0, []
        for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                row = Authenticator.objects.select_for_update().filter(pk=pk).first()
                if row is None:
                    continue
                try:
                    data = seeds.under_first_key(row.data)
                except seeds.Unreadable:
                    lost.append(f"{row.user.get_username()} ({row.type})")
                    continue
                if data != row.data:
                    row.data = data
                    row.save(update_fields=["data"])
                    changed += 1
        self.stdout.write(f"{changed} encrypted under the first key.")
        if lost:
            raise CommandError(f"No key that is set opens those of: {', '.join(lost)}.")

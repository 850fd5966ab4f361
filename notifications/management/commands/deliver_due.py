"""One pass over holds, events and messages, for cron or a test."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.due import run_due


class Command(BaseCommand):
    """`deliver_due`: what beat does every few seconds."""

    help = "Let unconfirmed requests lapse, turn events into messages, deliver what is due."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one pass and say what came of it."""
        done = run_due(now=timezone.now())
        self.stdout.write(
            f"{done.lapsed} lapsed, {done.ended} ended, {done.offered} places offered, "
            f"{done.told} events told, {done.reminded} reminders made, "
            f"{done.delivered} messages delivered, {done.received} answers read, "
            f"{done.called} webhooks called."
        )

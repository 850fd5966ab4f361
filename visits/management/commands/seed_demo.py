"""Load the demo data once."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from visits.demo.seed import seed
from visits.sign_in import security_log


class Command(BaseCommand):
    """`seed_demo`: the host, its rules and a few weeks of visits, where there are none yet."""

    help = "Load the demo data (only with DEMO=1, and only into an empty database)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, with the password of DEMO_PASSWORD or a random one kept in DATA_DIR."""
        if not settings.DEMO:
            raise CommandError("seed_demo runs only with DEMO=1.")
        path = settings.DATA_DIR / "demo-password"
        password = settings.DEMO_PASSWORD
        if not password:
            password = path.read_text().strip() if path.exists() else secrets.token_urlsafe(9)
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(password)
        path.chmod(0o600)
        with security_log.silent():
            done = seed(password=password)
        self.stdout.write("Demo data loaded." if done else "There is a host already: nothing done.")

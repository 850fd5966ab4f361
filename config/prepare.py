"""What `make run` does before it serves: folders, tables, static files, the demo the first time.

A process of its own, so that the supervisor need not hold Django in memory.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError

from config.processes import FIRST_LINK, say


def prepare() -> None:
    """Bring folders and database up to date; harmless where they are, and when killed half-way."""
    from django.conf import settings

    from scheduling.database import tables

    for folder in ("queue/messages", "queue/control", "mail", "media"):
        (settings.DATA_DIR / folder).mkdir(parents=True, exist_ok=True)
    # Nudges of a former life are worth nothing: the database knows what is due.
    for folder in ("queue/messages", "queue/control"):
        for stale in (settings.DATA_DIR / folder).iterdir():
            stale.unlink(missing_ok=True)
    if tables.are_behind():
        say("Preparing the database ...")
        tables.make_all()
    # Also where none waits: what follows the last migration may have been cut off.
    call_command("migrate", verbosity=0, interactive=False)

    from config import collected
    from visits.models import Host

    if collected.are_missing():
        say("Collecting the static files ...")
    collected.collect()
    if settings.DEMO and not Host.objects.exists():
        say("Loading the demo data ...")
        call_command("seed_demo", verbosity=0)
    _leave_the_first_link(settings.DATA_DIR / FIRST_LINK)


def _leave_the_first_link(path: Path) -> None:
    """Where nobody may set up the installation yet, a link in a file that its owner alone reads."""
    from visits.opening.beginning import administrators_exist

    path.unlink(missing_ok=True)
    if administrators_exist():
        return
    path.touch(mode=0o600)
    with path.open("w") as file:
        call_command("first_admin", stdout=file)


def main() -> None:
    """Prepare; what stands in the way is said in one line, with exit code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        prepare()
    except DatabaseError as error:
        sys.exit(f"The database cannot be used: {str(error).strip().splitlines()[0]}")
    except OSError as error:
        sys.exit(f"Preparing failed: {error}")


if __name__ == "__main__":
    main()

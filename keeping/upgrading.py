"""From one release to the next, in place: a copy first, then static files and tables.

Each step is harmless where it was done already, so an upgrade that was cut off is simply begun
again; what stands in the way is found before anything is changed.
"""

import datetime as dt
import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config import collected
from config.processes import RUNNING
from keeping.copies.archive import Refused
from keeping.copies.backing_up import PART, back_up_to
from keeping.copies.keys import read_key
from keeping.copies.state import applied, tables_as_they_are, waiting

_NAME = "before-upgrade-"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ \\;]+) *\\?$", re.MULTILINE)


@dataclass(frozen=True)
class Upgraded:
    """What was done: the copy (none where no tables were to change), and how many migrations."""

    copy: Path | None
    migrations: int
    collected: bool


def upgrade(*, now: dt.datetime, with_copy: bool = True) -> Upgraded:
    """Bring static files and tables to this release.

    Raises Refused with one sentence where it cannot begin; BadKey, OSError where no copy can be
    made, or no file written; and what the database raises. Nothing was migrated then, but for
    what comes from a migration itself: those before it stay, and the next try goes on there.
    """
    if missing := not_as_locked():
        raise Refused(f"The libraries are not those of this release ({missing[0]}): make upgrade.")
    with nobody_else():
        to_do = waiting()
        copy = None
        if applied():
            # Also where nothing waits: tables of a newer release are not for this one.
            tables_as_they_are()
            if to_do and with_copy:
                copy = _copy(now)
        fresh = collected.collect()
        # Also where none waits: what follows the last migration may have been cut off.
        call_command("migrate", verbosity=0, interactive=False)
    return Upgraded(copy, to_do, fresh)


def _copy(now: dt.datetime) -> Path:
    folder = Path(settings.BACKUP_DIR or settings.DATA_DIR / "backups")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What a former upgrade left that was killed meanwhile: nobody else makes such a copy now.
    for left in folder.glob(f"{PART}*-{_NAME}*"):
        left.unlink(missing_ok=True)
    key = read_key(Path(settings.BACKUP_KEY_FILE)) if settings.BACKUP_KEY_FILE else None
    # Not a name of the nightly ones: those are thinned out.
    path = folder / f"{_NAME}{now:%Y-%m-%dT%H%M%S}.backup"
    back_up_to(path, key=key)
    return path


@contextmanager
def nobody_else() -> Iterator[None]:
    """Hold what `make run` and another upgrade hold on DATA_DIR. Raises Refused where one does."""
    data_dir = Path(settings.DATA_DIR)
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / RUNNING).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"`make run` or another upgrade is at work on {data_dir}: end it first."
            ) from None
        yield


def not_as_locked() -> list[str]:
    """Which libraries have another version than the lock file says, or are missing.

    Those for some surroundings alone are left out.
    """
    found = []
    for name, version in _LOCKED.findall(
        (settings.BASE_DIR / "requirements" / "run.txt").read_text()
    ):
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            found.append(f"{name} is missing")
            continue
        if here != version:
            found.append(f"{name} is {here}, not {version}")
    return found

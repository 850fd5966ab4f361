"""The static files as production serves them: collected under names of their content.

The demo and DEBUG serve them from where they are. Where they must be collected and are not, every
page would fail, so `make run` collects them and `/healthz/ready` knows.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MARK = ".collected"


def are_needed() -> bool:
    """Whether this installation serves collected files."""
    return not settings.WHITENOISE_USE_FINDERS


def are_missing() -> bool:
    """Whether they are needed and were never collected; asks the disk once."""
    return are_needed() and not (_root() / "staticfiles.json").is_file()


def collect() -> bool:
    """Collect them where they are needed and other than the last time; whether it was done.

    Raises OSError where the folder cannot be written to.
    """
    if not are_needed():
        return False
    mark, now = _root() / _MARK, _fingerprint()
    if not are_missing() and mark.is_file() and mark.read_text() == now:
        return False
    mark.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(now)
    return True


def _root() -> Path:
    return Path(settings.STATIC_ROOT or "")


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield name, Path(storage.path(name))


def _fingerprint() -> str:
    """By names, sizes and times: reading them all would take longer than what it saves."""
    found = hashlib.sha256()
    for name, path in sorted(_sources()):
        state = path.stat()
        found.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return found.hexdigest()

"""Letters of requests that are not sent yet: how many may wait, and for how long.

Anybody may upload one, so that a network, and all together, have only so much room. The network
is part of the name, as the keyed hash that access/networks.py makes of it.
"""

import datetime as dt
import secrets
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from visits.access.networks import network_key
from visits.files.letters import LetterNotKept
from visits.files.whole_files import NoRoom

_FOLDER = "drafts"
# An office behind one address may prepare several requests at a time.
MOST_OF_NETWORK = 20
MOST_BYTES_OF_NETWORK = 60 * 1024 * 1024
MOST_BYTES = 600 * 1024 * 1024


class TooManyDrafts(LetterNotKept):
    """The network, or all together, keep letters enough that were not sent."""


def keep(file: File[Any], *, network: str) -> str:
    """Keep a checked letter; gives its path. Raises TooManyDrafts and LetterNotKept.

    Several at the same moment may go over the limit by as many as are taken at once.
    """
    whose = network_key(network)[:16] or "none"
    size = file.size or 0
    sizes = {name: _size(name) for name in _names()}
    mine = [taken for name, taken in sizes.items() if name.startswith(f"{whose}-")]
    if settings.THROTTLE and (
        len(mine) >= MOST_OF_NETWORK or sum(mine) + size > MOST_BYTES_OF_NETWORK
    ):
        raise TooManyDrafts
    if sum(sizes.values()) + size > MOST_BYTES:
        raise TooManyDrafts
    suffix = (file.name or "surat.pdf").rsplit(".", 1)[-1]
    try:
        return default_storage.save(f"{_FOLDER}/{whose}-{secrets.token_hex(16)}.{suffix}", file)
    except NoRoom as error:
        raise LetterNotKept from error


def sweep(*, before: dt.datetime) -> None:
    """Delete those that were kept before that moment, and what was half written then."""
    for name in _names():
        path = f"{_FOLDER}/{name}"
        # Another pass, or the sending, may have been quicker.
        with suppress(FileNotFoundError):
            if default_storage.get_modified_time(path) < before:
                default_storage.delete(path)


def _names() -> list[str]:
    if not default_storage.exists(_FOLDER):
        return []
    return default_storage.listdir(_FOLDER)[1]


def _size(name: str) -> int:
    try:
        return default_storage.size(f"{_FOLDER}/{name}")
    except FileNotFoundError:
        return 0

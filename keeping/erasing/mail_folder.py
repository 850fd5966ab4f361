"""Mails that lie as files: those that a demo writes instead of sending, and its inbox."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import suppress
from email import message_from_binary_file, policy
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings

_FOLDERS = ("mail", "inbox")
_HEADS = ("From", "To", "Cc", "Reply-To")


def mails() -> Iterator[Path]:
    """Every mail in a folder of ours."""
    for folder in _FOLDERS:
        yield from sorted((Path(settings.DATA_DIR) / folder).glob("**/*.eml"))


def older_than(moment: dt.datetime) -> Iterator[Path]:
    """Those written before `moment`."""
    for path in mails():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment.timestamp():
                yield path


def of(address: str, *, messages: Collection[str] = ()) -> Iterator[Path]:
    """Those from or to `address`, and those whose Message-ID is among `messages`."""
    for path in mails():
        with suppress(FileNotFoundError), path.open("rb") as file:
            heads = message_from_binary_file(file, policy=policy.compat32)
            named = getaddresses([str(heads.get(name, "")) for name in _HEADS])
            ours = str(heads.get("Message-ID", "")).strip() in messages
            if ours or any(address == found.strip().lower() for _, found in named):
                yield path

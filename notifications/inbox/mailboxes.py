"""Where mails come from: an IMAP mailbox, or for the demo and tests a folder of `.eml` files.

INBOX_URL is `imaps://user:password@host/INBOX` (`imap://` asks for STARTTLS, but on loopback) or
`file:///folder`. An IMAP mailbox is opened with EXAMINE and read with PEEK, so that not even a
flag changes; what was read already is a position that we keep (models.MailboxMark).
"""

import datetime as dt
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

# Far above an answer with its calendar, far below what hurts.
MOST_OCTETS = 512 * 1024
# A mailbox that is new to us is read from so many days ago.
FIRST_LOOK = dt.timedelta(days=14)
_TIMEOUT_SECONDS = 10
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Away(Exception):
    """The mailbox cannot be read at present; in its own words."""


@dataclass(frozen=True)
class Item:
    """A mail as it lies there; `raw` is None where it is too large, or no file to be read."""

    position: str
    raw: bytes | None
    path: Path | None = None


class Mailbox(Protocol):
    """Mails after a position, in order."""

    def new(self, position: str, *, limit: int, now: dt.datetime) -> Iterator[Item]:
        """Up to `limit` mails after `position` (empty: from FIRST_LOOK before `now`)."""
        ...

    def done(self, item: Item) -> None:
        """What is to be done to a mail that was read."""
        ...


class Folder:
    """`.eml` files of a folder of our own; what was read is moved into `read/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, position: str, *, limit: int, now: dt.datetime) -> Iterator[Item]:
        """The files in the order of their names."""
        for path in sorted(self.folder.glob("*.eml"))[:limit]:
            yield Item("", _content(path), path)

    def done(self, item: Item) -> None:
        """Move the file away."""
        if item.path:
            (self.folder / "read").mkdir(exist_ok=True)
            item.path.replace(self.folder / "read" / item.path.name)


def _content(path: Path) -> bytes | None:
    try:
        if not path.is_file():  # what else has such a name might never end
            return None
        with path.open("rb") as file:
            raw = file.read(MOST_OCTETS + 1)
    except OSError:
        return None
    return raw if len(raw) <= MOST_OCTETS else None


class Imap:
    """An open IMAP mailbox; positions are "UIDVALIDITY:UID" (RFC 3501, 2.3.1.1)."""

    def __init__(self, connection: imaplib.IMAP4, validity: int) -> None:
        self.connection = connection
        self.validity = validity

    def new(self, position: str, *, limit: int, now: dt.datetime) -> Iterator[Item]:
        """The mails above the last UID; all lately received ones where the UIDs are new."""
        validity, _, last = position.partition(":")
        known = int(last) if last and validity == str(self.validity) else 0
        since = imaplib.Time2Internaldate(now - FIRST_LOOK)[1:12].strip()
        found = self._uid("SEARCH", f"UID {known + 1}:*" if known else f"SINCE {since}")
        uids = sorted(int(uid) for line in found if isinstance(line, bytes) for uid in line.split())
        # "n:*" always names the last mail, also where its UID is below n.
        for uid in [uid for uid in uids if uid > known][:limit]:
            yield Item(f"{self.validity}:{uid}", self._read(uid))

    def done(self, item: Item) -> None:
        """Nothing: the mailbox stays as it is."""

    def _read(self, uid: int) -> bytes | None:
        sizes = self._uid("FETCH", str(uid), "(RFC822.SIZE)")
        size = re.search(
            rb"RFC822\.SIZE (\d+)", b" ".join(s for s in sizes if isinstance(s, bytes))
        )
        if size is None or int(size[1]) > MOST_OCTETS:
            return None
        parts = self._uid("FETCH", str(uid), "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def _uid(self, *command: str) -> list[bytes | tuple[bytes, bytes]]:
        status, data = self.connection.uid(*command)
        if status != "OK":
            raise Away(f"{command[0]}: {data!r}"[:500])
        return list(data)


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The mailbox at `url`. Raises Away where it cannot be opened or read."""
    where = urlsplit(url)
    if settings.DEMO and where.scheme != "file" and where.hostname not in _LOOPBACK:
        raise Away("a demo reads no mailbox beyond its own machine")
    connection: imaplib.IMAP4 | None = None
    try:
        if where.scheme == "file":
            yield Folder(Path(unquote(where.path)))
            return
        connection = _connected(where)
        connection.login(unquote(where.username or ""), unquote(where.password or ""))
        folder = unquote(where.path.lstrip("/")) or "INBOX"
        quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        status, data = connection.select(quoted, readonly=True)
        if status != "OK":
            raise Away(f"{folder}: {data!r}"[:500])
        validity = connection.response("UIDVALIDITY")[1][0]
        yield Imap(connection, int(validity or 0))
    except (OSError, imaplib.IMAP4.error, ValueError) as error:  # ValueError: no sense in an answer
        raise Away(f"{type(error).__name__}: {error}") from error
    finally:
        if connection is not None:
            _leave(connection)


def _connected(where: SplitResult) -> imaplib.IMAP4:
    context, host = ssl.create_default_context(), where.hostname or ""
    if where.scheme == "imaps":
        return imaplib.IMAP4_SSL(
            host, where.port or 993, ssl_context=context, timeout=_TIMEOUT_SECONDS
        )
    if where.scheme != "imap":
        raise Away(f"INBOX_URL begins with imaps://, imap:// or file://, not {where.scheme}://")
    connection = imaplib.IMAP4(host, where.port or 143, timeout=_TIMEOUT_SECONDS)
    if host not in _LOOPBACK:
        connection.starttls(context)
    return connection


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        connection.logout()
    except (OSError, imaplib.IMAP4.error):
        connection.shutdown()

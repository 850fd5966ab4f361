"""Where anything of a person still stands: every column of every table, and every file.

Nothing is named here but what is looked for, so that a table that comes tomorrow is looked into.
"""

import base64
import binascii
import email
import re
import zlib
from collections.abc import Iterable, Iterator
from email import policy
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import connection

_CODED = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")


def traces(words: Iterable[str], folder: Path) -> dict[str, set[str]]:
    """Which of `words` stand where, by "table.column" or the file's path below `folder`.

    In whatever case; telephone numbers by their digits; also inside mails and what is coded.
    """
    sought = [word.lower() for word in words]
    found: dict[str, set[str]] = {}
    for place, value in _values(folder):
        text = "\n".join(_readings(value)).lower()
        digits = re.sub(r"[\s().+-]", "", text)
        here = {word for word in sought if word in (digits if word.isdigit() else text)}
        if here:
            found.setdefault(place, set()).update(here)
    return found


def _values(folder: Path) -> Iterator[tuple[str, Any]]:
    introspection, quote = connection.introspection, connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in introspection.table_names(cursor, include_views=True):
            columns = [c.name for c in introspection.get_table_description(cursor, table)]
            named = ", ".join(quote(column) for column in columns)
            cursor.execute(f"SELECT {named} FROM {quote(table)}")
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str | bytes | memoryview | dict | list):
                        yield f"{table}.{column}", value
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.name
            yield str(path.relative_to(folder)), path.read_bytes()
    # Of the memory of a process, where tests keep it (Redis is what a deployment has).
    for key, value in list(getattr(cache, "_cache", {}).items()):
        yield "cache", f"{key}".encode() + bytes(value)


def _readings(value: Any) -> Iterator[str]:
    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    text = raw.decode("utf-8", "replace")
    yield text
    if b"MIME-Version" in raw:
        for part in email.message_from_bytes(raw, policy=policy.default).walk():
            if not part.is_multipart():
                yield bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")
    for coded in _CODED.findall(text):
        yield from _decoded(coded)


def _decoded(coded: str) -> Iterator[str]:
    """Base64, and what Django packs into sessions and signed fields: base64 of zlib."""
    try:
        octets = base64.urlsafe_b64decode(coded.rstrip("=") + "=" * (-len(coded.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return
    yield octets.decode("utf-8", "replace")
    try:
        yield zlib.decompress(octets).decode("utf-8", "replace")
    except zlib.error:
        return

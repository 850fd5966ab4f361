"""Everything into one stream: files first, then one view of the database, then newer files.

A file is there before the row that names it is stored, and goes after that row is changed. So what
a row of the view names was there before the view, or came while the files were copied.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from config.version import VERSION
from keeping.copies import rows
from keeping.copies.archive import FILES, FORMAT, MANIFEST, SECRETS, TABLES, ArchiveWriter
from keeping.copies.encryption import Writable
from keeping.copies.keys import Key
from keeping.copies.snapshot import snapshot
from keeping.copies.state import applied, tables_as_they_are

PART = ".part-"
_PART_OCTETS = 2 * 1024 * 1024


@dataclass(frozen=True)
class Made:
    """How much a backup holds."""

    rows: int
    files: int


def back_up(
    target: Writable,
    *,
    key: Key | None = None,
    with_files: bool = True,
    with_secrets: bool = False,
    nobody_writes: bool = False,
) -> Made:
    """Write everything to `target`. Memory does not grow with what there is.

    Tables of an older version are copied as they are, so that there is a copy before they are
    migrated. Raises Refused where they are a newer one's, OSError, and what the database raises.
    """
    models = rows.kept_models(tables_as_they_are())
    writer = ArchiveWriter(target, key)
    seen: set[bytes] = set()
    try:
        writer.add_json(MANIFEST, _manifest(models))
        if with_files:
            _copy_files(writer, seen)
        with snapshot(nobody_writes=nobody_writes):
            if with_files:
                _copy_files(writer, seen)
            counts = {model._meta.db_table: _copy_rows(writer, model) for model in models}
        if with_secrets:
            writer.add_json(SECRETS, _secrets())
        writer.close(counts)
    except BaseException:
        writer.give_up()
        raise
    return Made(sum(counts.values()), len(seen))


def back_up_to(path: Path, *, key: Key | None = None, with_secrets: bool = False) -> Made:
    """The same to a file that is there whole or not at all, readable by its owner alone.

    Raises OSError; FileExistsError where there is one already.
    """
    if path.exists():
        raise FileExistsError(17, "File exists", str(path))
    part = path.with_name(f"{PART}{secrets.token_hex(4)}-{path.name}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            made = back_up(file, key=key, with_secrets=with_secrets)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return made


def fingerprint() -> str:
    """Tells whether two installations have the same SECRET_KEY, and nothing of it."""
    return hashlib.sha256(b"singgah backup\0" + settings.SECRET_KEY.encode()).hexdigest()[:16]


def _manifest(models: list[rows.AnyModel]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(),
        "database": connections["default"].vendor,
        "secret_key": fingerprint(),
        "migrations": applied(),
        "tables": {model._meta.db_table: rows.columns(model) for model in models},
    }


def _secrets() -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.SECRET_KEY,
        "SECRET_KEY_FALLBACKS": list(settings.SECRET_KEY_FALLBACKS),
        "MFA_ENCRYPTION_KEYS": list(settings.MFA_ENCRYPTION_KEYS),
    }


def _copy_rows(writer: ArchiveWriter, model: rows.AnyModel) -> int:
    total = 0
    for number, (part, count) in enumerate(_parts(model), 1):
        writer.add(f"{TABLES}{model._meta.db_table}/{number:06}.jsonl", part)
        total += count
    return total


def _parts(model: rows.AnyModel) -> Iterator[tuple[bytes, int]]:
    held, count = bytearray(), 0
    for line in rows.lines(model, using="default"):
        held += line
        count += 1
        if len(held) >= _PART_OCTETS:
            yield bytes(held), count
            held, count = bytearray(), 0
    if count:
        yield bytes(held), count


def _copy_files(writer: ArchiveWriter, seen: set[bytes]) -> None:
    """Those under MEDIA_ROOT that were not seen; each is remembered by 8 octets."""
    root = Path(settings.MEDIA_ROOT)
    for folder, _, names in os.walk(root):
        for name in sorted(names):
            path = Path(folder) / name
            inside = path.relative_to(root).as_posix()
            mark = hashlib.sha256(inside.encode()).digest()[:8]
            if mark in seen or name.startswith(PART) or path.is_symlink():
                continue
            # Whoever erased it meanwhile wanted it gone.
            with suppress(FileNotFoundError), path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                writer.add_stream(FILES + inside, file, size)
                seen.add(mark)

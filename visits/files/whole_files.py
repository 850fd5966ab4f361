"""Uploads on disk: all of a file lies there under its name, or nothing does."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeGuard

from django.core.files import File
from django.core.files.storage import FileSystemStorage

# What a file is called while it is written; those that a killed process left are swept.
_PART = ".part-"


class NoRoom(OSError):
    """The disk is full, over its quota, or read-only."""


class WholeFiles(FileSystemStorage):
    """Writes beside, down to the disk, and renames: a full disk or a kill leaves no half file."""

    def _save(self, name: str, content: File[Any]) -> str:
        full = Path(self.path(name))
        part = full.with_name(f"{_PART}{secrets.token_hex(8)}")
        made = [here for here in full.parents if not here.exists()]
        try:
            inside = str(part.relative_to(self.location))
            super()._save(inside, content)  # type: ignore[misc] # the stubs leave it out
            # Some disks say only now that they are full.
            _to_disk(part)
            part.replace(full)
            _to_disk(full.parent)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
                for folder in made:
                    folder.rmdir()
            raise NoRoom(error.errno, error.strerror) from error
        return str(Path(name)).replace("\\", "/")


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def is_no_room(error: BaseException | None) -> TypeGuard[OSError]:
    """Whether the operating system said so: full, over the quota, or read-only."""
    return isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
    )

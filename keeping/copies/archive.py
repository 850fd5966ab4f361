"""The file of a backup: a packed tar, perhaps encrypted, written and read as one stream.

    manifest.json              version, migrations, tables with their columns
    files/letters/.../x.pdf    what lies under MEDIA_ROOT
    tables/NAME/000001.jsonl   rows in parts of some MB (rows.py)
    secrets.json               only where asked for
    sums.json                  rows of each table; SHA-256 over the names and SHA-256s of all else

Whatever of it is missing, changed or cut off is noticed when it is read.
"""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol, cast

from keeping.copies.encryption import MAGIC, CannotOpen, Decrypting, Encrypting, Readable, Writable
from keeping.copies.keys import Key

MANIFEST, SECRETS, SUMS = "manifest.json", "secrets.json", "sums.json"
FILES, TABLES = "files/", "tables/"
FORMAT = 1
_DAMAGED = "The backup is damaged or cut off."
_GZIP = b"\x1f\x8b"
_PIECE = 256 * 1024
# What is read whole into memory: a part of a table, a manifest.
MOST_WHOLE = 64 * 1024 * 1024


class Refused(Exception):
    """The copy cannot be made or taken, in one line."""


class Packer(Protocol):
    """What can be closed after it was written to."""

    def write(self, octets: bytes, /) -> object:
        """Take them."""

    def close(self) -> None:
        """Write what was held."""


class Sums:
    """One SHA-256 over all entries, by their names and theirs."""

    def __init__(self) -> None:
        self._all = hashlib.sha256()

    def add(self, name: str, digest: str) -> None:
        """The next entry."""
        self._all.update(f"{digest}  {name}\n".encode())

    def hex(self) -> str:
        """The sum of all so far."""
        return self._all.hexdigest()


class _Counted:
    """A file that is hashed while it is read."""

    def __init__(self, source: Readable) -> None:
        self._source, self.sum = source, hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        octets = self._source.read(size)
        self.sum.update(octets)
        return octets


class _Sound:
    """A stream in which all that is wrong is Refused, whoever reads on it."""

    def __init__(self, source: Readable) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        try:
            return self._source.read(size)
        except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise Refused(_DAMAGED) from error
        except CannotOpen as error:
            raise Refused(str(error)) from error


class _Valve:
    """Passes on what is written until it is shut: what is given up must not be ended in haste."""

    def __init__(self, target: Writable) -> None:
        self._target, self.shut = target, False

    def write(self, octets: bytes, /) -> int:
        if not self.shut:
            self._target.write(octets)
        return len(octets)

    def flush(self) -> None:
        """What is held below goes out at its own time."""


class ArchiveWriter:
    """Writes entries one after the other; `close` ends it with the sums, `give_up` without."""

    def __init__(self, target: Writable, key: Key | None) -> None:
        self._box: Packer | None = Encrypting(target, key) if key else None
        outer = _Valve(self._box or target)
        # No name and time in the packing: the same content gives the same octets.
        packed = cast(IO[bytes], outer)
        self._gzip = gzip.GzipFile("", "wb", compresslevel=3, fileobj=packed, mtime=0)
        inner = _Valve(cast(Writable, self._gzip))
        self._tar = tarfile.open(mode="w|", fileobj=cast(IO[bytes], inner))  # noqa: SIM115
        self._valves = outer, inner
        self._sums = Sums()

    def add(self, name: str, octets: bytes) -> None:
        """An entry that is in memory."""
        self.add_stream(name, io.BytesIO(octets), len(octets))

    def add_stream(self, name: str, source: Readable, size: int) -> None:
        """An entry of `size` octets, in pieces. Raises OSError where the source has fewer."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        counted = _Counted(source)
        self._tar.addfile(info, cast(IO[bytes], counted))
        self._sums.add(name, counted.sum.hexdigest())

    def add_json(self, name: str, value: Any) -> None:
        """An entry of JSON."""
        self.add(name, json.dumps(value, indent=1).encode())

    def give_up(self) -> None:
        """Write nothing more."""
        for valve in self._valves:
            valve.shut = True

    def close(self, rows: dict[str, int]) -> None:
        """Write the sums and the end; the target stays open."""
        self.add_json(SUMS, {"rows": rows, "sha256": self._sums.hex()})
        self._tar.close()
        self._gzip.close()
        if self._box:
            self._box.close()


@dataclass(frozen=True)
class Entry:
    """One entry, whose content must be read before the next is asked for."""

    name: str
    size: int
    source: Readable

    def whole(self) -> bytes:
        """All of it. Raises Refused where it is larger than any that we write."""
        if self.size > MOST_WHOLE:
            raise Refused(f"{self.name} in the backup is too large.")
        return self.source.read(self.size)

    def pieces(self) -> Iterator[bytes]:
        """All of it, piece by piece."""
        while piece := self.source.read(_PIECE):
            yield piece


class ArchiveReader:
    """Reads entries in their order, and compares the sums at the end.

    Raises Refused for whatever is no whole backup.
    """

    def __init__(self, source: Readable, key: Key | None) -> None:
        beginning = _read(source, len(_GZIP))
        if beginning == _GZIP:
            clear: Readable = _Behind(beginning, source)
        elif MAGIC.startswith(beginning) and len(beginning) == len(_GZIP):
            if _read(source, len(MAGIC) - len(_GZIP)) != MAGIC[len(_GZIP) :]:
                raise Refused("This is no backup.")
            if not key:
                raise Refused("The backup is encrypted: give its key with --key-file.")
            try:
                clear = Decrypting(source, key)
            except CannotOpen as error:
                raise Refused(str(error)) from error
        else:
            raise Refused("This is no backup.")
        self._clear = _Sound(gzip.GzipFile(fileobj=cast(IO[bytes], clear), mode="rb"))
        self.rows: dict[str, int] = {}

    def entries(self) -> Iterator[Entry]:
        """Each entry but the sums."""
        sums = Sums()
        try:
            with tarfile.open(mode="r|", fileobj=cast(IO[bytes], self._clear)) as tar:
                for info in tar:
                    source = tar.extractfile(info) if info.isreg() else None
                    if source is None:
                        raise Refused(f"{info.name} in the backup is no file.")
                    counted = _Counted(_Sound(source))
                    entry = Entry(info.name, info.size, counted)
                    if info.name == SUMS:
                        self._finish(entry.whole(), sums)
                        return
                    yield entry
                    for _ in entry.pieces():
                        """What nobody read counts all the same."""
                    sums.add(info.name, counted.sum.hexdigest())
        except tarfile.TarError as error:
            raise Refused(_DAMAGED) from error
        raise Refused("The backup is cut off.")

    def _finish(self, octets: bytes, sums: Sums) -> None:
        told = json.loads(octets)
        if told["sha256"] != sums.hex():
            raise Refused("The backup was changed or is damaged: its sums do not agree.")
        self.rows = told["rows"]
        # To the very end, where packing and encryption have their own sums.
        while self._clear.read(_PIECE):
            pass


class _Behind:
    """A stream of which a beginning was read already."""

    def __init__(self, beginning: bytes, source: Readable) -> None:
        self._beginning, self._source = beginning, source

    def read(self, size: int = -1) -> bytes:
        given, self._beginning = self._beginning, b""
        return given or self._source.read(size)


def _read(source: Readable, size: int) -> bytes:
    found = b""
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found

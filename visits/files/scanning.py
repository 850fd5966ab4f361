"""Files that come in are shown to a virus scanner first, where the office runs one: ClamAV's clamd.

Its protocol is that of clamd(8), INSTREAM: the file goes as pieces with their length before them,
and one line comes back. Nothing is written to the scanner's disk by us, and no name is told.
"""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from visits.confined.running import Busy

log = structlog.get_logger(__name__)

# Threads of one process that may wait for the scanner: the others go on serving pages.
MOST_WAITING = 4
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_CONNECT_SECONDS = 3.0
_waiting = threading.BoundedSemaphore(MOST_WAITING)


class Infected(Exception):
    """The scanner found something in the file."""


class ScannerAway(Busy):
    """The scanner gave no verdict in its time, and without one no file is taken (CLAMD_AWAY)."""


class NoAnswer(Exception):
    """What clamd did instead of answering."""


def scan(content: bytes) -> None:
    """Let the file through, or raise Infected; nothing is asked where CLAMD is not set.

    Raises ScannerAway, unless CLAMD_AWAY says that files are taken unseen then, and Busy where
    MOST_WAITING files of this process are being looked at.
    """
    if not settings.CLAMD:
        return
    if not _waiting.acquire(blocking=False):
        raise Busy
    try:
        said = asked(b"INSTREAM", content, seconds=settings.CLAMD_SECONDS)
        found = _found_in(said)
    except NoAnswer as error:
        taken = settings.CLAMD_AWAY == "take"
        log.warning("file_not_scanned", reason=str(error), octets=len(content), taken=taken)
        if not taken:
            raise ScannerAway from error
        return
    finally:
        _waiting.release()
    if found:
        log.warning("virus_found", signature=found, octets=len(content))
        raise Infected


def asked(command: bytes, content: bytes | None = None, *, seconds: float) -> str:
    """What clamd answers to a command within `seconds` in all; `content` goes behind INSTREAM.

    Raises NoAnswer, with the reason in a few words.
    """
    until = time.monotonic() + seconds
    try:
        with _connected(until) as connection:
            connection.sendall(b"z" + command + b"\0")
            if content is not None:
                # It may have said its word, as of a file too large for it, and hung up: that
                # word counts, not that nobody listened to the rest.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    for piece in _pieces(content):
                        _wait_until(connection, until)
                        connection.sendall(piece)
            return _line(connection, until)
    except TimeoutError as error:
        raise NoAnswer(f"no answer within {seconds:g} s") from error
    except OSError as error:
        raise NoAnswer(error.strerror or type(error).__name__) from error


def _found_in(said: str) -> str:
    """The name of what was found, or nothing; raises NoAnswer where it is no verdict."""
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")[:120]
    raise NoAnswer(said[:200] or "hung up")


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _PIECE):
        piece = content[start : start + _PIECE]
        yield struct.pack("!I", len(piece)) + piece
    yield struct.pack("!I", 0)


def _connected(until: float) -> socket.socket:
    patience = min(_CONNECT_SECONDS, max(until - time.monotonic(), 0.01))
    place = urlsplit(settings.CLAMD)
    if place.scheme == "tcp":
        return socket.create_connection((place.hostname or "", place.port or 3310), patience)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(patience)
        connection.connect(place.path)
    except BaseException:
        connection.close()
        raise
    return connection


def _wait_until(connection: socket.socket, until: float) -> None:
    """Time-outs of a socket count from octet to octet: who drips is cut off by the clock."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _line(connection: socket.socket, until: float) -> str:
    held = b""
    while b"\0" not in held and len(held) < _LONGEST_ANSWER:
        _wait_until(connection, until)
        more = connection.recv(_LONGEST_ANSWER)
        if not more:
            break
        held += more
    return held.partition(b"\0")[0].decode("ascii", "replace").strip()

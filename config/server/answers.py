"""An answer on its way to its reader, who may be slow, and holds no thread while it is."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

from config.server.refusals import Head

# Sent whole: more than that goes in pieces, so that what is not read is not copied either.
MOST_OCTETS_AT_ONCE = 64 * 1024
# How long a reader may take for a piece. Granian 2.8 takes pieces without waiting for its reader:
# with it this bounds nothing, and the kernel does (connections.py).
SECONDS_A_PIECE = 30.0


class Pieces(Protocol):
    """Where pieces of an answer go."""

    async def send_bytes(self, data: bytes) -> None:
        """Send one; returns when there is room for the next."""
        ...


class Reader(Protocol):
    """The server's side of a request (RSGI 1.6)."""

    def response_bytes(self, status: int, headers: Head, body: bytes) -> None:
        """Answer at once."""
        ...

    def response_file(self, status: int, headers: Head, file: str) -> None:
        """Answer with a file, read as fast as the reader takes it."""
        ...

    def response_stream(self, status: int, headers: Head) -> Pieces:
        """Answer in pieces."""
        ...


async def send(reader: Reader, status: int, head: Head, body: bytes) -> None:
    """Send a whole answer."""
    if len(body) <= MOST_OCTETS_AT_ONCE:
        reader.response_bytes(status, head, body)
        return
    if not any(name.lower() == "content-length" for name, _ in head):
        head = [*head, ("Content-Length", str(len(body)))]
    pieces = reader.response_stream(status, head)
    view = memoryview(body)
    for at in range(0, len(body), MOST_OCTETS_AT_ONCE):
        if not await _sent(pieces, bytes(view[at : at + MOST_OCTETS_AT_ONCE])):
            return


async def send_pieces(
    reader: Reader,
    status: int,
    head: Head,
    body: Iterator[bytes],
    in_thread: Callable[[Callable[[], bytes]], Awaitable[bytes]],
) -> None:
    """Send an answer that is made piece by piece; each is made by `in_thread`."""
    pieces = reader.response_stream(status, head)
    while piece := await in_thread(lambda: next(body, b"")):
        if not await _sent(pieces, piece):
            return


async def _sent(pieces: Pieces, piece: bytes) -> bool:
    """Whether the reader took it in time and is still there."""
    try:
        async with asyncio.timeout(SECONDS_A_PIECE):
            await pieces.send_bytes(piece)
    except (TimeoutError, RuntimeError):  # the server's word for a connection that is gone
        return False
    return True

"""The application that the web server calls: reads the body, waits for a turn, runs Django."""

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol, cast

import structlog
from django.conf import settings

from config.server import connections
from config.server.answers import MOST_OCTETS_AT_ONCE, Reader, send, send_pieces
from config.server.bodies import Bodies
from config.server.environ import Environ, Scope, environ_of
from config.server.refusals import Head, Refusal, refusal
from config.server.turns import Rate, Turns
from config.web.prepared import Prepared
from config.web.proxies import client_address
from visits.access.networks import network

log = structlog.get_logger(__name__)

THREADS = 8
# Of one network, on what Django must be asked for (docs/operations.md).
REQUESTS_A_SECOND, RESERVE = 20, 400


class Request(Reader, Protocol):
    """The server's side of a request: its body, and where the answer goes."""

    def __aiter__(self) -> Any:
        """The body's pieces."""
        ...


def serve(inner: Prepared) -> "Server":
    """The application by the settings."""
    return Server(inner, most_octets=settings.LARGEST_BODY_OCTETS, limits=settings.THROTTLE)


class Server:
    """RSGI's application (version 1.6) around a WSGI one that has answers at hand."""

    def __init__(self, inner: Prepared, *, most_octets: int, limits: bool) -> None:
        """Bodies have at most `most_octets`; without `limits` nobody is too frequent."""
        self._inner = inner
        self._bodies = Bodies(most_octets)
        self._turns = Turns(THREADS)
        self._rate = Rate(a_second=REQUESTS_A_SECOND, reserve=RESERVE) if limits else None
        self._bound = False
        self._threads = ThreadPoolExecutor(THREADS, "request")

    async def __rsgi__(self, scope: Scope, request: Request) -> None:
        """Answer one request."""
        if not self._bound:
            self._bound = True
            connections.bound()
        environ = environ_of(scope)
        ready = self._inner.at_hand(environ)
        if ready is not None and not _has_body(environ):
            status, head, body = ready
            await send(request, int(status[:3]), head, body)
            return
        try:
            await self._ask(environ, request)
        except Refusal as refused:
            head, body = refusal(refused.status, scope.path)
            await send(request, refused.status, head, body)

    async def _ask(self, environ: Environ, request: Request) -> None:
        network_ = network(client_address(environ))
        if self._rate and not self._rate.take(network_, asyncio.get_running_loop().time()):
            raise Refusal(429)
        size = 0
        environ["wsgi.input"] = BytesIO()
        try:
            if _has_body(environ):
                length = environ.get("CONTENT_LENGTH")
                source = cast(AsyncIterable[bytes], request)
                environ["wsgi.input"], size = await self._bodies.read(
                    source, int(length) if length else None, network_,
                    waits="HTTP_EXPECT" in environ,
                )  # fmt: skip
                environ["CONTENT_LENGTH"] = str(size)
            await self._answer(environ, request, network_)
        finally:
            environ["wsgi.input"].close()
            self._bodies.release(size)

    async def _answer(self, environ: Environ, request: Request, network_: str) -> None:
        await self._turns.take(network_)
        try:
            status, head, body = await self._in_thread(lambda: _run(self._inner, environ))
        except Exception:
            log.exception("request_failed", path=environ["PATH_INFO"])
            raise Refusal(500) from None
        finally:
            self._turns.give_back(network_)
        if isinstance(body, bytes):
            await send(request, status, head, body)
            return
        try:
            if status == 200 and (path := body.path()):
                # The server reads it itself, and holds no more of it than its reader takes.
                request.response_file(status, head, path)
                return
            await send_pieces(request, status, head, body, self._in_thread)
        finally:
            await self._in_thread(body.close)

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _has_body(environ: Environ) -> bool:
    length = environ.get("CONTENT_LENGTH")
    return (length is not None and length != "0") or "HTTP_TRANSFER_ENCODING" in environ


def _run(
    inner: Callable[..., Iterable[bytes]], environ: Environ
) -> tuple[int, Head, "bytes | _Pieces"]:
    """Status, headers and body; a file's body is left to be read in pieces."""
    started: list[Any] = []

    def start(status: str, headers: Head, *_error: Any) -> None:
        started[:] = int(status[:3]), headers

    result = inner(environ, start)
    if getattr(result, "streaming", False):
        return started[0], started[1], _Pieces(result)
    try:
        return started[0], started[1], b"".join(result)
    finally:
        getattr(result, "close", lambda: None)()


class _Pieces(Iterator[bytes]):
    """A streamed answer in pieces that are worth a thread's while, and the end of it."""

    def __init__(self, result: Iterable[bytes]) -> None:
        self._result, self._pieces = result, iter(result)

    def __next__(self) -> bytes:
        piece = bytearray(next(self._pieces))
        while len(piece) < MOST_OCTETS_AT_ONCE:
            more = next(self._pieces, None)
            if more is None:
                break
            piece += more
        return bytes(piece)

    def path(self) -> str | None:
        """Where the file lies that it is read from, if it is one."""
        file = getattr(self._result, "file_to_stream", None)
        found = str(getattr(file, "path", None) or getattr(file, "name", None) or "")
        return found if Path(found).is_absolute() else None

    def close(self) -> None:
        """Close what it is read from."""
        getattr(self._result, "close", lambda: None)()

"""What is left of a request's body is read, so that its connection can go on.

A server that answers before it has read a body must close the connection, and says so to nobody
(RFC 9112, 9.6): the next request of a client that reuses it would fail. Django answers so whenever
it refuses by the headers alone: without a key, with a wrong type, by the wrong method.
"""

from collections.abc import Callable, Iterable
from typing import Any

# Longer ones are cheaper to cut off than to read.
MOST_BYTES = 1024 * 1024
_CHUNK = 64 * 1024


class Drained:
    """The WSGI application `inner`, with nothing left to read behind it."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        self._inner = inner

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The application's answer."""
        answer = self._inner(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and 0 < int(length) <= MOST_BYTES:
            while environ["wsgi.input"].read(_CHUNK):
                pass
        return answer

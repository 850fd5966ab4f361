"""One call over the wire, with a bound on its time and on the size of the answer.

The standard library's HTTP client, since the socket must be ours: it is connected to an address
that public_addresses.py has judged, while Host, SNI and certificate are those of the name.
"""

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from config.version import VERSION
from notifications.public_addresses import Forbidden, Target, addresses_of, check_url

# For everything from the first packet to the last byte of the answer.
LONGEST_SECONDS = 10.0
_CONNECT_SECONDS = 4.0
_MOST_BYTES = 4096


@dataclass(frozen=True)
class Answer:
    """What the other side said: `status` None where it said nothing, or we did not even ask."""

    status: int | None
    words: str
    took_ms: int
    retry_after: int | None = None

    @property
    def ok(self) -> bool:
        """Whether it took the event."""
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: dict[str, str], *, longest: float = LONGEST_SECONDS
) -> Answer:
    """POST `body`; never raises, follows no redirect, uses no proxy and touches no database."""
    started = time.monotonic()
    status: int | None = None
    retry_after = None
    try:
        target = check_url(url)
        response = _exchange(target, addresses_of(target), body, headers, started + longest)
        status, words, retry_after = response
    except Forbidden as error:
        words = str(error)
    except (OSError, http.client.HTTPException, ValueError) as error:
        late = time.monotonic() - started >= longest
        words = f"no answer within {longest:.0f} s" if late else f"{type(error).__name__}: {error}"
    return Answer(status, words[:500], int((time.monotonic() - started) * 1000), retry_after)


def _exchange(
    target: Target, addresses: list[str], body: bytes, headers: dict[str, str], until: float
) -> tuple[int, str, int | None]:
    connection = _Connection(target, addresses, until)
    # Time-outs of a socket count from byte to byte: who drips is cut off by the clock.
    clock = threading.Timer(max(until - time.monotonic(), 0), connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request(
            "POST",
            target.path,
            body,
            {"Content-Type": "application/json", "User-Agent": f"Singgah/{VERSION}", **headers},
        )
        response = connection.getresponse()
        words = response.read(_MOST_BYTES).decode("utf-8", "replace").replace("\0", "")
        if connection.is_cut:  # what looks like the end of the stream was our doing
            raise TimeoutError
        wait = response.headers.get("Retry-After", "")
        retry_after = int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else None
        return response.status, words, retry_after
    finally:
        clock.cancel()
        connection.close()


def tls_context() -> ssl.SSLContext:
    """The machine's own roots; tests put theirs in its place."""
    return ssl.create_default_context()


class _Connection(http.client.HTTPConnection):
    """A connection to one of the judged addresses, under the name that was asked for."""

    def __init__(self, target: Target, addresses: list[str], until: float) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.secure else 80
        self.addresses, self.until = addresses, until
        self.tls = tls_context() if target.secure else None
        self.is_cut = False

    def connect(self) -> None:
        """The first address that answers."""
        for place, address in enumerate(self.addresses[:4], start=1):
            left = min(self.until - time.monotonic(), _CONNECT_SECONDS)
            try:
                self.sock = socket.create_connection((address, self.port), timeout=max(left, 0.1))
                break
            except OSError:
                if place == len(self.addresses[:4]):
                    raise
        self.sock.settimeout(max(self.until - time.monotonic(), 0.1))
        if self.tls:
            # In two steps, so that the clock can reach the socket in the middle of a handshake.
            self.sock = self.tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()
        if self.is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End whatever is under way; the one who reads sees the end of the stream."""
        self.is_cut = True
        try:
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            pass  # not connected yet, or over already

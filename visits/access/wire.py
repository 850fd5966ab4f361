"""One call over the wire, with a bound on its time and on the size of the answer.

The standard library's HTTP client, since the socket must be ours: it is connected to an address
that the caller looked up, and perhaps judged, while Host, SNI and certificate are those of the
name. No redirect is followed, no proxy used. Whether a place may be called at all is the caller's
to know: notifications/public_addresses.py for what people may set.
"""

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

from config.version import VERSION

_PORTS = {"https": 443, "http": 80}
_CONNECT_SECONDS = 4.0


@dataclass(frozen=True)
class Target:
    """An address in parts; `path` begins with a slash and holds the query too."""

    secure: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Reply:
    """What came back; `whole` is False where the body has more octets than were asked for."""

    status: int
    headers: Message
    body: bytes
    whole: bool


def target_of(url: str) -> Target:
    """The parts of an http(s) address that an administrator or a certificate gave.

    Raises ValueError.
    """
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    if port is None or not parts.hostname or not url.isascii() or any(c <= " " for c in url):
        raise ValueError("no address of http or https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, port, path)


def resolved(target: Target) -> list[str]:
    """The IP addresses of its name, whatever network they are in; raises OSError."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def exchange(
    target: Target,
    addresses: list[str],
    *,
    method: str,
    body: bytes | None,
    headers: dict[str, str],
    seconds: float,
    most: int,
    tls: ssl.SSLContext | None = None,
) -> Reply:
    """Call one of `addresses`, for `seconds` from the first packet to the last octet.

    Of the body at most `most` octets are read. `tls` is used where the target is secure; the
    machine's own roots where it is left out. Raises OSError (TimeoutError where the time is over)
    and http.client.HTTPException.
    """
    until = time.monotonic() + seconds
    context = (tls or ssl.create_default_context()) if target.secure else None
    connection = _Connection(target, addresses, until, context)
    # Time-outs of a socket count from byte to byte: who drips is cut off by the clock.
    clock = threading.Timer(max(seconds, 0), connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request(
            method, target.path, body, {"User-Agent": f"Singgah/{VERSION}", **headers}
        )
        response = connection.getresponse()
        held = response.read(most + 1)
        if connection.is_cut:  # what looks like the end of the stream was our doing
            raise TimeoutError
        return Reply(response.status, response.headers, held[:most], len(held) <= most)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if connection.is_cut:
            raise TimeoutError from error
        raise
    finally:
        clock.cancel()
        connection.close()


class _Connection(http.client.HTTPConnection):
    """A connection to one of the addresses, under the name that was asked for."""

    def __init__(
        self, target: Target, addresses: list[str], until: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.secure else 80
        self.addresses, self.until, self.tls = addresses, until, tls
        self.is_cut = False
        # http.client forgets its socket once the head says that it closes, and reads on from it.
        self._reached: socket.socket | None = None

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
        self._reached = self.sock
        self.sock.settimeout(max(self.until - time.monotonic(), 0.1))
        if self.tls:
            # In two steps, so that the clock can reach the socket in the middle of a handshake.
            self.sock = self.tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._reached = self.sock
            self.sock.do_handshake()
        if self.is_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End whatever is under way; the one who reads sees the end of the stream."""
        self.is_cut = True
        try:
            if self._reached is not None:
                socket.socket.shutdown(self._reached, socket.SHUT_RDWR)
        except OSError:
            pass  # not connected yet, or over already

"""A request as WSGI wants it, out of what the server hands over."""

import string
import sys
from typing import Any, Protocol
from urllib.parse import quote

Environ = dict[str, Any]
# Stands for a value with signs beyond ASCII, which the server does not hand over: what is there and
# cannot be read is something else than what was not sent (an Idempotency-Key, an If-Match).
UNREADABLE = "\xff"


class Headers(Protocol):
    """The request's headers, names in lower case and otherwise as they were sent."""

    def items(self) -> list[tuple[str, str]]:
        """Each line of the head that the server could read as text."""
        ...

    def keys(self) -> list[str]:
        """The names of all, also of those that it could not."""
        ...


class Scope(Protocol):
    """A request's head (RSGI 1.6)."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Headers


def _host_and_port(address: str) -> tuple[str, str]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port


def _escaped(query: str) -> str:
    """The query as browsers send it: whoever types an address by hand escapes nothing."""
    return query if query.isascii() else quote(query, safe=string.printable)


def environ_of(scope: Scope) -> Environ:
    """The environment of PEP 3333, without a body yet.

    A name with an underscore is dropped: `X_Forwarded_For` would become the same as
    `X-Forwarded-For`, which only a proxy may set, and no client of ours sends such names.
    """
    peer, _ = _host_and_port(scope.client)
    name, port = _host_and_port(scope.server)
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": _escaped(scope.query_string),
        "REMOTE_ADDR": peer,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    lines = scope.headers.items()
    unread = set(scope.headers.keys()) - {name for name, _ in lines}
    for header, value in [*lines, *((name, UNREADABLE) for name in sorted(unread))]:
        if "_" in header:
            continue
        key = header.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key == "CONTENT_LENGTH" and key in environ:
            continue  # the server lets none but the same twice through
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ

"""Whom a request comes from, behind settings.NUM_PROXIES proxies of our own.

Each proxy adds the address that it saw to X-Forwarded-For, so only the last NUM_PROXIES of them
count; what stands before, a client wrote. Without a proxy of ours no such header counts.
(docs/decisions/0107)
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from visits.access.networks import address

# Of a request that carried anything a proxy sets: it does not come from this machine itself.
PROXIED = "singgah.proxied"
_SCHEME = "HTTP_X_FORWARDED_PROTO"
_OF_PROXIES = (
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_CF_CONNECTING_IP",
)


def client_address(environ: dict[str, Any]) -> str:
    """The address of the client, as the outermost of our proxies saw it; else the peer's own."""
    peer: str = environ.get("REMOTE_ADDR", "")
    proxies: int = settings.NUM_PROXIES
    if not proxies:
        return peer
    seen = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
    found = address(seen[-min(proxies, len(seen))])
    return str(found) if found else peer


class ProxiesMiddleware:
    """The first of all: from here on REMOTE_ADDR is the client, and proxies' headers are gone.

    So limits, sign-in, logs and every library take the same address, whatever they look at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer whoever it really comes from."""
        meta = request.META
        meta["REMOTE_ADDR"] = client_address(meta)
        theirs = [n for n in meta if n in _OF_PROXIES or n.startswith("HTTP_X_FORWARDED")]
        meta[PROXIED] = bool(theirs) or "HTTP_VIA" in meta
        for name in theirs:
            if name != _SCHEME or not settings.NUM_PROXIES:
                del meta[name]
        return self.get_response(request)

"""Where a request comes from, for limits: never kept as it is (network_key)."""

import ipaddress

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from rest_framework.request import Request


def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a proxy or the server wrote, perhaps with a port; None if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return None
    # One that listens for both kinds sees IPv4 so: all of it would be a single /64.
    return getattr(ip, "ipv4_mapped", None) or ip


def network(text: str) -> str:
    """The network of an address: an IPv4 address, or the /64 of an IPv6 one, or `unknown`."""
    ip = address(text)
    if ip is None:
        return "unknown"
    if ip.version == 6:
        return str(ipaddress.ip_network(f"{ip}/64", strict=False))
    return str(ip)


def network_of(request: HttpRequest | Request) -> str:
    """The network a request comes from; behind proxies config.web.proxies has said whose it is."""
    return network(request.META.get("REMOTE_ADDR", ""))


def network_key(network: str) -> str:
    """What is kept of the network that asked: a keyed hash, of no use elsewhere; empty for none."""
    if not network:
        return ""
    return salted_hmac("singgah.network", network, algorithm="sha256").hexdigest()[:32]

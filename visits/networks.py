"""Where a request comes from, for limits: never kept as it is (hoarding.py)."""

import ipaddress

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.settings import api_settings


def network_of(request: HttpRequest | Request) -> str:
    """The network a request comes from: an IPv4 address, or the /64 of an IPv6 one.

    Behind proxies the address is the one that the outermost of REST_FRAMEWORK's NUM_PROXIES saw;
    what a client itself writes into X-Forwarded-For never counts.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = api_settings.NUM_PROXIES or 0
    if proxies:
        seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = seen[-min(proxies, len(seen))] or address
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 6:
        return str(ipaddress.ip_network(f"{ip}/64", strict=False))
    return str(ip)

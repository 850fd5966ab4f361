"""Where webhooks may lead: public addresses alone, so that no one makes us call our own network.

An address is judged twice: as it is written, when it is stored, and by what its name resolves to,
at every call. The connection then goes to one of the addresses that were judged
(visits/access/wire.py), so a name that resolves differently a moment later changes nothing (DNS
rebinding).
"""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from visits.access.wire import Target

_PORTS = {"https": 443, "http": 80}
# Public by number, but inside a cloud: Azure's WireServer (metadata and more).
_INSIDE = frozenset({"168.63.129.16"})
# Of IPv6 only this is given out as global unicast (RFC 4291, 2.4). It leaves out the forms that
# carry an IPv4 address for a gateway to unpack: mapped, compatible, NAT64 (RFC 6052, 8215).
_UNICAST = ipaddress.IPv6Network("2000::/3")
# Not for the world, though not every Python knows (RFC 6890, 7526, 9637).
_NEITHER = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Forbidden(Exception):
    """We do not call there; the message says why to whoever set the address."""


def check_url(url: str) -> Target:
    """The parts of `url`; Forbidden where it is none that we would call."""
    if not url.isascii() or any(ord(c) <= 32 or ord(c) == 127 for c in url):
        raise Forbidden(_("The address holds characters that do not belong there."))
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise Forbidden(_("This is no address.")) from error
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback_allowed()):
        raise Forbidden(_("The address must begin with https://."))
    if not parts.hostname or parts.username is not None or parts.fragment:
        raise Forbidden(_("Give an address without user name and fragment."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", parts.hostname, port, path)


def addresses_of(target: Target) -> list[str]:
    """The IP addresses that the name resolves to now, all of them public.

    Raises Forbidden where even one is not, and OSError where the name resolves to nothing.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not _may_be_called(ipaddress.ip_address(address)):
            raise Forbidden(_("The address leads into a network that is not public."))
    return addresses


def loopback_allowed() -> bool:
    """Whether this is a demo or test that may call its own machine, and nothing else at all."""
    return bool(settings.DEMO and settings.WEBHOOK_LOOPBACK)


def _may_be_called(ip: IPAddress) -> bool:
    if settings.DEMO:
        # A demo sends nothing out.
        return ip.is_loopback and loopback_allowed()
    return is_public(ip)


def is_public(ip: IPAddress) -> bool:
    """Whether `ip` is one single host out in the world.

    Not so are private, loopback, link-local (also 169.254.169.254, the clouds' metadata), shared,
    reserved and multicast addresses, nor IPv6 addresses that carry an IPv4 one.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        tunnelled = ip.sixtofour or ip.teredo
        if ip not in _UNICAST or tunnelled or ip.scope_id:
            return False
    if any(ip in network for network in _NEITHER if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and str(ip) not in _INSIDE

"""Where webhooks may lead: public addresses alone, so that no one makes us call our own network.

An address is judged when it is set, as it is written and by what its name leads to then, so that
whoever sets it is told; and by what its name resolves to, at every call. The connection then goes
to one of the addresses that were judged (visits/access/wire.py), so a name that resolves
differently a moment later changes nothing (DNS rebinding).
"""

import ipaddress
import re
import socket
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
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
# Names that never lead out into the world (RFC 6761, 6762, 8375; ICANN 2024-07-29).
_NAMES_INSIDE = ("localhost", "local", "internal", "home.arpa")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)
# Whoever sets addresses waits no longer for their names.
LOOK_SECONDS = 3.0
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
    if not _HOST.fullmatch(parts.hostname):
        raise Forbidden(_("This is no address."))
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


def check_to_be_set(url: str, *, seconds: float = LOOK_SECONDS) -> Target:
    """The parts of `url`, which somebody sets now; Forbidden where we would not call it.

    A name that leads nowhere at present, or is not known within `seconds`, may be set, since it may
    lead somewhere later: it is looked up anew at every call.
    """
    target = check_url(url)
    name = target.host.rstrip(".").lower()
    for address in _numbers_of(name) or _looked_up(name, target.port, seconds):
        ip = ipaddress.ip_address(address)
        if not is_public(ip) and not (ip.is_loopback and loopback_allowed()):
            if str(ip) == name:
                words = _("%(host)s is no public address. Only public ones are called.")
            else:
                words = _("%(host)s is %(ip)s, no public address. Only public ones are called.")
            raise Forbidden(words % {"host": name, "ip": ip})
    return target


def _numbers_of(name: str) -> list[str]:
    """The address that `name` itself is: also as one number, in octal or hexadecimal, or cut short,
    as the system reads it too."""
    with suppress(OSError, UnicodeError):
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(entry[4][0]) for entry in found]
    return []


def _looked_up(name: str, port: int, seconds: float) -> list[str]:
    """What the name resolves to now; nothing where that is unknown after `seconds`.

    Raises Forbidden where no lookup is needed to know that it leads inside.
    """
    inside = "." not in name or any(f".{name}".endswith(f".{known}") for known in _NAMES_INSIDE)
    if inside and not loopback_allowed():
        raise Forbidden(
            _("%(host)s is a name within a network. Only public ones are called.") % {"host": name}
        )
    looking: Future[list[str]] = Future()

    def look() -> None:
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            looking.set_result([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError):
            looking.set_result([])

    # The system's resolver has no time limit of ours; a thread of its own may be left behind.
    Thread(target=look, daemon=True).start()
    try:
        return looking.result(timeout=max(seconds, 0))
    except TimeoutError:
        return []


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

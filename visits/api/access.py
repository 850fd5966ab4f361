"""Who calls: the delegation of one visit, a member of staff, another program, or anyone."""

import ipaddress

from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.request import Request
from rest_framework.settings import api_settings

from visits import events
from visits.events import Actor
from visits.models import ApiKey, Visit
from visits.roles import may_decide, may_read

Scope = ApiKey.Scope


def delegation_of(request: Request) -> Visit | None:
    """The visit whose token was sent, or None."""
    return request.auth if isinstance(request.auth, Visit) else None


def key_of(request: Request) -> ApiKey | None:
    """The API key that was sent, or None."""
    return request.auth if isinstance(request.auth, ApiKey) else None


def staff_of(request: Request) -> User | None:
    """The member of staff who is signed in and may see every visit, or None."""
    user = request.user
    return user if isinstance(user, User) and may_read(user) else None


def may(request: Request, scope: Scope) -> bool:
    """Whether the caller is a program with `scope`, or staff whose role includes it."""
    key = key_of(request)
    if key is not None:
        return scope in key.scopes
    reads = scope in (Scope.VISITS_READ, Scope.REPORTS_READ)
    return may_read(request.user) if reads else may_decide(request.user)


def actor_of(request: Request) -> Actor:
    """The caller as the actor of an event; anyone unknown acts for a delegation."""
    key, user = key_of(request), staff_of(request)
    if key is not None:
        return events.program(key.name)
    return events.staff(user) if user is not None else events.DELEGATION


def network_of(request: Request) -> str:
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


def caller_of(request: Request) -> str:
    """A name for the caller under which limits and remembered answers are kept."""
    visit, key, user = delegation_of(request), key_of(request), staff_of(request)
    if key is not None:
        return f"key:{key.pk}"
    if user is not None:
        return f"user:{user.pk}"
    if visit is not None:
        return f"visit:{visit.pk}"
    return f"net:{network_of(request)}"


def limits_apply() -> bool:
    """Whether request limits are switched on (settings.THROTTLE)."""
    return bool(settings.THROTTLE)

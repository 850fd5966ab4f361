"""Guessing an account's password is slow everywhere, and locks its owner out nowhere.

Wrong passwords count for an account and a network together (settings.ACCOUNT_RATE_LIMITS), so that
a stranger's network stops itself alone. An account that many networks guess at gives each of them
fewer tries; the right password still opens it at the first. (docs/decisions/0107)
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from visits.access.networks import network_of

_HOUR = 3600
# Wrong passwords of an account in an hour, from anywhere, from which on tries are far between.
MANY = 50
SECONDS_BETWEEN = 300


def account_in_network(account: str, request: HttpRequest) -> str:
    """The name under which wrong passwords are counted."""
    return f"{account}@{network_of(request)}"


def may_try(account: str, request: HttpRequest) -> bool:
    """Whether the request's network may try a password of an account that many guess at."""
    if not settings.THROTTLE or cache.get(_failures(account), 0) < MANY:
        return True
    return cache.add(_tried(account, request), 1, timeout=SECONDS_BETWEEN)


def failed(account: str) -> None:
    """Count a wrong password, wherever it came from."""
    key = _failures(account)
    cache.add(key, 0, timeout=_HOUR)
    try:
        cache.incr(key)
    except ValueError:  # it lapsed between the two
        return


def succeeded(account: str, request: HttpRequest) -> None:
    """Let the network of whoever knew the password try again at once."""
    cache.delete(_tried(account, request))


def _failures(account: str) -> str:
    return f"sign-in:failed:{_hash(account)}"


def _tried(account: str, request: HttpRequest) -> str:
    return f"sign-in:tried:{_hash(account_in_network(account, request))}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

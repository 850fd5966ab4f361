"""A brake on forms that anyone may send: so many from one network in an hour."""

import datetime as dt

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from visits.access.networks import network_key, network_of

_HOUR = 3600


def seconds_to_wait(
    request: HttpRequest, form: str, *, most: int, now: dt.datetime, whose: str = ""
) -> int:
    """Count this sending of `form`; 0, or how long its network must wait: it sent over `most`.

    With `whose` it is counted for that, wherever it comes from. Counted by the clock's hours, and
    not at all where settings.THROTTLE is off.
    """
    if not settings.THROTTLE:
        return 0
    hour, passed = divmod(int(now.timestamp()), _HOUR)
    key = f"page:limit:{form}:{hour}:{whose or network_key(network_of(request))}"
    cache.add(key, 0, timeout=_HOUR)
    try:
        count = cache.incr(key)
    except ValueError:  # lost between the two: the cache is no place for what must be kept
        return 0
    return _HOUR - passed if count > most else 0

"""Asking other hosts for their open weeks: few calls, bounded in time and size, kept in a row.

Addresses are judged as those of webhooks (notifications/public_addresses.py), at every call; no
redirect is followed.
"""

import datetime as dt
import http.client
import time

import structlog
from django.utils import timezone

from notifications.models import Neighbour
from notifications.neighbours.judging import Unusable, said_of, weeks_of
from notifications.neighbours.published import PATH
from notifications.public_addresses import Forbidden, addresses_of, check_url
from visits.access import wire

log = structlog.get_logger(__name__)
# Of one call, from the first packet to the last octet.
LONGEST_SECONDS = 8.0
# A pass begins with no other host after so many.
_LONGEST_PASS = 180.0
_MOST_DOCUMENT = 16 * 1024
_MOST_WEEKS = 128 * 1024
EVERY = dt.timedelta(hours=1)
# One that does not answer, or answers badly, is asked less often.
AFTER_TROUBLE = dt.timedelta(hours=3)
_LEASE = dt.timedelta(minutes=10)


def read_due(*, now: dt.datetime) -> int:
    """Ask those whose time has come; gives how many said something usable. Raises nothing of
    theirs. Safe to run at any number of places at once."""
    began, good = time.monotonic(), 0
    due = Neighbour.objects.filter(next_read_at__lte=now).order_by("next_read_at", "pk")
    for pk in due.values_list("pk", flat=True):
        if time.monotonic() - began > _LONGEST_PASS:
            break
        mine = Neighbour.objects.filter(pk=pk, next_read_at__lte=now)
        if mine.update(next_read_at=now + _LEASE):
            good += read(Neighbour.objects.get(pk=pk), now=now)
    return good


def read(neighbour: Neighbour, *, now: dt.datetime) -> bool:
    """Ask one and keep what it says. On trouble the last good answer stays, with its age."""
    address = neighbour.address
    try:
        said = said_of(_get(f"{address}{PATH}", most=_MOST_DOCUMENT), address=address)
        weeks = []
        if said.open:
            body = _get(f"{address}{said.weeks_path}", most=_MOST_WEEKS)
            weeks = weeks_of(body, today=timezone.localdate(now))
    except (Unusable, Forbidden, OSError, http.client.HTTPException, ValueError) as error:
        ours = isinstance(error, Unusable | Forbidden)
        words = str(error) if ours else type(error).__name__
        log.warning("neighbour_not_read", address=address, trouble=words[:200])
        Neighbour.objects.filter(pk=neighbour.pk).update(
            trouble=words[:200], next_read_at=now + AFTER_TROUBLE
        )
        return False
    Neighbour.objects.filter(pk=neighbour.pk).update(
        name=said.name,
        region=said.region,
        languages=said.languages,
        weeks=weeks,
        read_at=now,
        trouble="",
        next_read_at=now + EVERY,
    )
    return True


def _get(url: str, *, most: int) -> bytes:
    target = check_url(url)
    reply = wire.exchange(
        target,
        addresses_of(target),
        method="GET",
        body=None,
        headers={"Accept": "application/json"},
        seconds=LONGEST_SECONDS,
        most=most,
    )
    if reply.status != http.client.OK:
        raise Unusable(f"answered {reply.status}")
    if reply.headers.get_content_type() != "application/json":
        raise Unusable("no JSON")
    if not reply.whole:
        raise Unusable("too large")
    return reply.body

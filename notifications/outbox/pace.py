"""How fast mail goes to one host: providers turn away who sends them too much at once."""

import datetime as dt
from collections import Counter
from itertools import chain

from django.conf import settings
from django.db import connection
from django.db.models import Q

from notifications.models import Attempt, Message

_MINUTE = dt.timedelta(minutes=1)


class Pace:
    """How many more e-mails each host of readers may get at `now`, for one claim.

    Tried within the last minute and claimed at present count together, against
    settings.EMAIL_PER_HOST; 0 means no limit, and costs no query. In a transaction, until whose end
    other claims wait: who claims at once would not count what the other has just claimed.
    """

    def __init__(self, now: dt.datetime) -> None:
        self._most: int = settings.EMAIL_PER_HOST
        self._gone: Counter[str] = Counter()
        if self._most:
            _one_at_a_time()
            since = now - _MINUTE
            mails = Message.objects.filter(channel="email").order_by()
            going = mails.filter(state=Message.State.PENDING, leased_until__gt=now)
            tried = Attempt.objects.filter(at__gt=since, message__channel="email").order_by()
            addresses = chain(
                mails.filter(sent_at__gt=since).values_list("recipient", flat=True),
                going.values_list("recipient", flat=True),
                tried.values_list("message__recipient", flat=True),
            )
            self._gone.update(_host_of(address) for address in addresses)

    def leaves_out(self) -> Q:
        """Messages to hosts that have had their share."""
        found = Q(pk__in=())
        for host, gone in self._gone.items():
            if gone >= self._most:
                found |= Q(channel="email", recipient__iendswith=f"@{host}")
        return found

    def takes(self, message: Message) -> bool:
        """Count one more message to its host, unless the host has had its share."""
        if not self._most or message.channel != "email":
            return True
        host = _host_of(message.recipient)
        if self._gone[host] >= self._most:
            return False
        self._gone[host] += 1
        return True


def _one_at_a_time() -> None:
    # SQLite has one writer at a time anyway.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('pace of mails', 0))")


def _host_of(address: str) -> str:
    return address.rpartition("@")[2].lower()

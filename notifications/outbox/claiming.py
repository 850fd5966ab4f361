"""Which messages are due, and how a worker takes some of them for itself: with a lease.

One who dies leaves a lease that runs out. To one host no more are taken than it likes at once.
"""

import datetime as dt
from collections import Counter
from itertools import chain
from operator import attrgetter

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet

from notifications.models import Attempt, Message
from scheduling.database.composed import Composed

# Longer than a server may keep us waiting for one message: ten answers, each within
# settings.EMAIL_TIMEOUT.
LEASE = dt.timedelta(minutes=4)
# Claimed at once: a worker that dies keeps so many waiting until its lease runs out.
BATCH = 20
_MINUTE = dt.timedelta(minutes=1)


def due(now: dt.datetime) -> QuerySet[Message]:
    """Waiting messages whose time has come, nobody holds, and none to the same reader precedes."""
    pending = Message.objects.filter(state=Message.State.PENDING)
    before = pending.filter(
        visit=OuterRef("visit"),
        recipient=OuterRef("recipient"),
        channel=OuterRef("channel"),
        id__lt=OuterRef("id"),
    )
    return pending.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), ~Exists(before), next_attempt_at__lte=now
    )


def claim_next(*, now: dt.datetime, most: int = BATCH) -> list[Message]:
    """Take up to `most` messages that are due for this worker, the oldest first.

    Those that another worker is just taking are left to it. No two of them go to one reader, and
    none to a host that has had enough for this minute.
    """
    if not settings.EMAIL_PER_HOST:
        return _take(now, most)
    with transaction.atomic():
        pace = Pace(now)
        free = due(now).exclude(pace.leaves_out())
        free = free.select_for_update(of=("self",), skip_locked=True).order_by("id")[:most]
        taken = [message for message in free if pace.takes(message)]
        pks = [message.pk for message in taken]
        Message.objects.filter(pk__in=pks).update(leased_until=now + LEASE)
    for message in taken:
        message.leased_until = now + LEASE
    return taken


_NEXT = Composed(lambda now: due(now).only("pk").order_by("id"), now=DateTimeField())
_TAKE = """
WITH taken AS ({next} LIMIT %s {lock})
UPDATE notifications_message SET leased_until = %s WHERE id IN (SELECT id FROM taken) RETURNING *
"""


def _take(now: dt.datetime, most: int) -> list[Message]:
    """The same without a share of hosts: one statement, which is a transaction of its own."""
    text, values = _NEXT.bound(now=now)
    has_locks = connection.features.has_select_for_update
    lock = connection.ops.for_update_sql(skip_locked=True) if has_locks else ""
    values += [most, connection.ops.adapt_datetimefield_value(now + LEASE)]
    taken = Message.objects.raw(_TAKE.format(next=text, lock=lock), values)
    return sorted(taken, key=attrgetter("pk"))


def give_back(messages: list[Message]) -> None:
    """Let others have what was claimed and not tried."""
    for message in messages:
        ours = Message.objects.filter(pk=message.pk, leased_until=message.leased_until)
        ours.filter(state=Message.State.PENDING).update(leased_until=None)


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

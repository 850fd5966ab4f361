"""Messages out of the door: claimed with a lease, tried again, or laid aside with the reason.

At-least-once: a worker that dies between the server's answer and our commit leaves a lease that
runs out, and the message goes again with the same bytes and Message-ID. Nothing else repeats.
"""

import datetime as dt
import random

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from notifications import transport
from notifications.models import Attempt, Message
from notifications.transport import Away, Refused, Transport

log = structlog.get_logger(__name__)

# Longer than a server may keep us waiting for one message (settings.EMAIL_TIMEOUT, thrice).
LEASE = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 12
_FIRST_WAIT = dt.timedelta(minutes=1)
_LONGEST_WAIT = dt.timedelta(hours=6)


def deliver(*, now: dt.datetime, limit: int = 200) -> int:
    """Send what is due, one connection for all; gives the number of messages delivered."""
    if not due(now).exists():
        return 0
    sent = 0
    with transport.current() as way:
        for pk in list(due(now).order_by("id").values_list("pk", flat=True)[:limit]):
            message = claim(pk, now=now)
            if message is not None:
                sent += attempt(message, way, now=now)
    return sent


def due(now: dt.datetime) -> QuerySet[Message]:
    """Waiting messages whose time has come, nobody holds, and none to the same reader precedes."""
    pending = Message.objects.filter(state=Message.State.PENDING)
    before = pending.filter(
        visit=OuterRef("visit"), recipient=OuterRef("recipient"), id__lt=OuterRef("id")
    )
    return pending.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), ~Exists(before), next_attempt_at__lte=now
    )


def claim(pk: int, *, now: dt.datetime) -> Message | None:
    """Take a message for this worker by one conditional update, or None: another was quicker."""
    taken = due(now).filter(pk=pk).update(leased_until=now + LEASE)
    return Message.objects.get(pk=pk) if taken else None


def attempt(message: Message, way: Transport, *, now: dt.datetime) -> bool:
    """Try one claimed message and note what came of it; True where it was delivered."""
    try:
        answer = way.send(bytes(message.body), message.recipient)
    except Refused as refusal:
        _note(message, now, answer=str(refusal), state=Message.State.DEAD)
        return False
    except Away as trouble:
        last = message.attempts_made + 1 >= MOST_ATTEMPTS
        state = Message.State.DEAD if last else Message.State.PENDING
        _note(message, now, answer=str(trouble), state=state)
        return False
    _note(message, now, answer=answer, state=Message.State.SENT)
    return True


def send_again(message: Message, *, now: dt.datetime) -> None:
    """Give a failed message another life; its bytes and Message-ID stay."""
    Message.objects.filter(pk=message.pk, state=Message.State.DEAD).exclude(body=b"").update(
        state=Message.State.PENDING, attempts_made=0, next_attempt_at=now, leased_until=None
    )


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: doubling from a minute to six hours, with jitter."""
    wait = min(_FIRST_WAIT * int(2 ** min(attempts - 1, 12)), _LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing


def _note(message: Message, now: dt.datetime, *, answer: str, state: Message.State) -> None:
    sent = state == Message.State.SENT
    message.state = state
    message.attempts_made += 1
    message.leased_until = None
    message.sent_at = now if sent else None
    message.last_error = "" if sent else answer[:2000]
    message.next_attempt_at = now + wait_after(message.attempts_made)
    with transaction.atomic():
        message.save(
            update_fields=[
                "state",
                "attempts_made",
                "leased_until",
                "sent_at",
                "last_error",
                "next_attempt_at",
            ]
        )
        Attempt.objects.create(message=message, at=now, ok=sent, answer=answer[:2000])
    if state == Message.State.DEAD:
        log.warning("message_failed", message=message.pk, answer=answer)

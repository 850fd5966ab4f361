"""Messages out of the door: claimed with a lease, tried again, or laid aside with the reason.

At-least-once: a worker that dies between the server's answer and our commit leaves a lease that
runs out, and the message goes again with the same bytes and Message-ID. Nothing else repeats.
"""

import datetime as dt
import random
import time
from concurrent.futures import ThreadPoolExecutor
from math import ceil

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from structlog.contextvars import bound_contextvars

from notifications.models import Attempt, Message
from notifications.outbox import account_mail, bad_addresses, transport
from notifications.outbox.claiming import BATCH, LEASE, claim_next, due, give_back
from notifications.outbox.return_path import return_path_of
from notifications.outbox.transport import Away, NoSuchReader, Refused, Transport, Unreachable
from scheduling.database.contention import AWAY

log = structlog.get_logger(__name__)

# A batch ends while its lease still has time for one more slow message (ten answers of 20 seconds).
_LONGEST_BATCH = LEASE - dt.timedelta(seconds=200)
# A pass ends by then; what is left is the next one's.
_LONGEST_PASS = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 12
# Seconds; a database server that is started again is back by then.
_WAITS_TO_NOTE = (0.2, 1, 3, 10)
_SENT = """
UPDATE notifications_message
   SET state = 'sent', attempts_made = %s, sent_at = %s, leased_until = NULL, last_error = ''
 WHERE id = %s AND state = 'pending'
"""
_FIRST_WAIT = dt.timedelta(minutes=1)
_LONGEST_WAIT = dt.timedelta(hours=6)


def deliver(*, now: dt.datetime) -> int:
    """Send what is due; gives the number of messages delivered.

    One connection for all, and of a crowd several lanes with one each: while one waits for the
    server or for a commit, the others go on. In each a crash repeats one message at the most, and
    two to one reader are never under way at once (`due`).
    """
    _lay_aside_what_is_past(now)
    # Lanes that claim at once do not see each other's claims, which a limit for hosts must count.
    alone = settings.EMAIL_PER_HOST or connection.vendor != "postgresql"
    most = 1 if alone else settings.EMAIL_LANES
    waiting = due(now).values("pk")[: most * BATCH].count()
    if waiting <= BATCH:
        return _deliver_in_a_lane(now) if waiting else 0
    lanes = ceil(waiting / BATCH)
    with ThreadPoolExecutor(lanes, thread_name_prefix="lane") as pool:
        return sum(pool.map(_deliver_in_a_thread, [now] * lanes))


def _deliver_in_a_thread(now: dt.datetime) -> int:
    try:
        return _deliver_in_a_lane(now)
    finally:
        connection.close()


def _deliver_in_a_lane(now: dt.datetime) -> int:
    taken: list[Message] = []
    try:
        with transport.current() as ways:
            _deliver(ways, taken, now=now)
    finally:
        reached = {message.recipient for message in taken if message.channel == "email"}
        bad_addresses.mark_good(*reached, source=bad_addresses.Source.SMTP)
    return len(taken)


def _deliver(ways: dict[str, Transport], taken: list[Message], *, now: dt.datetime) -> None:
    """Add to `taken` each message that was delivered; ends where trying makes no sense."""
    started = time.monotonic()

    def moment() -> dt.datetime:
        """A slow server makes a pass long: leases count from the moment of the claim."""
        return now + dt.timedelta(seconds=time.monotonic() - started)

    # Again, since a message delivered lets the next one to the same reader go.
    while batch := claim_next(now=moment()):
        until = moment() + _LONGEST_BATCH
        try:
            while batch and moment() < until:
                message = batch.pop(0)
                with bound_contextvars(
                    message=message.pk, event_id=message.event_id, request_id=message.request_id
                ):
                    if attempt(message, ways[message.channel], now=moment()):
                        taken.append(message)
        except Unreachable:
            return
        finally:
            give_back(batch)
        if moment() - now > _LONGEST_PASS:
            return


def _lay_aside_what_is_past(now: dt.datetime) -> None:
    """What could not be sent in time would only confuse: a reminder of yesterday's visit."""
    late = Message.objects.filter(state=Message.State.PENDING, useful_until__lte=now)
    free = late.filter(Q(leased_until=None) | Q(leased_until__lte=now))
    free.update(state=Message.State.DEAD, leased_until=None, last_error="Too late to be of use.")


def attempt(message: Message, way: Transport, *, now: dt.datetime) -> bool:
    """Try one claimed message and note what came of it; True where it was delivered.

    Raises Unreachable, noted too, where trying others makes no sense at present.
    """
    try:
        body = bytes(message.body) or account_mail.body_of(message)
        answer = way.send(body, message.recipient, returns_to=return_path_of(message))
    except Refused as refusal:
        _note(message, now, answer=str(refusal), state=Message.State.DEAD)
        if isinstance(refusal, NoSuchReader):
            smtp = bad_addresses.Source.SMTP
            bad_addresses.mark(message, source=smtp, answer=str(refusal), now=now)
        return False
    except Away as trouble:
        last = message.attempts_made + 1 >= MOST_ATTEMPTS
        state = Message.State.DEAD if last else Message.State.PENDING
        _note(message, now, answer=str(trouble), state=state)
        if isinstance(trouble, Unreachable):
            raise
        return False
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, those behind it go on
        _note(message, now, answer=f"{type(error).__name__}: {error}", state=Message.State.DEAD)
        return False
    _note(message, now, answer=answer, state=Message.State.SENT)
    log.info("message_sent", channel=message.channel, template=message.template)
    return True


def send_again(message: Message, *, now: dt.datetime) -> bool:
    """Give a failed message another life, with its bytes and Message-ID; False where it has none.

    It has none where it never was made, its invitation is older than the visit is now, or it is too
    late to be of use. A mail about an account is made anew.
    """
    current = Q(method="") | Q(sequence=F("visit__sequence"))
    useful = Q(useful_until=None) | Q(useful_until__gt=now)
    failed = Message.objects.filter(current, useful, pk=message.pk, state=Message.State.DEAD)
    changed = failed.exclude(Q(body=b"", account=None)).update(
        state=Message.State.PENDING, attempts_made=0, next_attempt_at=now, leased_until=None
    )
    return bool(changed)


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: doubling from a minute to six hours, with jitter."""
    wait = min(_FIRST_WAIT * int(2 ** min(attempts - 1, 12)), _LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing


def _note(message: Message, now: dt.datetime, *, answer: str, state: Message.State) -> None:
    """Note what came of it, and try hard: what is not noted will be sent once more."""
    for number, wait in enumerate((*_WAITS_TO_NOTE, None)):
        try:
            # A try whose answer alone was lost has done it already.
            if not number or not Attempt.objects.filter(message=message, at=now).exists():
                _write_down(message, now, answer=answer, state=state)
        except AWAY as error:
            if wait is None:
                raise
            log.warning("not_noted_yet", reason=str(error))
            # The connection may be of no use any more; the next try opens another.
            connection.close()
            time.sleep(wait)
        else:
            return


def _write_down(message: Message, now: dt.datetime, *, answer: str, state: Message.State) -> None:
    attempts = message.attempts_made + 1
    if state == Message.State.SENT:
        # One statement and nothing beside it: until it is done, a crash sends the mail again.
        # Written out, since composing it would take longer than sending the mail. It stands also
        # where our lease ran out meanwhile: no other worker's word is better.
        at = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            cursor.execute(_SENT, [attempts, at, message.pk])
        return
    # Where our lease ran out, another worker's word stands.
    ours = Message.objects.filter(
        pk=message.pk, state=Message.State.PENDING, leased_until=message.leased_until
    )
    with transaction.atomic():
        ours.update(
            state=state,
            attempts_made=attempts,
            leased_until=None,
            last_error=answer[:2000],
            next_attempt_at=now + wait_after(attempts),
        )
        Attempt.objects.create(message=message, at=now, answer=answer[:2000])
    if state == Message.State.DEAD:
        # Not the answer, which may name the reader: it stands with the attempt.
        log.warning("message_failed", code=answer[:3] if answer[:3].isdecimal() else "")

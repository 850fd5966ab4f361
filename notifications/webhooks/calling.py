"""The pass that makes the calls which are due, and what follows from the answers.

At-least-once: claimed with a lease, tried again after growing waits, laid aside in the end. Each
webhook is called by one thread at a time, so a slow one holds up nobody but itself; the database
is touched by the pass's own thread alone.
"""

import datetime as dt
import json
import random
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from notifications.models.webhooks import Call, CallAttempt, Webhook
from notifications.webhooks import transport
from notifications.webhooks.notice import tell_that_it_is_off
from notifications.webhooks.outbox import message_id, payload
from notifications.webhooks.secrets import signatures
from notifications.webhooks.transport import Answer
from visits.history.numbering import number_events
from visits.models import VisitEvent

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=2)
# A pass starts no call after so many seconds, and leaves what hangs to its lease.
LONGEST_PASS = 20.0
_AT_ONCE = 8
# What the convention suggests: about three days in all.
WAITS = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
MOST_ATTEMPTS = len(WAITS) + 1
# A webhook that fails rests as a whole, lest every waiting event is tried at a dead door.
_RESTS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600))
# Off after so many failures in a row over so long a time without one success.
_OFF_AFTER_FAILURES = 10
_OFF_AFTER = dt.timedelta(days=3)
_GONE = 410


def make_calls(*, now: dt.datetime) -> int:
    """Make the calls that are due; gives the number of events that were taken."""
    if not due(now).exists():
        return 0
    started = time.monotonic()
    taken = 0
    running: dict[Future[Answer], Call] = {}
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook")
    try:
        while True:
            passed = time.monotonic() - started
            at = now + dt.timedelta(seconds=passed)
            if passed < LONGEST_PASS:
                _start(pool, running, at)
            left = LONGEST_PASS + transport.LONGEST_SECONDS - passed
            if not running or left <= 0:
                return taken
            done, _ = wait(running, timeout=left, return_when=FIRST_COMPLETED)
            at = now + dt.timedelta(seconds=time.monotonic() - started)
            for future in done:
                taken += note(running.pop(future), future.result(), now=at)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def due(now: dt.datetime) -> QuerySet[Call]:
    """Waiting calls that nobody holds and whose time has come, to webhooks on and not resting."""
    return _free(now).filter(
        Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=now), webhook__off_at=None
    )


def _free(now: dt.datetime) -> QuerySet[Call]:
    return Call.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now),
        state=Call.State.PENDING,
        next_attempt_at__lte=now,
    )


def _start(pool: ThreadPoolExecutor, running: dict[Future[Answer], Call], now: dt.datetime) -> None:
    """Start the first due call of each webhook that is not being called already."""
    while len(running) < _AT_ONCE:
        busy = [call.webhook_id for call in running.values()]
        waiting = due(now).exclude(webhook__in=busy).order_by("next_attempt_at", "id")
        pk = waiting.values_list("pk", flat=True).first()
        if pk is None:
            return
        call = claim(pk, now=now)
        if call is None:
            continue
        try:
            body, headers = request_of(call, now=timezone.now())
        except Exception as error:
            log.error("call_not_made", event_id=call.event_id, exc_info=True)
            _lay_aside(call, error)
            continue
        running[pool.submit(transport.post, call.webhook.url, body, headers)] = call


def _lay_aside(call: Call, error: Exception) -> None:
    """Keep a call that cannot even be written where staff see it; those behind it go on."""
    call.state, call.leased_until = Call.State.DEAD, None
    call.last_error = f"{type(error).__name__}: {error}"[:500]
    call.save(update_fields=["state", "leased_until", "last_error"])


def claim(pk: int, *, now: dt.datetime) -> Call | None:
    """Take a call for this worker by one conditional update, or None: another was quicker."""
    # Conditions on the row itself alone: a join would become a subquery, and PostgreSQL does not
    # ask that again after waiting for another worker's update of the row.
    if not _free(now).filter(pk=pk).update(leased_until=now + LEASE):
        return None
    call = Call.objects.select_related("webhook", "event__visit").get(pk=pk)
    if call.event is not None and call.event.number is None:
        # Committed, and relayed by another worker, since this pass began.
        number_events()
        call.event.refresh_from_db(fields=["number"])
    return call


def request_of(call: Call, *, now: dt.datetime) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a try; receivers compare `now` with their own clock."""
    body = json.dumps(payload(call), ensure_ascii=False, separators=(",", ":")).encode()
    own_id = message_id(call)
    return body, {
        "webhook-id": own_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures(call.webhook, message_id=own_id, body=body, now=now),
    }


def note(call: Call, answer: Answer, *, now: dt.datetime) -> bool:
    """Keep what came of a try and decide what follows; True where the event was taken."""
    CallAttempt.objects.create(
        call=call,
        at=now,
        ok=answer.ok,
        status=answer.status,
        took_ms=answer.took_ms,
        answer=answer.words,
    )
    call.attempts_made += 1
    call.leased_until = None
    if answer.ok:
        call.state, call.sent_at, call.last_error = Call.State.SENT, now, ""
        Webhook.objects.filter(pk=call.webhook_id).update(
            failures=0, failing_since=None, rests_until=None, last_success_at=now
        )
    else:
        call.last_error = f"{answer.status or ''} {answer.words}".strip()[:500]
        if call.attempts_made >= MOST_ATTEMPTS or call.event is None:
            call.state = Call.State.DEAD
        else:
            call.next_attempt_at = now + _spread(WAITS[call.attempts_made - 1])
    call.save()
    if not answer.ok and call.event is not None:
        _failed(call, call.event, answer, now)
    return answer.ok


def _failed(call: Call, event: VisitEvent, answer: Answer, now: dt.datetime) -> None:
    """Let the webhook rest, or switch it off where it has failed for long or is gone for good."""
    Webhook.objects.filter(pk=call.webhook_id).update(failures=F("failures") + 1)
    Webhook.objects.filter(pk=call.webhook_id, failing_since=None).update(failing_since=now)
    webhook = Webhook.objects.get(pk=call.webhook_id)
    rest = _spread(_RESTS[min(webhook.failures, len(_RESTS)) - 1])
    if answer.retry_after is not None:
        rest = max(rest, min(dt.timedelta(seconds=answer.retry_after), dt.timedelta(hours=6)))
    webhook.rests_until = now + rest
    webhook.save(update_fields=["rests_until"])
    failing_for = now - (webhook.failing_since or now)
    if answer.status == _GONE:
        switch_off(webhook, event, because="410 Gone", now=now)
    elif webhook.failures >= _OFF_AFTER_FAILURES and failing_for >= _OFF_AFTER:
        switch_off(webhook, event, because=call.last_error, now=now)


def switch_off(webhook: Webhook, event: VisitEvent, *, because: str, now: dt.datetime) -> None:
    """Call this webhook no more, lay aside what waits for it, and tell the host."""
    on = Webhook.objects.filter(pk=webhook.pk, off_at=None)
    if not on.update(off_at=now, off_because=because[:300]):
        return
    waiting = Call.objects.filter(webhook=webhook.pk, state=Call.State.PENDING)
    waiting.update(state=Call.State.DEAD, last_error="webhook switched off")
    log.error("webhook_switched_off", webhook=webhook.name, because=because)
    tell_that_it_is_off(webhook, event, because=because, now=now)


def switch_on(webhook: Webhook) -> None:
    """Call it again from the next event on; what was laid aside goes by `send_again`."""
    Webhook.objects.filter(pk=webhook.pk).update(
        off_at=None, off_because="", failures=0, failing_since=None, rests_until=None
    )


def send_again(call: Call, *, now: dt.datetime) -> bool:
    """Make a call that failed, or was taken, once more; False where its webhook is off."""
    over = Call.objects.filter(pk=call.pk, webhook__off_at=None).exclude(state=Call.State.PENDING)
    changed = over.update(
        state=Call.State.PENDING,
        attempts_made=0,
        next_attempt_at=now,
        leased_until=None,
        sent_at=None,
    )
    return bool(changed)


def send_test(webhook: Webhook, *, now: dt.datetime) -> Answer:
    """Call the webhook at once with a signed test, also one that is off; gives what came of it.

    It is logged as any call is, tried once, and counts for no failure.
    """
    call = Call.objects.create(
        webhook=webhook, created_at=now, next_attempt_at=now, leased_until=now + LEASE
    )
    body, headers = request_of(call, now=now)
    answer = transport.post(webhook.url, body, headers)
    note(call, answer, now=timezone.now())
    return answer


def _spread(wait: dt.timedelta) -> dt.timedelta:
    """A fifth more or less, so that many do not come back at one moment."""
    return wait * random.uniform(0.8, 1.2)  # noqa: S311 - to spread load, not to keep a secret

"""From an event to a call: signed, tried again, laid aside, switched off."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from notifications.due import run_due
from notifications.models import Message
from notifications.models.webhooks import Call, Webhook
from notifications.outbox.relay import relay
from notifications.webhooks import calling
from notifications.webhooks.calling import (
    LEASE,
    MOST_ATTEMPTS,
    claim,
    make_calls,
    send_again,
    send_test,
)
from notifications.webhooks.outbox import queue_calls
from notifications.webhooks.secrets import renew_secret, secret_of
from tests.factories import a_visit
from tests.notifications.webhooks.conftest import Receiver, serve
from tests.visits.api.conftest import program
from visits.history.events import Actor
from visits.life import deciding
from visits.models import VisitEvent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]
REASON = "Bapak Joko sakit"


def expected_signature(secret: str, headers: dict[str, str], body: bytes) -> str:
    """As the convention's own text says, written anew for the test."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def told(now: dt.datetime, **values: Any) -> None:
    """One event, waiting to be called about."""
    a_visit(trusted=True, **values)
    relay(now=now)


def test_an_event_is_posted_as_the_feed_shows_it_and_signed(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    a_visit(trusted=True)
    assert run_due(now=now).called == 1
    [(headers, body)] = receiver.got
    [shown] = program("visits:read").get("/api/v1/events/").json()["results"]
    sent = json.loads(body)
    assert sent["data"] == shown
    assert (sent["type"], sent["timestamp"]) == ("visit.submitted", shown["at"])
    assert headers["webhook-id"] == f"event_{shown['id']}"
    assert headers["webhook-signature"] == expected_signature(secret_of(webhook), headers, body)
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 5
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert headers[":path"] == "/hook?from=singgah"
    assert run_due(now=now).called == 0


def test_a_test_is_signed_sent_once_and_logged(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    assert send_test(webhook, now=now).ok
    [(headers, body)] = receiver.got
    sent = json.loads(body)
    assert (sent["type"], sent["data"]) == ("singgah.test", {"webhook": "Dasbor"})
    assert headers["webhook-signature"] == expected_signature(secret_of(webhook), headers, body)
    call = Call.objects.get()
    assert (call.event, call.state, call.attempts_made) == (None, "sent", 1)
    assert headers["webhook-id"] == f"test_{call.pk}"
    assert str(call) == "Dasbor: test"
    assert run_due(now=now).called == 0


def test_a_test_that_fails_switches_nothing_off_and_is_not_tried_again(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    receiver.answers = [(410, {}, b"gone for good")]
    answer = send_test(webhook, now=now)
    assert (answer.ok, answer.status) == (False, 410)
    call = Call.objects.get()
    assert (call.state, call.last_error) == ("dead", "410 gone for good")
    [attempt] = call.attempts.all()
    assert (attempt.status, attempt.answer) == (410, "gone for good")
    webhook.refresh_from_db()
    assert (webhook.off_at, webhook.failures) == (None, 0)
    assert run_due(now=now + dt.timedelta(days=1)).called == 0
    assert len(receiver.got) == 1


def test_a_test_goes_the_guarded_way(
    webhook: Webhook, settings: Settings, now: dt.datetime
) -> None:
    settings.WEBHOOK_LOOPBACK = False
    assert send_test(webhook, now=now).status is None
    assert Call.objects.get().state == "dead"


def test_nothing_personal_leaves_the_house(
    receiver: Receiver, webhook: Webhook, now: dt.datetime, protocol: Actor
) -> None:
    visit = a_visit(trusted=True)
    deciding.decline(visit, reason=REASON, by=protocol, now=now)
    run_due(now=now)
    everything = b"".join(body for _, body in receiver.got).decode()
    assert len(receiver.got) == 2
    for value in (REASON, visit.contact_name, visit.contact_email, visit.leader_name, "protokol"):
        assert value not in everything


def test_only_chosen_kinds_are_told(receiver: Receiver, webhook: Webhook, now: dt.datetime) -> None:
    Webhook.objects.update(kinds=["cancelled"])
    a_visit()
    run_due(now=now)
    assert receiver.got == []
    assert not Call.objects.exists()


def test_a_new_secret_signs_beside_the_former_one_for_a_day(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    former = secret_of(webhook)
    renew_secret(webhook, now=now)
    assert secret_of(webhook) != former
    told(now)
    make_calls(now=now)
    headers, body = receiver.got[0]
    both = [expected_signature(secret, headers, body) for secret in (secret_of(webhook), former)]
    assert headers["webhook-signature"].split() == both
    Webhook.objects.update(former_until=now - dt.timedelta(seconds=1))
    told(now)
    make_calls(now=now)
    headers, body = receiver.got[1]
    assert headers["webhook-signature"] == expected_signature(secret_of(webhook), headers, body)


def test_the_secret_does_not_lie_in_the_database_and_outlives_a_change_of_key(
    receiver: Receiver, webhook: Webhook, now: dt.datetime, settings: Settings
) -> None:
    secret = secret_of(webhook)
    assert secret not in str(Webhook.objects.values().get())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one that is long enough to be one, 0123456789"
    told(now)
    make_calls(now=now)
    headers, body = receiver.got[0]
    assert expected_signature(secret, headers, body) in headers["webhook-signature"].split()


def test_a_failure_is_tried_again_later_with_the_same_id(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    receiver.answers = [(500, {}, b"database away"), (204, {}, b"")]
    told(now)
    assert make_calls(now=now) == 0
    call = Call.objects.get()
    assert (call.state, call.last_error) == (Call.State.PENDING, "500 database away")
    assert dt.timedelta(seconds=4) <= call.next_attempt_at - now <= dt.timedelta(seconds=6.1)
    assert make_calls(now=now) == 0
    assert len(receiver.got) == 1
    assert make_calls(now=now + dt.timedelta(seconds=7)) == 1
    first, second = receiver.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[1] == second[1]
    assert [a.status for a in Call.objects.get().attempts.all()] == [500, 204]
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (0, None)


def test_retry_after_is_heeded(receiver: Receiver, webhook: Webhook, now: dt.datetime) -> None:
    receiver.answers = [(429, {"Retry-After": "900"}, b"")]
    told(now)
    make_calls(now=now)
    make_calls(now=now + dt.timedelta(seconds=800))
    assert len(receiver.got) == 1
    make_calls(now=now + dt.timedelta(seconds=1000))
    assert len(receiver.got) == 2


def test_what_fails_again_and_again_is_laid_aside_and_others_go_on(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    told(now)
    poison = Call.objects.get()
    moment = now
    for _ in range(MOST_ATTEMPTS):
        receiver.answers = [(400, {}, b"no")]
        make_calls(now=moment)
        moment += dt.timedelta(hours=30)
        # Between two of them all is well, so the webhook stays on.
        Webhook.objects.update(failing_since=None, failures=0)
    poison.refresh_from_db()
    assert (poison.state, poison.attempts_made) == (Call.State.DEAD, MOST_ATTEMPTS)
    told(moment)
    assert make_calls(now=moment) == 1
    assert send_again(poison, now=moment)
    assert make_calls(now=moment) == 1
    poison.refresh_from_db()
    assert poison.state == Call.State.SENT


def test_a_poisonous_event_does_not_hold_up_those_behind_it(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    told(now)
    receiver.answers = [(400, {}, b"no")]
    make_calls(now=now)
    told(now)
    rested = Webhook.objects.get().rests_until
    assert rested is not None
    Call.objects.filter(attempts_made=1).update(next_attempt_at=now + dt.timedelta(minutes=5))
    assert make_calls(now=rested) == 1


def test_a_webhook_that_fails_for_days_is_switched_off_and_the_host_is_told(
    receiver: Receiver, webhook: Webhook, now: dt.datetime
) -> None:
    receiver.answers = [(503, {}, b"weg")] * 50
    moment = now
    while Webhook.objects.get().off_at is None:
        assert moment - now < dt.timedelta(days=5)
        told(moment)
        make_calls(now=moment)
        moment += dt.timedelta(hours=7)
    assert moment - now >= dt.timedelta(days=3)
    assert not Call.objects.filter(state=Call.State.PENDING).exists()
    [notice] = Message.objects.filter(template="webhook_off")
    assert notice.recipient == "protokol@mpp.batam.example"
    calls = Call.objects.count()
    told(moment)
    assert Call.objects.count() == calls
    assert not send_again(Call.objects.first(), now=moment)  # type: ignore[arg-type]
    calling.switch_on(Webhook.objects.get())
    receiver.answers = []
    told(moment)
    assert make_calls(now=moment) == 1


def test_the_notice_goes_out_like_any_mail(
    receiver: Receiver, webhook: Webhook, now: dt.datetime, settings: Settings
) -> None:
    receiver.answers = [(410, {}, b"")]
    told(now)
    make_calls(now=now)
    assert Webhook.objects.get().off_because == "410 Gone"
    run_due(now=now + dt.timedelta(minutes=1))
    mails = [f.read_text() for f in (settings.DATA_DIR / "mail").glob("*.eml")]
    assert sum("Subject: Webhook" in mail and "Dasbor" in mail for mail in mails) == 1


def test_a_slow_target_holds_up_nobody_but_itself(
    receiver: Receiver, webhook: Webhook, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "LONGEST_PASS", 0.5)
    slow = Receiver(before_answer=lambda: time.sleep(1.2))
    server = serve(slow)
    Webhook.objects.create(name="Lambat", url=slow.url)
    for _ in range(4):
        a_visit()
    relay(now=now)
    started = time.monotonic()
    assert make_calls(now=now) == 4 + 1
    assert time.monotonic() - started < 4.5
    # Its others wait for the next pass: no call begins when the time of this one is over.
    assert (len(receiver.got), len(slow.got)) == (4, 1)
    assert Call.objects.filter(state=Call.State.PENDING, leased_until=None).count() == 3
    server.shutdown()
    server.server_close()


def test_a_call_is_claimed_by_one_worker_and_again_when_its_lease_is_over(
    webhook: Webhook, now: dt.datetime
) -> None:
    told(now)
    pk = Call.objects.get().pk
    assert claim(pk, now=now) is not None
    assert claim(pk, now=now) is None
    assert claim(pk, now=now + LEASE) is not None


def test_a_claim_asks_of_the_row_alone(webhook: Webhook, now: dt.datetime) -> None:
    # PostgreSQL asks a subquery not again after it waited for another worker: both would call.
    told(now)
    with CaptureQueriesContext(connection) as queries:
        claim(Call.objects.get().pk, now=now)
    [update] = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]
    assert "SELECT" not in update


def test_an_event_makes_one_call_however_often_it_is_relayed(
    webhook: Webhook, now: dt.datetime
) -> None:
    told(now)
    VisitEvent.objects.update(told_at=None)
    Message.objects.all().delete()
    relay(now=now)
    assert Call.objects.count() == 1


def test_an_event_that_cannot_be_told_waits_as_failed_and_those_behind_it_go_on(
    receiver: Receiver, webhook: Webhook, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(now)
    told(now)
    poison = Call.objects.order_by("id")[0]

    def payload(event: VisitEvent) -> dict[str, Any]:
        if event.pk == poison.event_id:
            raise ValueError("no words for it")
        return {"fine": True}

    monkeypatch.setattr(calling, "payload", payload)
    assert make_calls(now=now) == 1
    poison.refresh_from_db()
    assert (poison.state, poison.last_error) == (Call.State.DEAD, "ValueError: no words for it")
    assert Webhook.objects.get().failures == 0


def test_an_event_is_numbered_before_anybody_is_called_about_it(
    webhook: Webhook, now: dt.datetime
) -> None:
    # As where it was committed, and relayed by another worker, in the middle of this one's pass.
    queue_calls(a_visit().events.get(), now=now)
    call = claim(Call.objects.get().pk, now=now)
    assert call is not None
    assert call.event.number == 1

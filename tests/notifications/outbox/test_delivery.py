"""Delivery against servers in every mood: nothing lost, nobody held up by another's trouble."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings as settings_of_django
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from notifications.models import Attempt, Message
from notifications.outbox import claiming, delivery
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import Moody, approved
from tests.readers import ical_js
from tests.stack import free_port
from visits.history.events import DELEGATION, Actor, record
from visits.life.requesting import Contact
from visits.models import Host, Visit, VisitEvent

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=5)


def from_(local: str) -> Visit:
    email = f"{local}@solokkab.example"
    return a_visit(contact=Contact(name=local, phone="+6281234567890", email=email))


def state_of(local: str) -> str:
    state: str = Message.objects.values_list("state", flat=True).get(recipient__startswith=local)
    return state


def test_envelope_from_and_organizer_are_one_address_and_each_mail_has_one_reader(
    room: Room, host: Host, protocol: Actor, smtp: Moody, now: dt.datetime
) -> None:
    approved(protocol)
    relay(now=now)
    delivery.deliver(now=now)
    for (sender, readers), mail in zip(smtp.envelopes, smtp.mails, strict=True):
        assert [mail["From"].addresses[0].addr_spec] == [sender] == [host.email]
        assert [address.addr_spec for address in mail["To"].addresses] == readers
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                (event,) = ical_js.read(part.get_payload(decode=True))
                assert event["organizer"]["address"] == f"mailto:{sender}"
                assert [a["address"] for a in event["attendees"]] == [f"mailto:{readers[0]}"]


def test_a_connection_cut_in_the_middle_is_tried_again(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    from_("andi")
    relay(now=now)
    smtp.answer = "drop"
    assert delivery.deliver(now=now) == 0
    assert state_of("andi") == Message.State.PENDING
    smtp.answer = ""
    assert delivery.deliver(now=now + LATER) == 1
    assert len(smtp.mails) == 1


def test_one_refused_recipient_does_not_hold_up_the_next(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    from_("andi")
    relay(now=now)
    Message.objects.update(body=b"From: a@b.example\r\nX: " + b"x" * 2000 + b"\r\n\r\n")
    Message.objects.update(recipient="andi\u00e9@solokkab.example")
    from_("budi")
    relay(now=now)
    assert delivery.deliver(now=now) == 1
    assert (state_of("andi"), state_of("budi")) == (Message.State.DEAD, Message.State.SENT)
    assert "UnicodeEncodeError" in Message.objects.get(recipient__startswith="andi").last_error


def test_while_no_server_answers_only_one_message_spends_an_attempt(
    room: Room, host: Host, settings: Settings, now: dt.datetime
) -> None:
    settings.DEMO_SMTP, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", free_port()
    for local in ("andi", "budi", "cici"):
        from_(local)
    relay(now=now)
    assert delivery.deliver(now=now) == 0
    assert Attempt.objects.count() == 1
    assert "ConnectionRefusedError" in Attempt.objects.get().answer
    assert not Message.objects.exclude(state=Message.State.PENDING).exists()


def test_a_wrong_password_is_no_reason_to_give_up_a_message(
    room: Room, host: Host, smtp: Moody, settings: Settings, now: dt.datetime
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "singgah", "salah"
    from_("andi")
    relay(now=now)
    assert delivery.deliver(now=now) == 0
    assert state_of("andi") == Message.State.PENDING


def test_a_message_tried_too_often_is_laid_aside(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    from_("andi")
    relay(now=now)
    smtp.answer = "452 mailbox full"
    for _ in range(delivery.MOST_ATTEMPTS):
        assert state_of("andi") == Message.State.PENDING
        delivery.deliver(now=now)
        now += dt.timedelta(hours=8)
    assert state_of("andi") == Message.State.DEAD
    assert "mailbox full" in Message.objects.get().last_error


def test_mails_to_one_reader_arrive_in_the_order_of_events(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    visit = from_("andi")
    record(visit, VisitEvent.Kind.LINK_ASKED, by=DELEGATION, now=now)
    relay(now=now)
    first = Message.objects.earliest("id")
    second = Message.objects.exclude(pk=first.pk).get()
    smtp.answer = "451 later"
    delivery.deliver(now=now)
    assert Attempt.objects.filter(message=second).count() == 0
    smtp.answer = ""
    assert delivery.deliver(now=now + LATER) == 2
    ids = [str(mail["Message-ID"]) for mail in smtp.mails]
    assert ids.index(first.message_id) < ids.index(second.message_id)
    theirs = next(m for m in smtp.mails if m["Message-ID"] == second.message_id)
    assert theirs["References"] == first.message_id


def test_a_slow_worker_does_not_undo_what_a_quicker_one_did(
    room: Room, host: Host, now: dt.datetime
) -> None:
    class SlowThenAway:
        """While it waits, its lease runs out and another worker delivers."""

        def send(self, body: bytes, recipient: str, *, returns_to: str = "") -> str:
            assert delivery.deliver(now=now + claiming.LEASE) == 1
            raise delivery.Away("timed out")

    from_("andi")
    relay(now=now)
    [claimed] = claiming.claim_next(now=now)
    assert delivery.attempt(claimed, SlowThenAway(), now=now) is False
    assert state_of("andi") == Message.State.SENT


def test_a_claim_takes_the_oldest_by_one_statement_and_brings_all_that_sending_needs(
    room: Room, host: Host, now: dt.datetime
) -> None:
    for local in ("andi", "budi", "cici"):
        from_(local)
    relay(now=now)
    oldest = list(Message.objects.order_by("pk")[:2])
    claiming.claim_next(now=now, most=0)
    with CaptureQueriesContext(connection) as seen:
        taken = claiming.claim_next(now=now, most=2)
        wanted = [(m.pk, m.recipient, bytes(m.body), m.facts, m.created_at) for m in oldest]
        assert [(m.pk, m.recipient, bytes(m.body), m.facts, m.created_at) for m in taken] == wanted
        assert [message.leased_until for message in taken] == [now + claiming.LEASE] * 2
    assert len(seen) == 1
    assert claiming.due(now).count() == 1
    assert claiming.due(now + claiming.LEASE).count() == 3


def test_what_was_claimed_and_not_tried_is_left_to_others_at_once(
    room: Room, host: Host, settings: Settings, now: dt.datetime
) -> None:
    settings.DEMO_SMTP, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", free_port()
    for local in ("andi", "budi", "cici"):
        from_(local)
    relay(now=now)
    assert delivery.deliver(now=now) == 0
    assert claiming.due(now).count() == 2


def test_no_message_is_sent_on_a_lease_that_may_run_out_meanwhile(
    room: Room, host: Host, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed, left = [0.0], []

    class Slow:
        """Takes half a minute for each message."""

        def send(self, body: bytes, recipient: str, *, returns_to: str = "") -> str:
            lease = Message.objects.get(recipient=recipient).leased_until
            assert lease
            left.append(lease - now - dt.timedelta(seconds=passed[0]))
            passed[0] += 30
            return "250"

    @contextmanager
    def slow() -> Iterator[dict[str, Slow]]:
        yield {"email": Slow()}

    for local in ("andi", "budi", "cici", "dedi"):
        from_(local)
    relay(now=now)
    monkeypatch.setattr(delivery.transport, "current", slow)
    monkeypatch.setattr(delivery.time, "monotonic", lambda: passed[0])
    assert delivery.deliver(now=now) == 4
    longest = dt.timedelta(seconds=10 * settings_of_django.EMAIL_TIMEOUT)
    assert min(left) >= longest


def test_a_full_disk_of_the_demo_loses_nothing(
    room: Room, host: Host, settings: Settings, tmp_path: Path, now: dt.datetime
) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be")
    from_("andi")
    relay(now=now)
    assert delivery.deliver(now=now) == 0
    (tmp_path / "mail").unlink()
    assert delivery.deliver(now=now + LATER) == 1
    [file] = (tmp_path / "mail").glob("*.eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    words = mail.get_body(preferencelist=("plain",))
    assert words is not None
    # A file's lines end as files' lines do, so that this finds the code alone on one.
    assert re.search(r"^\d{6}$", words.get_content(), re.MULTILINE)

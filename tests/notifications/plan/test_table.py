"""Events in, messages out: once, in order, to the right people, and never lost."""

import datetime as dt
import re
from pathlib import Path

import pytest

from notifications.models import Attempt, Message
from notifications.outbox import claiming, delivery
from notifications.outbox.relay import relay
from notifications.plan import table as plan
from notifications.plan.reminders import REMINDERS
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import CONTACT, Moody, approved, mail_of
from tests.readers import ical_js
from visits.history.events import DELEGATION, Actor
from visits.life import answering
from visits.models import Host, Visit, VisitEvent

pytestmark = pytest.mark.django_db


def test_the_table_in_the_docs_is_the_plan() -> None:
    text = (Path(__file__).parents[3] / "docs" / "messages.md").read_text()
    documented = re.findall(
        r"^\| (\w+) \| (\w+) \| (\w+) \| (\w*) ?\| ([\w ]*?) ?\|$", text, re.MULTILINE
    )
    assert [row for row in documented if row[0] != "event"] == [
        (
            *(str(kind), str(line.to), line.template, str(line.calendar)),
            line.only.__name__.replace("_", " ").replace("always", ""),
        )
        for kind, lines in plan.PLAN.items()
        for line in lines
    ]


def test_the_reminders_in_the_docs_are_those_of_the_code() -> None:
    text = (Path(__file__).parents[3] / "docs" / "messages.md").read_text()
    _, _, table = text.partition("## Reminders")
    documented = re.findall(
        r"^\| (\w+) \| (\w+) \| (\w+) \| .+ \| (yes)? ?\|$", table, re.MULTILINE
    )
    assert documented == [
        (reminder.name, str(to), template, "yes" if reminder.urgent else "")
        for reminder in REMINDERS
        for to, template in reminder.lines
    ]


def test_every_kind_of_event_has_its_line() -> None:
    assert set(plan.PLAN) == set(VisitEvent.Kind)


def test_an_event_is_told_once(room: Room, host: Host, now: dt.datetime) -> None:
    a_visit()
    assert relay(now=now) == 1
    assert relay(now=now) == 0
    assert list(Message.objects.values_list("template", "recipient")) == [
        ("confirm_address", CONTACT)
    ]


def test_contact_and_officer_get_the_same_event_but_not_each_others_address(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    relay(now=now)
    officer = visit.officers.get()
    theirs = Message.objects.get(template="approved")
    ours = Message.objects.get(template="officer_invited")
    for message, own, other in ((theirs, CONTACT, officer.email), (ours, officer.email, CONTACT)):
        raw = [p for p in mail_of(message).walk() if p.get_content_type() == "text/calendar"]
        first, second = (part.get_payload(decode=True) for part in raw)
        assert first == second
        (event,) = ical_js.read(first)
        assert event["uid"] == f"{visit.uid}@mpp.batam.example"
        assert event["sequence"] == visit.sequence
        assert [a["address"] for a in event["attendees"]] == [f"mailto:{own}"]
        assert other not in bytes(message.body).decode() + first.decode()


def test_a_cancellation_goes_only_where_an_invitation_was(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    answering.cancel(visit, reason="Uji", by=DELEGATION, now=now)
    # Nothing was told yet: the invitation is overtaken, and nobody has to take anything out.
    relay(now=now)
    assert not Message.objects.exclude(method="").exists()

    other = approved(protocol)
    relay(now=now)
    answering.cancel(other, reason="Uji", by=DELEGATION, now=now)
    relay(now=now)
    methods = Message.objects.filter(visit=other, recipient=CONTACT).order_by("id")
    assert [m for m in methods.values_list("method", flat=True) if m] == ["REQUEST", "CANCEL"]
    request, cancel = methods.exclude(method="")
    assert cancel.sequence > request.sequence


def test_a_message_that_cannot_be_made_waits_alone(
    room: Room, host: Host, now: dt.datetime
) -> None:
    bad = a_visit()
    Visit.objects.filter(pk=bad.pk).update(contact_email="not an address")
    a_visit()
    assert relay(now=now) == 2
    states = dict(Message.objects.values_list("visit_id", "state"))
    assert states[bad.pk] == Message.State.DEAD
    assert list(states.values()).count(Message.State.PENDING) == 1


def test_what_is_due_is_delivered_once_with_the_same_bytes(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    a_visit()
    relay(now=now)
    assert delivery.deliver(now=now) == 1
    assert delivery.deliver(now=now) == 0
    (mail,) = smtp.mails
    assert mail["Message-ID"] == Message.objects.get().message_id
    assert mail["From"].addresses[0].addr_spec == "protokol@mpp.batam.example"


def test_a_server_that_is_busy_is_asked_again_later(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    a_visit()
    relay(now=now)
    smtp.answer = "451 greylisted, try later"
    assert delivery.deliver(now=now) == 0
    assert delivery.deliver(now=now) == 0
    assert Attempt.objects.count() == 1
    smtp.answer = ""
    assert delivery.deliver(now=now + dt.timedelta(minutes=2)) == 1
    assert Message.objects.get().attempts_made == 2


def test_a_refusal_for_good_is_laid_aside_with_the_servers_words(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    a_visit()
    relay(now=now)
    smtp.answer = "550 no such mailbox"
    delivery.deliver(now=now)
    message = Message.objects.get()
    assert message.state == Message.State.DEAD
    assert "no such mailbox" in message.last_error
    smtp.answer = ""
    delivery.send_again(message, now=now)
    assert delivery.deliver(now=now) == 1


def test_a_worker_that_died_leaves_a_lease_that_runs_out(
    room: Room, host: Host, smtp: Moody, now: dt.datetime
) -> None:
    a_visit()
    relay(now=now)
    message = Message.objects.get()
    assert claiming.claim_next(now=now) == [message]
    assert claiming.claim_next(now=now) == []
    assert delivery.deliver(now=now) == 0
    assert delivery.deliver(now=now + claiming.LEASE) == 1
    assert smtp.mails[0]["Message-ID"] == message.message_id


def test_the_waiting_time_doubles_up_to_six_hours() -> None:
    first, later = delivery.wait_after(1), delivery.wait_after(30)
    assert dt.timedelta(seconds=48) <= first <= dt.timedelta(seconds=72)
    assert later <= dt.timedelta(hours=7.2)

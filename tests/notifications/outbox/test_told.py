"""What was written about a visit: to whom, in which state, and what it says."""

import datetime as dt

import pytest

from notifications.models import Message
from notifications.outbox import bad_addresses
from notifications.outbox.relay import relay
from notifications.outbox.told import State, text_of, told
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import CONTACT, approved
from tests.notifications.outbox.test_failures import message
from visits.access.tokens import email_code, visit_token
from visits.history.events import Actor
from visits.models import Host

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    pass


def test_each_message_says_to_whom_and_how_far_it_came(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    Message.objects.all().delete()
    for state in ("pending", "sent", "dead"):
        message(visit, state, now, last_error="552 penuh" if state == "dead" else "")
    back = message(visit, "sent", now)
    bad_addresses.mark(back, source="report", answer="5.1.1 tidak ada", now=now)
    visit.events.update(told_at=now)
    rows = told(visit)
    assert [(row.state, row.why) for row in rows] == [
        (State.CAME_BACK, "5.1.1 tidak ada"),
        (State.FAILED, "552 penuh"),
        (State.DELIVERED, ""),
        (State.WAITING, ""),
    ]
    assert {(row.address, row.reader) for row in rows} == {(CONTACT, "Narahubung rombongan")}
    # The address works again: the message did come back all the same.
    bad_addresses.mark_good(CONTACT)
    assert told(visit)[0].state == State.CAME_BACK


def test_what_the_next_pass_will_write_waits_already(protocol: Actor, now: dt.datetime) -> None:
    visit = approved(protocol)
    officer = visit.officers.get()
    before = [(row.title, row.reader, row.state) for row in told(visit)]
    assert ("Disetujui, dengan undangan kalender", "Narahubung rombongan", State.WAITING) in before
    assert any(reader == officer.name for _title, reader, _state in before)
    relay(now=now)
    after = told(visit)
    assert all(row.message for row in after)


def test_the_text_opens_nothing(now: dt.datetime) -> None:
    visit = a_visit()
    relay(now=now)
    sent = Message.objects.get(template="confirm_address")
    assert email_code(visit).encode() in bytes(sent.body)
    text = text_of(sent)
    assert visit.reference in text.words
    assert email_code(visit) not in text.words
    assert visit_token(visit) not in text.words
    assert "/k/***" in text.words
    assert text.language == visit.language

"""The mailbox by IMAP: read and never changed, each mail once, and no trouble of its held up."""

import datetime as dt
import re
import time
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from notifications.due import run_due
from notifications.inbox import mailboxes, read_inbox
from notifications.inbox.reading import EVERY
from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.notifications.inbox.imap_server import ImapServer, imap_server
from tests.notifications.inbox.mails_in import reply
from tests.notifications.letters import approved
from visits.history.events import Actor
from visits.models import Assignment, Host

pytestmark = pytest.mark.django_db


@pytest.fixture
def imap(settings: Settings) -> Iterator[ImapServer]:
    """A mailbox that Singgah is told to read."""
    with imap_server() as server:
        settings.INBOX_URL = server.url()
        yield server


@pytest.fixture
def invitation(room: Room, host: Host, protocol: Actor, now: dt.datetime) -> Message:
    """What an officer got."""
    approved(protocol)
    relay(now=now)
    return Message.objects.get(template="officer_invited")


def fetched(server: ImapServer) -> list[int]:
    found = [re.match(r"UID FETCH (\d+) \(BODY", command) for command in server.commands]
    return [int(match[1]) for match in found if match]


def test_each_mail_is_read_once_and_nothing_is_changed(
    imap: ImapServer, invitation: Message, now: dt.datetime
) -> None:
    imap.mails = {3: b"Subject: Halo\n\nApa kabar?", 8: reply(invitation)}
    assert read_inbox(now=now) == 1
    assert Assignment.objects.get().answer == "accepted"
    assert read_inbox(now=now + EVERY) == 0
    imap.mails[9] = reply(invitation, "DECLINED", stamp="20261127T010000Z")
    assert read_inbox(now=now + 2 * EVERY) == 1
    assert fetched(imap) == [3, 8, 9]
    verbs = {command.split()[0].upper() for command in imap.commands}
    assert verbs == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
    assert not [c for c in imap.commands if "STORE" in c.upper() or "COPY" in c.upper()]


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning_and_answers_count_once(
    imap: ImapServer, invitation: Message, now: dt.datetime
) -> None:
    imap.mails = {8: reply(invitation)}
    assert read_inbox(now=now) == 1
    imap.validity, imap.mails = 8, {1: imap.mails[8]}
    assert read_inbox(now=now + EVERY) == 0
    assert fetched(imap) == [8, 1]


def test_a_large_mail_is_not_fetched(
    imap: ImapServer, invitation: Message, now: dt.datetime
) -> None:
    imap.mails = {1: b"x" * (mailboxes.MOST_OCTETS + 1), 2: reply(invitation)}
    assert read_inbox(now=now) == 1
    assert fetched(imap) == [2]


def test_trouble_of_the_mailbox_stays_its_own(
    imap: ImapServer,
    invitation: Message,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    now: dt.datetime,
) -> None:
    monkeypatch.setattr(mailboxes, "_TIMEOUT_SECONDS", 0.5)
    imap.silent = True
    started = time.monotonic()
    done = run_due(now=now)
    assert done.received == 0
    assert done.delivered > 0
    assert time.monotonic() - started < 10
    imap.silent = False
    imap.mails = {1: reply(invitation)}
    settings.INBOX_URL = imap.url("salah")
    assert read_inbox(now=now + EVERY) == 0
    settings.INBOX_URL = "imaps://a:b@imap.example/INBOX"  # a demo stays on its own machine
    assert read_inbox(now=now + 2 * EVERY) == 0
    settings.INBOX_URL = "pop3://127.0.0.1/"
    assert read_inbox(now=now + 3 * EVERY) == 0
    settings.INBOX_URL = imap.url()
    assert read_inbox(now=now + 4 * EVERY) == 1

"""A relay gives our mails another Message-ID: what comes back is known by its return path."""

import datetime as dt
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from notifications.inbox import read_inbox
from notifications.inbox.believing import Trust
from notifications.inbox.parts import taken_apart
from notifications.inbox.reading import EVERY, take
from notifications.models import BadAddress, Message, ReceivedMail
from notifications.outbox.delivery import deliver
from notifications.outbox.relay import relay
from notifications.outbox.return_path import message_of_token, return_path_of
from scheduling.models import Room
from tests.notifications.inbox import bounce_corpus as corpus
from tests.notifications.inbox.imap_server import ImapServer, imap_server
from tests.notifications.letters import CONTACT, approved
from tests.stack import free_port
from visits.history.events import Actor
from visits.models import Host

pytestmark = pytest.mark.django_db

FOREIGN_ID = "<0107019abc.def@relay.example>"
REPORT = """From: MAILER-DAEMON@relay.example
To: <{to}>
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; {reader}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
{original}
--b--
"""
ORIGINAL = """
--b
Content-Type: text/rfc822-headers

{headers}"""


class Relay:
    """Takes a mail, gives it an id of its own, and cannot deliver it."""

    def __init__(self, back: int, *, original: bool) -> None:
        self.back, self.original = back, original
        self.taken: list[tuple[str, str, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep it under another Message-ID."""
        mail = message_from_bytes(envelope.content)
        mail.replace_header("Message-ID", FOREIGN_ID)
        heads = "".join(f"{name}: {value}\n" for name, value in mail.items())
        self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], heads.encode()))
        return "250 taken"

    def give_up(self, reader: str) -> None:
        """Send reports of what was for `reader` to where their envelopes came from."""
        for sender, to, heads in self.taken:
            if to == reader:
                original = ORIGINAL.format(headers=heads.decode()) if self.original else ""
                report = REPORT.format(to=sender, reader=reader, original=original)
                with smtplib.SMTP("127.0.0.1", self.back) as server:
                    server.sendmail("", [sender], report)


class OurServer:
    """The mail server of the host's domain: what is for `balik+...` lies in the mailbox."""

    def __init__(self, imap: ImapServer) -> None:
        self.imap = imap

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Deliver it as Postfix does."""
        (to,) = envelope.rcpt_tos
        local, _at, domain = to.partition("@")
        if local.partition("+")[0] != "balik" or domain != "mpp.batam.example":
            return "550 5.1.1 no such user"
        heads = f"Return-Path: <{envelope.mail_from}>\nX-Original-To: {to}\n".encode()
        self.imap.mails[len(self.imap.mails) + 1] = heads + envelope.content
        return "250 delivered"


@contextmanager
def serving(handler: Any) -> Iterator[int]:
    """The port on loopback at which the handler answers."""
    port = free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@pytest.fixture
def message(
    room: Room, host: Host, protocol: Actor, settings: Settings, now: dt.datetime
) -> Message:
    """A mail to the contact of an approved visit."""
    settings.EMAIL_RETURN_PATH = "balik@mpp.batam.example"
    approved(protocol)
    relay(now=now)
    return Message.objects.filter(recipient=CONTACT).earliest("id")


def token_of(message: Message) -> str:
    return return_path_of(message).partition("+")[2].partition("@")[0]


@pytest.mark.parametrize("original", [True, False], ids=["with the original", "without it"])
def test_a_report_of_a_relay_that_replaced_the_id_marks_the_reader(
    message: Message, original: bool, settings: Settings, now: dt.datetime
) -> None:
    with imap_server() as imap, serving(OurServer(imap)) as back:
        outside = Relay(back, original=original)
        with serving(outside) as port:
            settings.DEMO_SMTP, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", port
            assert deliver(now=now) > 1
        settings.INBOX_URL = imap.url()
        outside.give_up(CONTACT)
        returned = Message.objects.filter(recipient=CONTACT)
        assert len(imap.mails) == len(returned) > 0
        own = f"Message-ID: {message.message_id}".encode()
        assert not any(own in mail for mail in imap.mails.values())
        assert read_inbox(now=now) == len(returned)
        # The same once more, as some relays do: nothing new.
        outside.give_up(CONTACT)
        assert read_inbox(now=now + EVERY) == 0
    bad = BadAddress.objects.get()
    assert (bad.address, bad.answer) == (CONTACT, "5.1.1 550 5.1.1 no such user")
    assert {mail.outcome for mail in ReceivedMail.objects.all()} == {"marked"}
    assert not Message.objects.filter(recipient=CONTACT, returned_at=None).exists()


def test_each_message_has_a_return_path_of_its_own_that_servers_take(message: Message) -> None:
    paths = [return_path_of(one) for one in Message.objects.all()]
    assert len(set(paths)) == len(paths) > 1
    for path in paths:
        local, _at, domain = path.partition("@")
        assert path == path.lower()
        assert len(local) <= 64
        assert domain == "mpp.batam.example"


def test_without_the_setting_a_mail_comes_back_to_its_sender(
    message: Message, settings: Settings
) -> None:
    settings.EMAIL_RETURN_PATH = ""
    assert return_path_of(message) == ""


def test_an_address_written_in_capitals_is_known_too(message: Message, now: dt.datetime) -> None:
    report = REPORT.format(to=return_path_of(message).upper(), reader=CONTACT, original="")
    assert take(report.encode(), now=now)


def test_words_of_a_server_count_by_the_return_path_alone(
    message: Message, now: dt.datetime
) -> None:
    text = corpus.QMAIL.format(to=CONTACT, code="5.1.1", copy="")
    head = f"From: MAILER-DAEMON@mx.example\nTo: {return_path_of(message)}\n"
    assert take(f"{head}{corpus.plain(text)}".encode(), now=now)
    assert BadAddress.objects.get().address == CONTACT


def test_a_forged_or_foreign_token_does_nothing(
    message: Message, settings: Settings, now: dt.datetime
) -> None:
    good = token_of(message)
    number, _dash, mac = good.partition("-")
    other = Message.objects.exclude(pk=message.pk).earliest("id")
    last = "0" if mac[-1] != "0" else "1"
    forged = [
        f"{number}-{'0' * 20}",
        f"{number}-{mac[:-1]}{last}",
        f"{other.pk}-{mac}",
        f"{'9' * 19}-{mac}",
        f"0-{mac}",
    ]
    for token in forged:
        report = REPORT.format(to=f"balik+{token}@mpp.batam.example", reader=CONTACT, original="")
        assert not take(report.encode(), now=now), token
        assert message_of_token(token) is None
    settings.SECRET_KEY = "the key of another installation, as long as ours"
    report = REPORT.format(to=return_path_of(message), reader=CONTACT, original="")
    settings.SECRET_KEY = "ours, which is not that one, and as long as it must be"
    assert not take(report.encode(), now=now)
    assert not BadAddress.objects.exists()
    assert not ReceivedMail.objects.exists()


def test_a_token_made_under_a_former_key_still_counts(message: Message, settings: Settings) -> None:
    token = token_of(message)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key, as long as it must be, and no other one"
    assert message_of_token(token) == message


def test_what_is_mistaken_for_a_failure_is_none_at_a_return_path_either(message: Message) -> None:
    mistaken = [
        name
        for name, raw in corpus.mistaken(FOREIGN_ID, CONTACT)
        if (
            bounce := taken_apart(
                f"X-Original-To: {return_path_of(message)}\n".encode() + raw, trust=Trust()
            ).bounce
        )
        and bounce.tokens == (token_of(message),)
        and bounce.failure_of(CONTACT)
    ]
    assert mistaken == []
    taken = taken_apart(
        f"X-Original-To: {return_path_of(message)}\n".encode()
        + next(iter(corpus.reports(FOREIGN_ID, CONTACT)))[1],
        trust=Trust(),
    )
    assert taken.bounce
    assert taken.bounce.failure_of(CONTACT)

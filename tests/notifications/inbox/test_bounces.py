"""Hundreds of mails about mails: what did not arrive is taken, what is mistaken for it is not."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.utils import translation

from notifications.inbox.believing import Trust
from notifications.inbox.parts import taken_apart
from notifications.inbox.reading import take
from notifications.models import BadAddress, Message, ReceivedMail
from notifications.outbox.failures import refused_mail
from notifications.outbox.reasons import reason_of
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.notifications.inbox import bounce_corpus as corpus
from tests.notifications.letters import CONTACT, approved
from visits.history.events import Actor
from visits.models import Host

ID = "<123.0123456789abcdef01234567@mpp.batam.example>"
TO = "kontak@tamu.example"
DOCS = Path("docs/calendars.md")


def is_taken(raw: bytes) -> bool:
    """Whether the mail is a failure of ours to reach TO."""
    found = taken_apart(raw, trust=Trust()).bounce
    return found is not None and ID in found.ids and found.failure_of(TO) is not None


def counted(mails: Iterable[tuple[str, bytes]]) -> tuple[int, list[str], list[str]]:
    """How many there are, and the names of those taken and not taken."""
    taken, left = [], []
    for name, raw in mails:
        (taken if is_taken(raw) else left).append(name)
    return len(taken) + len(left), taken, left


@pytest.mark.parametrize("kind", [corpus.free_text, corpus.reports])
def test_every_failure_of_the_corpus_is_taken(
    kind: Callable[[str, str], Iterable[tuple[str, bytes]]],
) -> None:
    _all, _taken, left = counted(kind(ID, TO))
    assert left == []


def test_nothing_that_is_mistaken_for_one_is_taken() -> None:
    _all, taken, _left = counted(corpus.mistaken(ID, TO))
    assert taken == []


def test_one_about_a_mail_of_somebody_else_is_none() -> None:
    mails = [*corpus.free_text("<x.y@lain.example>", TO), *corpus.reports("<x.y@lain.example>", TO)]
    assert counted(mails)[1] == []


def test_the_page_says_the_counts_of_the_corpus() -> None:
    told = re.findall(
        r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (\d+) \|$", DOCS.read_text(), re.MULTILINE
    )
    rows = {name: tuple(map(int, numbers)) for name, *numbers in told}
    for name, kind in (("free text", corpus.free_text), ("reports", corpus.reports)):
        number, taken, left = counted(kind(ID, TO))
        assert rows[name] == (number, len(taken), len(left))
    number, taken, _left = counted(corpus.mistaken(ID, TO))
    assert rows["mistaken for one"] == (number, len(taken), number - len(taken))


@pytest.fixture
def message(room: Room, host: Host, protocol: Actor, now: dt.datetime) -> Message:
    """A mail to the contact of an approved visit."""
    approved(protocol)
    relay(now=now)
    return Message.objects.filter(recipient=CONTACT).earliest("id")


@pytest.mark.django_db
def test_one_in_words_marks_its_reader_and_says_the_servers_words(
    message: Message, now: dt.datetime
) -> None:
    text = corpus.QMAIL.format(
        to=CONTACT, code="5.2.2", copy=corpus.copy(message.message_id, CONTACT)
    )
    raw = f"From: MAILER-DAEMON@mx.example\n{corpus.plain(text)}".encode()
    assert take(raw, now=now)
    bad = BadAddress.objects.get(address=CONTACT)
    assert bad.answer == "5.2.2 Remote host said: 550 5.2.2 No such user"
    assert ReceivedMail.objects.get().outcome == "marked"


@pytest.mark.django_db
def test_what_is_our_own_fault_marks_nobodys_address(message: Message, now: dt.datetime) -> None:
    text = corpus.GATEWAY.format(
        to=CONTACT, code="5.7.26", copy=corpus.copy(message.message_id, CONTACT)
    )
    assert take(f"From: MAILER-DAEMON@mx.example\n{corpus.plain(text)}".encode(), now=now)
    assert not BadAddress.objects.exists()
    assert ReceivedMail.objects.get().outcome == "refused"
    (told,) = refused_mail(now)
    assert told.title == "E-mail kami ditolak"
    assert "5.7.26" in told.words
    assert list(refused_mail(now + dt.timedelta(days=4))) == []
    message.refresh_from_db()
    assert message.returned_words.startswith("5.7.26")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("5.1.1 <x>: Recipient address rejected", "Alamat tidak ada"),
        ("550 User x not listed in Domino Directory", "Alamat tidak ada"),
        ("5.2.2 over quota", "Kotak surat penuh"),
        ("552 Mailbox full", "Kotak surat penuh"),
        ("5.2.1 disabled", "Kotak surat tidak aktif"),
        ("5.7.26 unauthenticated", "Server mereka menolak e-mail kami"),
        ("4.4.7 expired", "Server mereka tidak terjangkau"),
        ("554 something else", ""),
    ],
)
def test_why_it_did_not_arrive_is_said_in_words(answer: str, words: str) -> None:
    with translation.override("id"):
        assert reason_of(answer) == words

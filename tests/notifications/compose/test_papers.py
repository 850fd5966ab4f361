"""A paper goes out in a mail of its own, behind those before it, and is called back by another."""

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import a_visit
from tests.visits.papers.press import PlainPress
from visits.history.events import program
from visits.life import deciding
from visits.models import Host, Paper, PaperKind, Visit
from visits.papers.life import ending, issuing, sending

pytestmark = pytest.mark.django_db
DESK = program("desk")


@pytest.fixture
def visit(room: Room, host: Host, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Visit:
    PlainPress().stand_in(monkeypatch)
    return deciding.approve(a_visit(trusted=True, now=now), by=DESK, now=now)


def signed(paper: Paper) -> Paper:
    Paper.objects.filter(pk=paper.pk).update(state=Paper.State.SIGNED)
    paper.refresh_from_db()
    return paper


def mail_of(template: str) -> EmailMessage:
    message = Message.objects.get(template=template)
    read = message_from_bytes(bytes(message.body), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_the_letter_goes_out_after_the_approval(visit: Visit, now: dt.datetime) -> None:
    paper = signed(issuing.issue(visit, PaperKind.REPLY, by=DESK, now=now))
    sending.send(paper, by=DESK, now=now)
    relay(now=now)
    to_contact = Message.objects.filter(recipient=visit.contact_email).order_by("id")
    assert [message.template for message in to_contact] == ["received", "approved", "paper_sent"]
    mail = mail_of("paper_sent")
    [attached] = list(mail.iter_attachments())
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "Surat-balasan-001-XI-2026.pdf"
    with paper.file.open("rb") as file:
        assert attached.get_content() == file.read()
    assert "001/XI/2026" in str(mail["Subject"])
    approval = mail_of("approved")
    assert mail["References"] == mail_of("received")["Message-ID"] == approval["References"]


def test_what_was_withdrawn_meanwhile_is_not_attached(visit: Visit, now: dt.datetime) -> None:
    paper = sending.send(
        issuing.issue(visit, PaperKind.RUNDOWN, by=DESK, now=now), by=DESK, now=now
    )
    ending.withdraw(paper, reason="Narasumber berganti.", by=DESK, now=now)
    relay(now=now)
    assert not list(mail_of("paper_sent").iter_attachments())
    plain = mail_of("paper_withdrawn").get_body(("plain",))
    assert plain is not None
    assert "Narasumber berganti." in plain.get_content()


def test_who_never_got_it_hears_nothing_of_its_end(visit: Visit, now: dt.datetime) -> None:
    paper = issuing.issue(visit, PaperKind.REPLY, by=DESK, now=now)
    ending.withdraw(paper, reason="Salah", by=DESK, now=now)
    relay(now=now)
    assert not Message.objects.filter(template__startswith="paper").exists()

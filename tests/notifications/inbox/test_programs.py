"""Answers as programs really send them: in other parts, with other words, or not to be read."""

import base64
import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifications.inbox.reading import take
from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.factories import a_free_slot
from tests.notifications.inbox.mails_in import reply
from tests.notifications.letters import approved
from visits.history.events import Actor
from visits.life import moving
from visits.models import Assignment, Host, Note, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(room: Room, host: Host, protocol: Actor, now: dt.datetime) -> Visit:
    """Approved, with one officer, and everybody invited."""
    BookingRules.objects.update(active_per_region_week=0)
    made = approved(protocol)
    relay(now=now)
    return made


@pytest.fixture
def invitation(visit: Visit) -> Message:
    """What the officer got."""
    return Message.objects.get(template="officer_invited")


def calendar_of(raw: bytes) -> str:
    """The calendar in a mail."""
    mail = message_from_bytes(raw, policy=policy.default)
    (part,) = [p for p in mail.walk() if p.get_content_type() == "text/calendar"]
    return str(part.get_content())


def mail(
    sender: str, *parts: tuple[str, bytes, str], headers: dict[str, str] | None = None
) -> bytes:
    """A mail with those attachments: type, content, file name."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "protokol@batam.example", "Accepted"
    for name, value in (headers or {}).items():
        made[name] = value
    made.set_content("x")
    for kind, content, name in parts:
        main, _, sub = kind.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name or None)
    return made.as_bytes()


def answer_of(visit: Visit) -> str:
    return str(Assignment.objects.get(visit=visit).answer)


def notes(visit: Visit) -> list[str]:
    return list(Note.objects.filter(visit=visit, internal=True).values_list("text", flat=True))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("application/ics", "invite.ics"),
        ("application/octet-stream", "invite.ics"),
        ("application/octet-stream", "JAWABAN.ICS"),
        ("text/x-vcalendar", ""),
    ],
)
def test_a_calendar_is_known_by_its_type_or_its_name(
    visit: Visit, invitation: Message, now: dt.datetime, kind: str, name: str
) -> None:
    content = calendar_of(reply(invitation)).encode()
    assert take(mail(invitation.recipient, (kind, content, name)), now=now)
    assert answer_of(visit) == "accepted"


def test_an_answer_behind_the_invitation_is_found(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    answer = calendar_of(reply(invitation, "DECLINED"))
    again = calendar_of(reply(invitation, "NEEDS-ACTION", method="REQUEST"))
    parts = [("application/ics", text.encode(), "") for text in (again, answer)]
    assert take(mail(invitation.recipient, *parts), now=now)
    assert answer_of(visit) == "declined"


@pytest.mark.parametrize("before", ["\ufeff", "\r\n\r\n", "\ufeffX-Gateway: 1\r\n"])
def test_what_stands_before_a_calendar_is_passed_over(
    visit: Visit, invitation: Message, now: dt.datetime, before: str
) -> None:
    content = (before + calendar_of(reply(invitation))).encode()
    assert take(mail(invitation.recipient, ("application/ics", content, "")), now=now)
    assert answer_of(visit) == "accepted"


def test_of_several_attendees_the_sender_answers(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    other = "END:VEVENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:orang@lain.example\r\nEND:VEVENT"
    content = calendar_of(reply(invitation)).replace(*other)
    assert take(mail(invitation.recipient, ("application/ics", content.encode(), "")), now=now)
    assert answer_of(visit) == "accepted"
    stranger = mail("siapa@lain.example", ("application/ics", content.encode(), ""))
    assert not take(stranger, now=now)


def test_googles_words_beside_the_name_are_the_comment(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    words = ';X-RESPONSE-COMMENT="Maaf, saya cuti"'
    take(reply(invitation, "DECLINED", params=words), now=now)
    assert answer_of(visit) == "declined"
    assert "Maaf, saya cuti" in notes(visit)[0]


def without(line: str, raw: bytes) -> bytes:
    """The calendar of a mail less the lines that begin so."""
    kept = [row for row in calendar_of(raw).splitlines() if not row.startswith(line)]
    return "\r\n".join(kept).encode()


def test_without_a_sequence_it_counts_until_the_visit_moved(
    visit: Visit, invitation: Message, protocol: Actor, now: dt.datetime
) -> None:
    content = without("SEQUENCE", reply(invitation, stamp="20261123T023000Z"))
    assert take(mail(invitation.recipient, ("application/ics", content, "")), now=now)
    assert answer_of(visit) == "accepted"
    later = now + dt.timedelta(days=1)
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=later)
    relay(now=later)
    old = without("SEQUENCE", reply(invitation, "DECLINED", stamp="20261123T030000Z"))
    take(mail(invitation.recipient, ("application/ics", old, "")), now=later)
    assert answer_of(visit) == ""
    assert "berubah sejak itu" in notes(visit)[-1]


def test_a_mind_changed_twice_without_stamps_is_what_was_said_last(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    for number, said in enumerate(["ACCEPTED", "DECLINED", "ACCEPTED"]):
        content = without("DTSTAMP", reply(invitation, said))
        headers = {"X-Number": str(number)}
        take(mail(invitation.recipient, ("application/ics", content, ""), headers=headers), now=now)
        assert answer_of(visit) == said.lower()


SEALED = base64.b64decode("eJ8+IgAAAQAGkAgA")
BROKEN = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nATTENDEE"


@pytest.mark.parametrize("how", ["winmail", "broken", "large", "of nothing we sent"])
def test_a_calendar_of_an_officer_that_cannot_be_read_is_a_note(
    visit: Visit, invitation: Message, now: dt.datetime, how: str
) -> None:
    uid = f"{visit.uid}@mpp.batam.example".encode()
    part, headers = {
        "winmail": (("application/ms-tnef", SEALED, "winmail.dat"), invitation.message_id),
        "broken": (("application/ics", BROKEN.replace(b"{uid}", uid), ""), ""),
        "large": (("application/ics", b"x" * 70_000, ""), invitation.message_id),
        "of nothing we sent": (("application/ms-tnef", SEALED, "winmail.dat"), ""),
    }[how]
    raw = mail(invitation.recipient, part, headers={"In-Reply-To": headers} if headers else None)
    assert take(raw, now=now)
    (note,) = notes(visit)
    assert "tidak dapat dibaca" in note
    assert invitation.recipient in note
    assert answer_of(visit) == ""


def test_what_a_stranger_sealed_is_nothing(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    part = "application/ms-tnef", SEALED, "winmail.dat"
    headers = {"In-Reply-To": invitation.message_id}
    assert not take(mail("orang@lain.example", part, headers=headers), now=now)
    assert notes(visit) == []

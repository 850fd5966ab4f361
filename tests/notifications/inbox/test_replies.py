"""Answers by mail: believed where they can be, a note where not, and nothing at all twice."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from notifications.due import run_due
from notifications.inbox.answers import answer_in
from notifications.inbox.reading import take
from notifications.models import BadAddress, Message, ReceivedMail
from notifications.outbox import bad_addresses, delivery
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, Room
from tests.factories import a_free_slot
from tests.notifications.inbox.mails_in import bounce, reply
from tests.notifications.letters import CONTACT, Moody, approved, event_in
from visits.history.events import DELEGATION, Actor
from visits.history.incoming import unread
from visits.life import amending, answering, moving
from visits.models import Assignment, Host, Note, Visit, VisitEvent

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


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


def answer_of(visit: Visit) -> str:
    return str(Assignment.objects.get(visit=visit).answer)


def notes(visit: Visit) -> list[str]:
    return list(Note.objects.filter(visit=visit, internal=True).values_list("text", flat=True))


@pytest.mark.parametrize("answer", ["accepted", "tentative", "declined"])
def test_an_officers_reply_is_their_answer(
    visit: Visit, invitation: Message, now: dt.datetime, answer: str
) -> None:
    assert take(reply(invitation, answer.upper()), now=now)
    assert answer_of(visit) == answer
    event = visit.events.get(kind=VisitEvent.Kind.ANSWERED)
    assert event.actor_kind == VisitEvent.By.OFFICER
    assert notes(visit) == []


def test_a_reply_with_words_leaves_them_as_a_note(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    take(reply(invitation, "DECLINED", comment="Saya cuti\\, maaf"), now=now)
    assert answer_of(visit) == "declined"
    (note,) = notes(visit)
    assert "Saya cuti, maaf" in note


def test_the_same_reply_twice_changes_nothing_twice(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    raw = reply(invitation, comment="Siap")
    assert take(raw, now=now)
    assert not take(raw, now=now)
    # The same answer in another mail.
    take(reply(invitation, comment="Siap", headers={"X-Sent": "again"}), now=now)
    assert visit.events.filter(kind=VisitEvent.Kind.ANSWERED).count() == 1
    assert len(notes(visit)) == 1


def test_of_two_replies_the_later_made_counts_whichever_arrives_first(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    take(reply(invitation, "DECLINED", stamp="20261126T020000Z"), now=now)
    take(reply(invitation, "ACCEPTED", stamp="20261126T010000Z"), now=now)
    assert answer_of(visit) == "declined"
    take(reply(invitation, "ACCEPTED", stamp="20261126T030000Z"), now=now)
    assert answer_of(visit) == "accepted"


FORGED: dict[str, dict[str, Any]] = {
    "another sender": {"sender": "orang@lain.example", "attendee": "x"},
    "somebody unknown": {"sender": "orang@lain.example"},
    "another attendee": {"attendee": "orang@lain.example"},
    "a deputy": {"params": ';SENT-BY="mailto:sekretaris@lain.example"'},
    "delegated": {"partstat": "DELEGATED"},
    "dmarc failed": {"headers": {"Authentication-Results": "mx.example; dmarc=fail"}},
}


@pytest.mark.parametrize("forgery", FORGED)
def test_who_is_not_believed_leaves_a_note_and_no_answer(
    visit: Visit, invitation: Message, now: dt.datetime, forgery: str
) -> None:
    changes = dict(FORGED[forgery])
    if changes.get("attendee") == "x":
        changes["attendee"] = invitation.recipient
    take(reply(invitation, **changes), now=now)
    assert answer_of(visit) == ""
    (note,) = notes(visit)
    assert note.startswith("Tidak dipercaya")


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        ([], False),
        (["mx.kita.example; dmarc=pass header.from={domain}"], True),
        (["mx.kita.example (x; dmarc=pass); dmarc=fail"], False),
        (["mx.kita.example; dkim=pass header.d=batam.example; dmarc=none"], False),
        (["mx.kita.example; dkim=pass header.i=@jahat.example; dmarc=none"], False),
        (["mx.jahat.example; dmarc=pass"], False),
        (["mx.kita.example; dmarc=fail", "mx.kita.example; dmarc=pass"], False),
    ],
)
def test_the_mail_service_that_was_named_has_the_last_word(
    visit: Visit,
    invitation: Message,
    settings: Settings,
    now: dt.datetime,
    results: list[str],
    believed: bool,
) -> None:
    settings.INBOX_AUTHSERV = "mx.kita.example"
    settings.INBOX_TRUST_UNPROVEN = False
    domain = invitation.recipient.partition("@")[2]
    written = [result.format(domain=domain) for result in results]
    headers = "".join(f"Authentication-Results: {result}\n" for result in written).encode()
    take(headers + reply(invitation), now=now)
    assert answer_of(visit) == ("accepted" if believed else "")


@pytest.mark.parametrize("service", ["", "mx.kita.example"])
def test_an_answer_that_nobody_proved_is_a_question_to_staff(
    visit: Visit, invitation: Message, settings: Settings, now: dt.datetime, service: str
) -> None:
    settings.INBOX_AUTHSERV, settings.INBOX_TRUST_UNPROVEN = service, False
    before = visit.events.count()
    take(reply(invitation, "DECLINED", comment="Saya cuti"), now=now)
    assert answer_of(visit) == ""
    (note,) = notes(visit)
    assert note.startswith(f"Apakah ini {Assignment.objects.get(visit=visit).officer.name}?")
    assert "Saya cuti" in note
    # Nobody else is alarmed by what may be forged: the note is the one event, and waits for staff.
    assert visit.events.count() == before + 1
    assert [row.visit_id for row in unread()] == [visit.pk]


def test_a_question_is_asked_once_and_holds_up_no_answer_that_is_proven_later(
    visit: Visit, invitation: Message, settings: Settings, now: dt.datetime
) -> None:
    settings.INBOX_TRUST_UNPROVEN = False
    for number in range(3):
        late = {"stamp": "20991231T010000Z", "headers": {"X-Number": str(number)}}
        take(reply(invitation, "DECLINED", **late), now=now)
    assert len(notes(visit)) == 1
    settings.INBOX_AUTHSERV = "mx.kita.example"
    domain = invitation.recipient.partition("@")[2]
    proof = f"Authentication-Results: mx.kita.example; dmarc=pass header.from={domain}\n"
    take(proof.encode() + reply(invitation), now=now)
    assert answer_of(visit) == "accepted"


def test_a_reply_to_an_earlier_state_is_a_note_also_before_the_new_one_is_sent(
    visit: Visit, invitation: Message, protocol: Actor, now: dt.datetime
) -> None:
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=now)
    take(reply(invitation), now=now)
    relay(now=now)
    take(reply(invitation, "TENTATIVE", stamp="20261126T020000Z"), now=now)
    assert answer_of(visit) == ""
    assert [note[:20] for note in notes(visit)] == ["Tentang keadaan lama"] * 2
    update = Message.objects.get(template="officer_moved")
    take(reply(update, stamp="20261126T030000Z"), now=now)
    assert answer_of(visit) == "accepted"


def test_what_calendars_do_not_hear_of_makes_no_reply_stale(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    amending.amend(visit, changes={"notes": "Kursi roda"}, by=DELEGATION, now=now)
    relay(now=now)
    take(reply(invitation), now=now)
    assert answer_of(visit) == "accepted"


def test_the_contacts_reply_is_a_note_and_kept_in_updates(
    visit: Visit, protocol: Actor, now: dt.datetime
) -> None:
    take(reply(Message.objects.get(template="approved"), "DECLINED"), now=now)
    (note,) = notes(visit)
    assert CONTACT in note
    amending.amend(visit, changes={"people": 31}, by=protocol, now=now)
    relay(now=now)
    (contact,) = event_in(Message.objects.get(template="changed"))["attendees"]
    assert contact["partstat"] == "DECLINED"
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=now)
    relay(now=now)
    (contact,) = event_in(Message.objects.get(template="moved"))["attendees"]
    assert contact["partstat"] == "NEEDS-ACTION"


def test_a_counter_proposal_is_a_note_with_the_time_proposed(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    take(reply(invitation, "TENTATIVE", method="COUNTER"), now=now)
    assert answer_of(visit) == ""
    (note,) = notes(visit)
    assert "10 Desember 2026, 09.00 WIB" in note
    assert ReceivedMail.objects.get().kind == ReceivedMail.Kind.COUNTER


ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE
"""


@pytest.mark.parametrize("name", ["SE Asia Standard Time", "Asia/Jakarta"])
def test_zones_are_known_by_name_whatever_a_calendar_says_of_them(name: str) -> None:
    for offset in ("+0300", "+0700"):
        calendar = (
            f"BEGIN:VCALENDAR\nMETHOD:COUNTER\n{ZONE.format(name=name, offset=offset)}"
            "BEGIN:VEVENT\nUID:x\nATTENDEE:mailto:a@b.example\n"
            f"DTSTART;TZID={name}:20261210T090000\nEND:VEVENT\nEND:VCALENDAR\n"
        )
        answer = answer_in(calendar)
        assert answer is not None
        assert answer.starts_at == dt.datetime(2026, 12, 10, 2, tzinfo=dt.UTC)


def test_a_reply_about_a_visit_that_is_over_changes_nothing(
    visit: Visit, invitation: Message, protocol: Actor, now: dt.datetime
) -> None:
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    take(reply(invitation), now=now)
    assert answer_of(visit) == ""


def test_what_is_no_answer_to_us_is_not_kept(invitation: Message, now: dt.datetime) -> None:
    unknown = "0b5f7f0c-6b5e-4c5e-9f43-2f7d2f1f6a10@mpp.batam.example"
    elsewhere = f"{invitation.visit.uid}@lain.example"
    for raw in (
        reply(invitation, uid=unknown),
        reply(invitation, uid=elsewhere),
        reply(invitation, uid="x"),
        reply(invitation, method="PUBLISH"),
        b"Subject: Halo\n\nApa kabar?",
        b"",
    ):
        assert not take(raw, now=now)
    assert not ReceivedMail.objects.exists()


def test_a_flood_of_strangers_leaves_few_notes(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    for number in range(40):
        take(reply(invitation, sender=f"orang{number}@lain.example"), now=now)
    assert len(notes(visit)) == 20


# --- Bounces -------------------------------------------------------------------------------------


def test_a_bounce_marks_the_address_until_a_reply_comes_from_it(
    visit: Visit, invitation: Message, now: dt.datetime
) -> None:
    assert take(bounce(invitation), now=now)
    (bad,) = bad_addresses.of_visit(visit)
    assert (bad.address, bad.source) == (invitation.recipient, "report")
    assert "User unknown" in bad.answer
    take(reply(invitation), now=now)
    assert bad_addresses.of_visit(visit) == []


@pytest.mark.parametrize("changes", [{"action": "delayed"}, {"about": "<1.abc@mpp.batam.example>"}])
def test_a_delay_or_a_made_up_bounce_marks_nothing(
    invitation: Message, now: dt.datetime, changes: dict[str, str]
) -> None:
    assert not take(bounce(invitation, **changes), now=now)
    assert not BadAddress.objects.exists()


def test_a_reader_whom_the_server_refuses_is_marked_until_mail_arrives(
    visit: Visit, smtp: Moody, now: dt.datetime
) -> None:
    smtp.refuse = "550 5.1.1 no such user"
    delivery.deliver(now=now)
    assert BadAddress.objects.get(address=CONTACT).source == "smtp"
    smtp.refuse = ""
    message = Message.objects.get(template="received")
    assert delivery.send_again(message, now=now)
    delivery.deliver(now=now)
    assert not BadAddress.objects.filter(address=CONTACT).exists()


@pytest.mark.parametrize("words", ["550 5.7.1 relaying denied", "450 4.2.1 later"])
def test_what_is_not_the_readers_fault_marks_nobody(
    visit: Visit, smtp: Moody, now: dt.datetime, words: str
) -> None:
    smtp.refuse = words
    delivery.deliver(now=now)
    assert not BadAddress.objects.exists()


# --- The mailbox ---------------------------------------------------------------------------------


@pytest.fixture
def drop(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Lays a mail into the demo's folder."""

    def lay(name: str, raw: bytes) -> Path:
        (tmp_path / "inbox").mkdir(exist_ok=True)
        path = tmp_path / "inbox" / f"{name}.eml"
        path.write_bytes(raw)
        return path

    return lay


def test_the_mailbox_is_looked_into_once_a_minute_by_one_reader(
    invitation: Message, drop: Callable[[str, bytes], Path], now: dt.datetime
) -> None:
    assert run_due(now=now).received == 0
    drop("a", reply(invitation))
    assert run_due(now=now + MINUTE / 2).received == 0
    assert run_due(now=now + MINUTE).received == 1


def test_a_folder_that_cannot_be_read_holds_up_nobody(
    invitation: Message, tmp_path: Path, now: dt.datetime
) -> None:
    (tmp_path / "inbox").write_text("no folder")
    done = run_due(now=now)
    assert done.received == 0
    assert done.delivered > 0

"""Each mail as an outside reader takes it: structure, headers, languages, and nobody's secrets."""

import datetime as dt
import re

import pytest

from notifications.models import Message
from notifications.outbox.relay import relay
from notifications.plan.reminders import REMINDERS
from notifications.plan.table import PLAN, To
from scheduling.models import Room
from tests.factories import a_free_slot, a_visit
from tests.notifications.every_letter import every_letter
from tests.notifications.letters import CONTACT, approved, event_in, mail_of, words_of
from tests.readers import ical_js, ical_reader, vobject_reader
from tests.sampled import sampled
from visits.access.tokens import email_code, visit_token
from visits.history.events import Actor
from visits.life import answering
from visits.models import Host, Journey

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", sampled(["id", "en"], every=2))
def test_every_letter_is_whole(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, language: str
) -> None:
    messages = every_letter(protocol, now, language=language)
    lines = [(line.to, line.template) for planned in PLAN.values() for line in planned]
    lines += [line for reminder in REMINDERS for line in reminder.lines]
    assert {m.template for m in messages} == {template for _, template in lines}
    to_host = {template for to, template in lines if to == To.HOST}
    first_to: dict[tuple[int, str], str] = {}
    for message in messages:
        assert message.state == Message.State.PENDING, message.last_error
        mail = mail_of(message)
        assert not mail.defects
        assert mail["From"] == "Mal Pelayanan Publik Batam <protokol@mpp.batam.example>"
        assert mail["To"] == message.recipient
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"] == message.message_id
        assert message.message_id.endswith("@mpp.batam.example>")
        first = first_to.setdefault((message.visit_id, message.recipient), message.message_id)
        assert mail["References"] == (None if first == message.message_id else first)
        expected = "id" if message.template in to_host else language
        assert mail["Content-Language"] == expected
        plain = mail.get_body(preferencelist=("plain",))
        html = mail.get_body(preferencelist=("html",))
        assert plain is not None
        assert html is not None
        text, markup = plain.get_content(), html.get_content()
        english = re.search(r"\b(Dear|Kind regards|When|Delegation|The visit|you|the)\b", text)
        assert bool(english) == (expected == "en"), text
        assert not re.search(r"\n{3,}|[{}]|None|&#", text), text
        # As official letters do, a capital after the salutation's comma.
        assert not re.search(r"^(Yth\.|Dear|Bapak/Ibu)[^\n]*,\n+\W*[a-z]", text, re.MULTILINE), text
        assert not re.search(r"<(img|script|link)\b", markup)
        assert f'lang="{expected}"' in markup
        assert len(bytes(message.body)) < 100_000
        assert max(map(len, bytes(message.body).split(b"\r\n"))) <= 998


def test_invitations_are_read_alike_by_three_readers(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    invitations = [m for m in every_letter(protocol, now, language="id") if m.method]
    calendars = []
    for message in invitations:
        mail = mail_of(message)
        assert mail.get_content_type() == "multipart/mixed"
        alternative, attachment = mail.iter_parts()
        assert alternative.get_content_type() == "multipart/alternative"
        plain, html, calendar = alternative.iter_parts()
        assert [p.get_content_type() for p in (plain, html, calendar)] == [
            "text/plain", "text/html", "text/calendar",
        ]  # fmt: skip
        assert attachment.get_filename() == "undangan.ics"
        assert calendar.get_param("method") == message.method
        assert str(calendar.get_param("charset")).upper() == "UTF-8"
        assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True)
        calendars.append(calendar.get_payload(decode=True))
    for message, calendar, (event,) in zip(
        invitations, calendars, ical_js.read_many(calendars), strict=True
    ):
        (other,) = vobject_reader.read(calendar)
        assert event == {**other, "alarms": event["alarms"]}
        (third,) = ical_reader.read(calendar)
        assert event == {**third, "categories": event["categories"]}
        assert event["method"] == message.method
        assert (event["status"] == "CANCELLED") == (message.method == "CANCEL")
        assert [a["address"] for a in event["attendees"]] == [f"mailto:{message.recipient}"]
        assert event["organizer"]["address"] == "mailto:protokol@mpp.batam.example"
        assert event["time_zone"] == "Asia/Jakarta"


def test_the_first_mail_carries_the_code_on_its_own_line_and_the_link(
    room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit()
    relay(now=now)
    body = mail_of(Message.objects.get()).get_body(preferencelist=("plain",))
    assert body is not None
    lines = body.get_content().splitlines()
    assert [line for line in lines if re.fullmatch(r"\d{6}", line)] == [email_code(visit)]
    assert any(line.endswith(f"/k/{visit_token(visit)}/") for line in lines)


def test_the_hosts_phone_is_written_as_people_read_it(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    approved(protocol)
    relay(now=now)
    invited = Message.objects.get(template="approved")
    for text in (words_of(invited), str(event_in(invited))):
        assert "(0778) 123456" in text
        assert host.phone not in text


def test_what_people_type_stays_text(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    host.name = "MPP\r\nBcc: semua@batam.example"
    host.save()
    institution = 'Dinas <b>"X"</b>\r\nBcc: dua@batam.example; C:\\New, \u202eabc'
    approved(protocol, institution=institution)
    relay(now=now)
    for message in Message.objects.all():
        mail = mail_of(message)
        assert message.state == Message.State.PENDING, message.last_error
        assert mail["Bcc"] is None
        assert mail["To"].addresses[0].addr_spec == message.recipient
        html = mail.get_body(preferencelist=("html",))
        assert html is not None
        assert "<b>" not in html.get_content()


def test_a_reader_never_learns_anothers_address_or_link(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    officer = visit.officers.get()
    relay(now=now)
    answering.cancel(visit, reason="Uji", by=protocol, now=now)
    relay(now=now)
    for message in Message.objects.all():
        parts = [p.get_payload(decode=True) or b"" for p in mail_of(message).walk()]
        text = mail_of(message).as_string() + b"".join(parts).decode()
        if message.recipient == CONTACT:
            assert officer.email not in text
        else:
            assert CONTACT not in text
            assert visit_token(visit) not in text


def test_the_yes_leads_to_what_to_know_before_the_journey(
    protocol: Actor, now: dt.datetime, room: Room, host: Host
) -> None:
    visit = approved(protocol)
    relay(now=now)
    first = Message.objects.filter(visit=visit, recipient=visit.contact_email).latest("pk")
    assert "/perjalanan/" not in words_of(first)
    Journey.objects.create(pk=1, parking="Halaman timur")
    other = approved(protocol, slots=[a_free_slot(after_days=40)])
    relay(now=now)
    then = Message.objects.filter(visit=other, recipient=other.contact_email).latest("pk")
    assert "/perjalanan/" in words_of(then)

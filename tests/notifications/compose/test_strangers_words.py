"""Who writes into a request cannot make the office's mail carry a link, or words to a stranger."""

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from notifications.feeds import contents
from notifications.models import Message, MessageTemplate
from notifications.outbox.relay import relay
from scheduling.models import Room
from tests.factories import a_free_slot, a_visit
from tests.linkifier import links_in, links_in_html
from tests.notifications import every_letter as letters_module
from tests.notifications import letters
from tests.notifications.every_letter import every_letter
from tests.notifications.letters import approved, mail_of, words_of
from tests.sampled import sampled
from visits.conversation import messages as conversation
from visits.conversation.whatsapp import whatsapp_text
from visits.history.events import DELEGATION, Actor
from visits.life import address, amending, answering, deciding, moving
from visits.life.requesting import Contact, Leader
from visits.models import Host, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db

LURE = "Anda menang https://evil.example/x evil.com www.evil.net a@evil.org bit.ly/x"
OLD_ROWS: dict[str, Any] = {
    "institution": f"DPMPTSP Solok {LURE}",
    "purpose": f"Belajar.\n{LURE}\nSekian.",
    "leader": Leader(name=f"Siti {LURE}", position=f"Kepala {LURE}", rank="office_head"),
    "contact": Contact(
        name=f"Budi {LURE}",
        position=LURE,
        phone="+6281234567890",
        email="budi@solokkab.example",
    ),
}


@pytest.fixture
def old_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests as they stand in a database from before such fields were judged."""

    def lured(**given: Any) -> Visit:
        return a_visit(**{**OLD_ROWS, **given})

    for module in (letters_module, letters):
        monkeypatch.setattr(module, "a_visit", lured)


def _strange(links: list[str], settings: Any) -> list[str]:
    """Links that lead neither to our pages nor to the host itself, as its profile names it."""
    host = Host.load()
    own = (f"mailto:{host.email}", f"tel:{host.phone}")
    return [
        link
        for link in links
        if not link.startswith(f"{settings.BASE_URL}/") and link.partition("?")[0] not in own
    ]


def _all_links(message: Message) -> list[str]:
    mail = mail_of(message)
    found = links_in(str(mail["Subject"]))
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            found += links_in(part.get_content())
        elif part.get_content_type() == "text/html":
            found += links_in_html(part.get_content())
        elif part.get_content_type() == "text/calendar":
            found += _calendar_links(part.get_payload(decode=True))
    return found


def _calendar_links(calendar: Any) -> list[str]:
    found = []
    for event in Calendar.from_ical(calendar).walk("VEVENT"):
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
            found += links_in(str(event.get(name, "")))
    return found


@pytest.mark.parametrize("language", sampled(["id", "en"], every=2))
def test_no_letter_links_what_a_stranger_wrote(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, language: str,
    old_rows: None, settings: Any,
) -> None:  # fmt: skip
    messages = every_letter(protocol, now, language=language)

    assert any("evil" in words_of(message) for message in messages)
    for message in messages:
        assert _strange(_all_links(message), settings) == [], message.template


def test_own_words_link_what_the_host_wrote_and_nothing_that_a_placeholder_brings(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, old_rows: None, settings: Any
) -> None:
    MessageTemplate.objects.create(
        name="approved",
        language="id",
        subject="{{institution}}",
        text="{{name}}, {{leader}}: lihat https://mpp.batam.example/peta dan {{page}}",
    )
    approved(protocol)
    relay(now=now)
    message = Message.objects.get(template="approved")

    html = mail_of(message).get_body(preferencelist=("html",))
    assert html is not None
    assert 'href="https://mpp.batam.example/peta"' in html.get_content()
    hosts_own = "https://mpp.batam.example/peta"
    assert set(_strange(_all_links(message), settings)) == {hosts_own}


def test_reasons_and_messages_of_a_delegation_are_not_linked_and_those_of_staff_are(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, settings: Any
) -> None:
    visit = approved(protocol)
    conversation.write(visit, text=LURE, by=DELEGATION, now=now)
    moving.reschedule(
        visit, slots=[a_free_slot(after_days=30)], reason=LURE, by=DELEGATION, now=now
    )
    conversation.write(visit, text="Lihat https://batam.example/", by=protocol, now=now)
    relay(now=now)
    answering.cancel(visit, reason=LURE, by=DELEGATION, now=now)
    relay(now=now)

    told = {message.template: message for message in Message.objects.all()}
    for name in ("message_from_delegation", "move_asked", "cancelled_notice", "cancelled"):
        assert "evil" in words_of(told[name])
        assert _strange(_all_links(told[name]), settings) == [], name
    assert "https://batam.example/" in _all_links(told["message_from_host"])


def test_chats_whatsapp_and_feeds_link_nothing_of_a_strangers(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, old_rows: None, settings: Any
) -> None:
    settings.APPRISE_URLS = ["json://127.0.0.1:9"]
    visit = approved(protocol)
    relay(now=now)

    chats = Message.objects.filter(channel="chat")
    assert chats
    for message in chats:
        assert _strange(links_in(bytes(message.body).decode()), settings) == []
    assert links_in(whatsapp_text(visit, session_of(visit), host)) == []
    made, _address = contents.create("staff")
    for calendar in (
        contents.of_visit(visit, host, token="x" * 36),
        contents.secret(made, host, token="y", now=now),
    ):
        assert b"evil" in calendar
        assert _strange(_calendar_links(calendar), settings) == []


UNTOLD = ("Solok", "Budi", "Siti", "Rahma", "Kepala", "Mempelajari", "menang", "evil")


def test_an_address_that_nobody_confirmed_is_told_none_of_the_requesters_words(
    room: Room, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(language="id", **OLD_ROWS, now=now)
    relay(now=now)
    later = now + 2 * address.PAUSE
    address.send_again(visit, now=later)
    relay(now=later)
    visit.refresh_from_db()
    visit = address.correct_address(visit, email="korban@lain.example", now=later)
    relay(now=later)
    answering.cancel(visit, reason=LURE, by=DELEGATION, now=later)
    relay(now=later)
    a_visit(language="id", **OLD_ROWS, now=now)
    address.expire_due(now=now + dt.timedelta(days=2))
    relay(now=now + dt.timedelta(days=2))

    told = Message.objects.exclude(recipient=host.email)
    assert {"confirm_address", "cancelled", "expired"} <= {m.template for m in told}
    for message in told:
        whole = bytes(message.body).decode("ascii", "replace")
        mail = mail_of(message)
        texts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
        for word in UNTOLD:
            assert word not in "\n".join([str(mail["Subject"]), *texts]), (message.template, word)
        assert visit.contact_name not in whole
        assert "ST-" in words_of(message) or message.template == "cancelled"


def test_the_mail_to_confirm_an_address_says_that_a_request_exists_and_no_more(
    room: Room, host: Host, now: dt.datetime, settings: Any
) -> None:
    visit = a_visit(language="id")
    relay(now=now)

    words = words_of(Message.objects.get(template="confirm_address"))
    for part in (visit.reference, host.name, f"{settings.BASE_URL}/k/", "abaikan e-mail ini"):
        assert part in words
    assert any(line.strip().isdigit() and len(line.strip()) == 6 for line in words.splitlines())


def test_own_words_for_an_unconfirmed_address_have_no_place_for_the_requesters(
    room: Room, host: Host, now: dt.datetime
) -> None:
    MessageTemplate.objects.create(
        name="confirm_address",
        language="id",
        subject="Konfirmasi {{reference}} {{institution}}",
        text="Yth. {{name}}\nSurat {{institution}}: {{leader}}\n\n{{code}}\n{{confirm}}",
    )
    a_visit(language="id", **OLD_ROWS)
    relay(now=now)

    message = Message.objects.get(template="confirm_address")
    for word in UNTOLD:
        assert word not in words_of(message) + message.subject


def test_an_address_that_a_confirmed_delegation_gives_is_told_nothing_until_staff_act(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    visit = address.verify(a_visit(language="id", **OLD_ROWS), now=now)
    relay(now=now)
    visit = amending.amend(
        visit, changes={"contact_email": "korban@lain.example"}, by=DELEGATION, now=now
    )
    relay(now=now)

    [receipt] = Message.objects.filter(recipient="korban@lain.example")
    assert receipt.template == "received"
    for word in UNTOLD:
        assert word not in words_of(receipt) + receipt.subject
    assert "rombongan Anda" in words_of(receipt)

    deciding.approve(visit, by=protocol, now=now)
    relay(now=now)
    invitation = Message.objects.get(recipient="korban@lain.example", template="approved")
    assert "Budi" in words_of(invitation)

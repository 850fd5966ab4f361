"""What staff pass on by WhatsApp says how the visit stands, and nothing that opens or names."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from scheduling.models import Room
from tests.factories import a_visit
from visits.access.tokens import visit_token
from visits.conversation import messages
from visits.conversation.whatsapp import whatsapp_link, whatsapp_text
from visits.history.events import program
from visits.life import deciding
from visits.models import Host, Note, Status, VisitEvent
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
DESK = program("desk")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_link_holds_the_words_and_no_names_or_keys(
    room: Room, host: Host, now: dt.datetime, language: str
) -> None:
    awkward = 'Dinas "A & B" + 50%\n#1 語'
    visit = a_visit(trusted=True, institution=awkward, language=language)
    visit = deciding.approve(visit, by=DESK, now=now)
    link = urlsplit(whatsapp_link(visit, session_of(visit), host))
    assert (link.netloc, link.path) == ("wa.me", "/6281234567890")
    (text,) = parse_qs(link.query)["text"]
    assert visit.institution in text
    assert visit.reference in text
    assert ("approved" in text) == (language == "en")
    for secret in (visit.contact_name, visit.leader_name, visit_token(visit), "/k/"):
        assert secret not in text


@pytest.mark.parametrize(
    ("status", "said", "asks"),
    [
        (Status.UNVERIFIED, "Mohon konfirmasi alamat e-mail Anda", True),
        (Status.REQUESTED, "Permohonan Anda sudah kami terima", False),
        (Status.PROPOSED, "Kami mengusulkan jadwal lain", True),
        (Status.CONFIRMED, "Kunjungan disetujui", False),
        (Status.DECLINED, "Mohon maaf, kunjungan tidak dapat kami terima", False),
        (Status.COMPLETED, "Terima kasih atas kedatangan Anda", False),
    ],
)
def test_only_where_something_is_asked_an_answer_is(
    room: Room, host: Host, status: Status, said: str, asks: bool
) -> None:
    visit = a_visit(trusted=True)
    visit.status, visit.contact_email = status, ""
    text = whatsapp_text(visit, None, host)
    lines = [line for line in text.split("\n") if line]
    assert lines[1].startswith("Mengenai studi tiru")
    assert lines[2].startswith(said)
    assert ("Mohon jawab" in text) == asks


def test_the_press_is_noted_in_the_history(room: Room, host: Host, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    event = messages.passed_on(visit, channel="whatsapp", by=DESK, now=now)
    assert event.kind == VisitEvent.Kind.PASSED_ON
    assert event.data["channel"] == "whatsapp"
    assert not Note.objects.exists()

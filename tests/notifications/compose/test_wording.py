"""Letters in the host's own words: what may stand in them, and that no word of a user runs."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError

from notifications.compose import placeholders, wording
from notifications.compose.samples import AWKWARD
from notifications.models import Message, MessageTemplate
from notifications.outbox.relay import relay
from notifications.plan.readers import readers
from notifications.plan.table import To
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import above_and_below, approved, mail_of, words_of
from visits.access.tokens import visit_token
from visits.history.events import Actor
from visits.life import deciding
from visits.models import Host

pytestmark = pytest.mark.django_db
LETTERS = list(readers())


def own(name: str, **words: str) -> MessageTemplate:
    template = MessageTemplate(name=name, language="id", **words)
    template.full_clean()
    placeholders.check(name, subject=template.subject, text=template.text)
    template.save()
    return template


def complaints(name: str, subject: str = "", text: str = "") -> str:
    found = placeholders.problems(name, subject=subject, text=text)
    return " ".join(message for messages in found.values() for message in messages)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", LETTERS)
def test_every_built_in_letter_reads_well_with_awkward_names(name: str, language: str) -> None:
    words = wording.preview(name, language)
    assert "\n" not in words.subject.strip()
    assert "None" not in words.text
    assert not re.search(r"\n{3,}|&amp;|&#|&quot;", words.text)
    assert "{{reference}}" in words.subject + words.text or AWKWARD not in words.text


@pytest.mark.parametrize("name", LETTERS)
def test_every_placeholder_of_a_letter_can_be_filled(host: Host, name: str) -> None:
    Host.objects.update(map_url="https://maps.example/mpp")
    places = placeholders.placeholders(name)
    text = "\n".join(f"{place} = {{{{ {place} }}}}" for place in places)
    words = wording.preview(name, "id", subject="{{reference}}", text=text)
    assert words.subject == "ST-2026-7K4Q2M"
    lines = dict(line.split(" = ", 1) for line in words.text.splitlines() if " = " in line)
    # A former contact is nobody to be called by name.
    unnamed = {"name"} if readers()[name] == To.FORMER_CONTACT else set()
    assert set(places) - set(lines) == unnamed
    assert all(lines.values())


def test_own_words_are_used_and_what_is_blank_is_built_in(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    own("approved", subject="Hore {{reference}}")
    own("officer_invited", text="Yth. {{name}},\n{{when}}\nAlasan: {{reason}}\n\n{{duty}}")
    visit = approved(protocol)
    relay(now=now)
    approval = Message.objects.get(template="approved")
    assert approval.subject == f"Hore {visit.reference}"
    assert "Yth. Budi Hartono" in words_of(approval)
    officer = visit.officers.get()
    invited = words_of(Message.objects.get(template="officer_invited"))
    assert invited.splitlines()[:3] == ["Anda diminta hadir", "", f"Yth. {officer.name},"]
    assert "/tugas/" in invited
    assert "Alasan" not in invited  # a line whose placeholders are all empty


def test_what_users_type_is_never_run_nor_filled_again(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    own("declined", subject="{{institution}}", text="{{institution}} <b>tebal</b> {{reason}}")
    visit = a_visit(trusted=True, institution=AWKWARD)
    deciding.decline(visit, reason="{{page}} {% now 'Y' %}", by=protocol, now=now)
    relay(now=now)
    message = Message.objects.get(template="declined")
    text, _below = above_and_below(message)
    assert "{{reference}} {% now %}" in text
    assert "{{page}} {% now 'Y' %}" in text
    assert visit_token(visit) not in text
    html = mail_of(message).get_body(preferencelist=("html",))
    assert html is not None
    assert "<b>tebal" not in html.get_content()
    assert "&lt;b&gt;tebal" in html.get_content()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("approved", "{{halaman}}"),
        ("approved", "{{visit.nonce}}"),
        ("approved", "{% include 'x' %}"),
        ("approved", "{{ reference"),
        ("approved", "{{desk}}"),
        ("officer_invited", "{{duty}} {{page}}"),
        ("no_longer_contact", "{{page}}"),
        ("confirm_address", "Buka {{confirm}}"),
        ("confirm_address", "Kode: {{code}}\n{{confirm}}"),
        ("message_from_host", "Ada pesan."),
    ],
)
def test_words_that_do_not_do_are_refused_with_what_to_do(name: str, text: str) -> None:
    assert complaints(name, text=text)
    with pytest.raises(ValidationError):
        own(name, text=text)


def test_good_words_are_not_refused() -> None:
    assert complaints("confirm_address", text="Kode:\n{{ code }}\n{{confirm}}") == ""
    assert complaints("approved", subject="Hore {{ reference }}", text="50% {nyata}") == ""
    assert complaints("approved", subject="Dua\nbaris")
    assert complaints("tidak_ada")


def test_whatever_stands_in_the_database_an_officer_gets_no_delegations_link(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    MessageTemplate.objects.create(name="officer_invited", language="id", text="a {{page}} {{x}} b")
    visit = approved(protocol)
    relay(now=now)
    message = Message.objects.get(template="officer_invited")
    assert message.state == Message.State.PENDING
    assert visit_token(visit) not in words_of(message)

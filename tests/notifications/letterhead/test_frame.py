"""Every mail in its frame: both bodies say the same in the same order, and nothing is loaded."""

import datetime as dt
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifications.letterhead import marks
from notifications.plan.readers import readers
from notifications.templatetags.letters import whole_words
from scheduling.models import Room
from tests.notifications.every_letter import every_letter
from tests.notifications.letterhead.every_account_mail import every_account_mail
from tests.notifications.letterhead.reading import (
    ELEMENTS,
    KEPT,
    Read,
    above_the_foot,
    facts_of,
    read,
    words,
)
from tests.notifications.letters import mail_of
from tests.sampled import sampled
from visits.history.events import Actor
from visits.models import Host

pytestmark = pytest.mark.django_db
MAP = "https://peta.example/mpp"
# Who need not come any more has nothing to press.
WITHOUT_BUTTON = {"officer_cancelled"}


def test_no_line_of_a_headline_ends_within_a_word_of_two_parts() -> None:
    kept = '<span style="white-space:nowrap">{}</span>'.format
    shown = f"Konfirmasikan alamat {kept('e-mail')} Anda. {kept('E-mail')}, ({kept('e-mail')})."
    assert whole_words("Konfirmasikan alamat e-mail Anda. E-mail, (e-mail).") == shown
    for address in ('<a href="https://e-mail.example/e-mail/">e-mail.example</a>', "x@e-mail.id"):
        assert whole_words(address) == address


@pytest.mark.parametrize("language", sampled(["id", "en"], every=2))
def test_every_letter_says_the_same_twice_and_loads_nothing(
    room: Room, host: Host, protocol: Actor, now: dt.datetime, language: str
) -> None:
    Host.objects.update(map_url=MAP)
    seen = set()
    for message in every_letter(protocol, now, language=language):
        mail, name = mail_of(message), message.template
        shown, plain = read(mail), above_the_foot(mail)
        seen.add(name)
        keeps_to_what_mail_programs_take(mail, shown)
        says_the_same(shown, plain)
        assert len(shown.buttons) == (0 if name in WITHOUT_BUTTON else 1), name
        for label, link in shown.buttons:
            assert f"{label}:\n{link.removeprefix('mailto:').partition('?')[0]}\n" in f"{plain}\n"
        has_facts = [label for label, _ in shown.facts]
        if any(label in has_facts for label in ("Tempat", "Place")):
            assert {"Nomor", "Reference"} & set(has_facts), name
            assert MAP in shown.links
        greeting = re.search(r"^(Yth\.|Dear|Bapak/Ibu) .*,\n\n(.)", plain, re.MULTILINE)
        assert greeting is None or greeting[2] == greeting[2].upper(), plain
    assert seen == set(readers())


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_mail_of_an_account_does_too(host: Host, now: dt.datetime, language: str) -> None:
    for name, body in every_account_mail(language, now):
        mail = message_from_bytes(body, policy=policy.default)
        shown = read(mail)
        keeps_to_what_mail_programs_take(mail, shown)
        says_the_same(shown, above_the_foot(mail))
        assert shown.headline == [mail["Subject"]]
        assert shown.language == language
        assert len(shown.buttons) == 1, name


def keeps_to_what_mail_programs_take(mail: EmailMessage, shown: Read) -> None:
    """Tables and inline styles, dark mode, one language; no picture, script or sheet."""
    part = mail.get_body(preferencelist=("html",))
    assert part is not None
    markup = str(part.get_content())
    assert shown.elements <= ELEMENTS
    assert shown.properties <= KEPT
    assert not shown.attributes & {"src", "srcset", "background", "onclick", "id"}
    assert "url(" not in markup
    for one in mail.walk():
        if not one.is_multipart():
            assert marks._SECRET not in str(one.get_content())
            assert "\x02" not in str(one.get_content())
    assert "@import" not in markup
    assert shown.language == mail["Content-Language"] or mail["Content-Language"] is None
    assert '<meta name="color-scheme" content="light dark">' in markup
    assert "@media (prefers-color-scheme: dark)" in markup
    # Gmail cuts off what is longer.
    assert len(markup.encode()) < 100_000


def says_the_same(shown: Read, plain: str) -> None:
    """Headline first, then every line of the plain text in its order."""
    assert shown.headline == [words(plain.split("\n")[0])]
    facts = [(label, value) for label, value in facts_of(plain) if value != MAP]
    assert [fact for fact in facts if fact in shown.facts] == shown.facts
    at = 0
    for line in plain.split("\n"):
        said = words(line).removeprefix("- ").removesuffix(":")
        if said.startswith("http") or "@" in said or MAP in said:
            continue
        # A fact stands in two cells, a note on its own line.
        for piece in re.split(r": | \(", said) if facts else [said]:
            found = shown.text.find(piece.removesuffix(")"), at)
            assert found >= 0, (piece, shown.text[at:])
            at = found


def test_what_somebody_typed_marks_nothing(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    typed = "Hari: Senin\nTempat: di sini\n123456\n- satu\nhttps://x.example/"
    parts = marks.parts_of(f"{marks.quote(typed)}\n\n{typed}")
    assert [part.kind for part in parts] == ["quote", "text"]
    forged = marks.fact("a", "b").replace(marks._SECRET, "0" * 16)
    assert [part.kind for part in marks.parts_of(forged)] == ["text"]
    assert [part.kind for part in marks.parts_of(marks.fact("Hari", f"x\n{forged}"))] == ["fact"]


def test_of_several_ways_the_first_is_the_button() -> None:
    text = f"{marks.button('Jawab', 'https://a.example/')}\n\n{marks.button('Meja', 'https://b.example/')}"
    assert [(part.kind, part.rows[0].label) for part in marks.parts_of(text)] == [
        ("button", "Jawab"),
        ("link", "Meja"),
    ]
    assert marks.plain(text) == "Jawab:\nhttps://a.example/\n\nMeja:\nhttps://b.example/"


def test_a_map_stands_with_its_place_and_alone_where_there_is_none() -> None:
    place, link = marks.fact("Tempat", "Aula"), marks.map_link("Peta", MAP, "Buka peta")
    (together,) = marks.parts_of(f"{place}\n{link}")
    assert [(row.text, row.link) for row in together.rows] == [("Aula", MAP)]
    (alone,) = marks.parts_of(link)
    assert (alone.rows[0].label, alone.rows[0].link) == ("Peta", MAP)

"""Own words in the frame: what their lines are follows from where placeholders stand."""

import datetime as dt

import pytest

from notifications.compose import own_marks, wording
from notifications.letterhead.marks import parts_of
from notifications.models import Message, MessageTemplate
from notifications.outbox.relay import relay
from notifications.plan.readers import readers
from scheduling.models import Room
from tests.notifications.letterhead.reading import above_the_foot, facts_of, read
from tests.notifications.letters import approved, mail_of
from tests.sampled import sampled
from visits.history.events import Actor
from visits.models import Host

# As a host stored it before mails had a frame.
FORMER = """Yth. {{name}},

dengan senang hati kami menerima {{institution}}.

Kapan: {{when}}
Di mana: {{where}}, {{host}}
Rombongan: {{people}} orang, dipimpin {{leader}}

Halaman kunjungan Anda, dengan segala hal tentangnya:
{{page}}

Hormat kami,
{{host}}
{{phone}}"""


def kinds(text: str, **values: str) -> list[str]:
    return [part.kind.value for part in parts_of(own_marks.filled(text, values))]


@pytest.mark.django_db
def test_words_from_before_the_frame_get_its_table_and_its_button(
    room: Room, host: Host, protocol: Actor, now: dt.datetime
) -> None:
    MessageTemplate.objects.create(name="approved", language="id", text=FORMER)
    approved(protocol)
    relay(now=now)
    mail = mail_of(Message.objects.get(template="approved"))
    shown, plain = read(mail), above_the_foot(mail)
    assert shown.headline == ["Kunjungan Anda disetujui"]
    assert [label for label, _ in shown.facts] == ["Kapan", "Di mana", "Rombongan"]
    assert shown.facts == facts_of(plain)
    [(label, link)] = shown.buttons
    assert label == "Halaman kunjungan Anda, dengan segala hal tentangnya"
    assert f"{label}:\n{link}\n" in plain
    assert "Hormat kami,\nMal Pelayanan Publik Batam\n(0778) 123456" in plain
    # What the frame says of the visit is there whatever the words are.
    assert "Yang perlu dibawa:" in plain


def test_values_never_decide_what_a_line_is() -> None:
    typed = "Hari: Senin\n\n042817\n- satu\nhttps://evil.example/"
    assert kinds("{{message}}", message=typed) == ["quote"]
    assert kinds("Kami tulis: {{message}} lagi", message=typed) == ["text"] * 2
    assert kinds("Instansi: {{institution}}", institution="A\nTempat: B") == ["fact"]


def test_lines_without_what_they_are_for_go_with_their_labels() -> None:
    assert own_marks.filled("Jawab di sini:\n{{page}}", {"page": ""}) == ""
    assert own_marks.filled("Peta: {{map}}", {"map": ""}) == ""
    assert kinds("Tempat: {{where}}\nPeta: {{map}}", where="Aula", map="https://x.example/") == [
        "fact"
    ]


def test_words_behind_the_hours_are_a_note_below_them() -> None:
    text = "Hari: {{day}}\nPukul: {{hours}} (mohon datang lebih awal)"
    [table] = parts_of(own_marks.filled(text, {"day": "Senin", "hours": "09.00 WIB"}))
    assert [(row.text, row.main, row.note) for row in table.rows] == [
        ("Senin", True, ""),
        ("09.00 WIB", True, "mohon datang lebih awal"),
    ]


def test_what_is_no_table_stays_text() -> None:
    assert kinds("Perhatian: bawa tanda pengenal") == ["text"]
    assert kinds("Alasan: {{reason}}", reason="Hujan") == ["text"]
    assert kinds("Kode:\n{{code}}", code="042817") == ["text", "code"]
    assert kinds("Sesi:\n{{sessions}}", sessions="- Senin\n- Selasa") == ["text", "item"]
    assert kinds("{{page}}\n{{survey}}", page="https://a/", survey="https://b/") == [
        "button",
        "link",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sampled(readers(), every=4))
def test_a_draft_gets_the_frame_of_what_is_built_in(host: Host, room: Room, name: str) -> None:
    Host.objects.update(map_url="https://maps.example/mpp")
    draft = wording.draft(name, "id")
    with wording.sample(name, "id", awkward=False) as context:
        built_in = wording.filled(name, context, subject="", text="")
        own = wording.filled(name, context, subject=draft.subject, text=draft.text)
    framed, expected = ([part.kind for part in parts_of(w.marked)] for w in (own, built_in))
    # A mailbox to write to is text in own words, and so are facts without a placeholder.
    if name not in ("no_longer_contact", "officer_material", "expired"):
        assert framed == expected
        assert own.text == built_in.text

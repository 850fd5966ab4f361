"""Own words: drafts that read as what is built in, and one writer at a time."""

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from notifications.compose import own_marks, own_words, placeholders, wording
from notifications.compose.own_words import BUILT_IN, Changed, seal, store
from notifications.compose.wording import Words
from notifications.models import MessageTemplate
from notifications.plan.readers import readers
from notifications.plan.table import To
from notifications.plan.titles import READERS, TITLES
from scheduling.models import Room
from tests.sampled import sampled
from visits.language.text import clean_line, clean_text
from visits.models import Host

pytestmark = pytest.mark.django_db
LETTERS = [(name, code) for name in readers() for code in placeholders.languages(name)]
UNSEEN = seal(BUILT_IN)


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room) -> None:
    pass


def test_every_letter_has_a_title_and_a_reader() -> None:
    assert set(TITLES) == set(readers())
    assert set(READERS) == set(To)


@pytest.mark.parametrize(("name", "language"), sampled(LETTERS, every=5))
def test_a_draft_reads_as_the_built_in_letter_for_another_visit(name: str, language: str) -> None:
    draft = wording.draft(name, language)
    assert placeholders.problems(name, subject=draft.subject, text=draft.text) == {}
    for awkward in (False, True):
        built_in = wording.preview(name, language, awkward=awkward)
        own = wording.preview(
            name, language, subject=draft.subject, text=draft.text, awkward=awkward
        )
        assert own == built_in


@pytest.mark.parametrize(("name", "language"), sampled(LETTERS, every=5))
def test_a_draft_stored_as_it_stands_stays_built_in(name: str, language: str) -> None:
    draft = wording.draft(name, language)
    typed = Words(clean_line(draft.subject), clean_text(draft.text))
    store(name, language, typed, seen=UNSEEN)
    assert not MessageTemplate.objects.exists()


def test_what_is_left_as_it_was_stays_built_in_by_itself() -> None:
    draft = wording.draft("declined", "id")
    store("declined", "id", Words("Maaf", clean_text(draft.text)), seen=UNSEEN)
    assert own_words.own("declined", "id") == Words("Maaf", "")
    assert own_words.own("declined", "en") == BUILT_IN


def test_a_line_about_nothing_but_the_host_is_left_out_with_what_it_lacks() -> None:
    values = {"where": "", "host": "MPP Batam", "phone": "0778"}
    lines = "Di mana: {{where}}, {{host}}\nSalam,\n{{host}}\n{{phone}}"
    assert own_marks.filled(lines, values) == "Salam,\nMPP Batam\n0778"


def test_who_looked_at_other_words_is_told_and_nothing_is_lost() -> None:
    first = Words("Satu", "Maaf, {{institution}}")
    store("declined", "id", first, seen=UNSEEN)
    with pytest.raises(Changed):
        store("declined", "id", Words("Dua", ""), seen=UNSEEN)
    assert own_words.own("declined", "id") == first
    store("declined", "id", Words("Dua", ""), seen=seal(first))
    assert own_words.own("declined", "id") == Words("Dua", "")
    with pytest.raises(Changed):
        store("declined", "id", BUILT_IN, seen=seal(first))
    store("declined", "id", BUILT_IN, seen=seal(Words("Dua", "")))
    assert not MessageTemplate.objects.exists()


def test_words_that_do_not_do_are_not_stored() -> None:
    with pytest.raises(ValidationError):
        store("declined", "id", Words("", "{{desk}}"), seen=UNSEEN)
    assert not MessageTemplate.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [BUILT_IN, Words("Dulu", "")])
def test_of_two_who_store_at_once_one_is_told(before: Words) -> None:
    if before != BUILT_IN:
        store("declined", "id", before, seen=UNSEEN)
    start, said = Barrier(2), []

    def write(subject: str) -> None:
        start.wait()
        try:
            store("declined", "id", Words(subject, ""), seen=seal(before))
            said.append(subject)
        except Changed:
            said.append("told")
        finally:
            connection.close()

    writers = [Thread(target=write, args=(word,)) for word in ("Satu", "Dua")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert said.count("told") == 1
    (won,) = [word for word in said if word != "told"]
    assert own_words.own("declined", "id").subject == won


def test_ordinary_names_are_ordinary(settings: Any) -> None:
    words = wording.preview("approved", "id", awkward=False)
    assert "DPMPTSP Kabupaten Solok" in words.text
    assert not re.search(r"[{}<>]", words.text)

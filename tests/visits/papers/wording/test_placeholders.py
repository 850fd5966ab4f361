"""Words of papers are checked before they are kept, and filled by plain values."""

from typing import Any

import pytest

from visits.models import PaperKind
from visits.papers.wording.passages import languages, passages
from visits.papers.wording.placeholders import WrongWords, check_words, filled, own_text

REPLY = PaperKind.REPLY


@pytest.mark.parametrize("kind", PaperKind.values)
def test_every_kind_has_words_in_its_languages_that_pass_our_own_check(kind: str) -> None:
    told = passages(kind)
    assert told
    for language in languages(kind):
        words = {name: passage.words[language] for name, passage in told.items()}
        check_words(kind, {language: words})
        assert all(words.values())


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        ({"id": {"closing": "Salam, {{nama_saya}}"}}, "unknown_placeholder", "nama_saya"),
        ({"id": {"closing": "Salam {{host} }"}}, "stray_braces", "closing"),
        ({"id": {"closing": "Salam {"}}, "stray_braces", "closing"),
        ({"id": {"closing": "Salam {tidak_ada}"}}, "stray_braces", "closing"),
        ({"id": {"closing": "Salam {{{host}}}"}}, "stray_braces", "closing"),
        ({"id": {"closing": "{institution} bersedia"}}, "single_braces", "institution"),
        ({"id": {"penutup": "Salam"}}, "unknown_passage", "penutup"),
        ({"de": {"closing": "Salam"}}, "unknown_language", "de"),
        ({"id": {"closing": 7}}, "no_text", "closing"),
        ({"id": {"closing": "x" * 2001}}, "too_long", "closing"),
        ({"id": "Salam"}, "unknown_language", "id"),
    ],
)
def test_words_that_no_paper_can_be_made_with_are_named(
    words: dict[str, Any], code: str, name: str
) -> None:
    with pytest.raises(WrongWords) as caught:
        check_words(REPLY, words)
    assert caught.value.code == code
    assert name in (caught.value.placeholder, caught.value.passage)


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    assert filled("Yth. {{leader}}", {"leader": "{{host}}", "host": "MPP"}) == ["Yth. {{host}}"]


def test_a_paragraph_that_would_say_nothing_is_left_out() -> None:
    values = {"topics": "", "host": "MPP", "until": ""}
    assert filled("Topik: {{topics}}\nDi {{host}}{{until}}.\n\n", values) == ["Di MPP."]
    assert filled("Mohon dijawab{{until}}.", values) == ["Mohon dijawab."]


def test_what_the_host_left_empty_is_ours() -> None:
    assert own_text(REPLY, "closing", "en", {"en": {"closing": "  "}}).startswith("Thank you")
    assert own_text(REPLY, "closing", "id", {"id": {"closing": "Salam."}}) == "Salam."


def test_what_is_for_our_own_people_is_worded_in_indonesian_alone() -> None:
    assert languages(PaperKind.ORDER) == ("id",)
    with pytest.raises(WrongWords, match="unknown_language"):
        check_words(PaperKind.ORDER, {"en": {"closing": "Thank you."}})

"""Lists from phones: what is clear is read without a question, the rest is asked, line by line."""

import pytest
from django.utils import translation

from tests.visits.people.phone_corpus import CLEAR, UNCLEAR, Phone
from visits.people.lists.rows import Reading
from visits.people.participant_lists import reading_of_text


def read(case: Phone) -> Reading:
    with translation.override("en"):
        return reading_of_text(case.text)


def left_of(reading: Reading) -> list[str]:
    return [text for one in reading.read for text in one.left]


@pytest.mark.parametrize("case", CLEAR, ids=lambda case: case.what)
def test_what_is_clear_is_read_without_a_question(case: Phone) -> None:
    reading = read(case)
    assert reading.rows == case.expected
    assert [words for one in reading.read for words in one.doubts] == []
    assert left_of(reading) == list(case.left)


@pytest.mark.parametrize("case", UNCLEAR, ids=lambda case: case.what)
def test_what_is_unclear_is_asked(case: Phone) -> None:
    reading = read(case)
    assert reading.rows == case.expected
    said = "\n".join(words for one in reading.read for words in one.doubts)
    for words in case.asks:
        assert words in said
    assert set(case.left) <= set(left_of(reading))


def test_every_line_keeps_what_was_typed() -> None:
    for case in (*CLEAR, *UNCLEAR):
        assert all(one.text for one in read(case).read), case.what


def test_the_corpus_is_large_and_says_each_thing_once() -> None:
    cases = [*CLEAR, *UNCLEAR]
    assert len({case.what for case in cases}) == len(cases) >= 60

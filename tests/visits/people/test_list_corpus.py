"""Each list of the corpus comes out right, or is refused by what it is; none silently wrong."""

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from tests.stack import ROOT
from tests.visits.people.list_corpus import CORPUS, Case, table
from visits.people.lists.rows import Reading
from visits.people.participant_lists import ListOfOtherKind, reading_of_file, reading_of_text


def read(case: Case) -> Reading:
    content = case.make()
    with translation.override("en"):
        if isinstance(content, str):
            return reading_of_text(content)
        return reading_of_file(ContentFile(content, name="daftar.xls"))


def said_of(reading: Reading) -> str:
    passed = [f"{line.why} {line.text}" for line in reading.passed_over]
    doubts = [words for one in reading.read for words in one.doubts]
    left = [f"Not taken: {text}" for one in reading.read for text in one.left]
    return "\n".join([*reading.notices, *passed, *doubts, *left])


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: f"{case.manner}: {case.what}")
def test_a_list_comes_out_right(case: Case) -> None:
    if case.kind:
        with pytest.raises(ListOfOtherKind) as refused:
            read(case)
        assert refused.value.kind == case.kind
        return
    reading = read(case)
    assert reading.rows == case.expected
    for words in case.says:
        assert words in said_of(reading)


def test_the_document_shows_the_corpus_as_it_is() -> None:
    assert len({(case.manner, case.what) for case in CORPUS}) == len(CORPUS) >= 60
    document = (ROOT / "docs" / "lists.md").read_text()
    assert table() in document, "run python -m tests.visits.people.write_lists"

"""Every letter of the corpus comes out as docs/letters.md says: none is silently taken wrong."""

import io
import random
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files import File
from django.core.files.base import ContentFile

from tests.visits.files.corpus import AS_IT_CAME, BROKEN, CORPUS, MORE, PASSWORD, TIDY, Row
from tests.visits.files.making import scan
from visits.confined.pdfs import read
from visits.files.kinds import Kind
from visits.files.letters import LetterActive, LetterLocked, LetterUnreadable, check_letter
from visits.phrases.refused_files import file_words

_PAGE = Path(__file__).resolve().parents[3] / "docs" / "letters.md"
_KINDS = {
    Kind.BROKEN: BROKEN,
    Kind.EMPTY: "refused: empty",
    Kind.DOCUMENT: "refused: word processor",
    Kind.SHEET: "refused: spreadsheet",
    Kind.ARCHIVE: "refused: packed folder",
    Kind.WEB_PAGE: "refused: web page",
}


def outcome(content: bytes) -> str:
    """What becomes of it."""
    try:
        kept = check_letter(ContentFile(content, name="surat.pdf"))
    except LetterUnreadable as error:
        refused = error
    else:
        return kept_as(content, kept)
    assert file_words(refused)
    if isinstance(refused, LetterLocked):
        return PASSWORD
    return MORE if isinstance(refused, LetterActive) else _KINDS[refused.kind]


def kept_as(content: bytes, kept: File[Any]) -> str:
    """As it came; or else tidy, of which nothing is wrong."""
    found: bytes = kept.read()
    assert kept.name == "surat.pdf"
    if found == content:
        return AS_IT_CAME
    with pikepdf.open(io.BytesIO(found)) as document:
        assert len(document.pages)
        assert not document.get_warnings()
    assert found.startswith(b"%PDF-")
    assert found.endswith(b"%%EOF\n")
    return TIDY


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: f"{row.maker}: {row.what}")
def test_a_letter_comes_out_as_the_page_says(row: Row) -> None:
    assert outcome(row.make()) == row.outcome


def test_the_page_has_these_rows_and_no_others() -> None:
    said = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", _PAGE.read_text(), re.M)
    rows = [(str(n), r.maker, r.what, r.outcome) for n, r in enumerate(CORPUS, start=1)]
    assert said == rows
    assert len(rows) >= 60


def test_what_was_made_tidy_has_all_its_pages() -> None:
    for row in CORPUS:
        if row.outcome == TIDY:
            content = row.make()
            kept = check_letter(ContentFile(content, name="a.pdf")).read()
            with pikepdf.open(io.BytesIO(kept)) as document:
                assert (
                    len(document.pages) == content.count(b"/Type /Page ") or b"/ObjStm" in content
                )


def test_no_scan_of_fifty_is_refused_for_what_its_bytes_happen_to_be() -> None:
    dice = random.Random(16)
    words = [b"/JS", b"/JavaScript ", b"/AA", b"/XFA", b"/Launch", b"/EmbeddedFile", b"/J#53"]
    for number in range(50):
        hidden = b" ".join(dice.choices(words, k=40))
        octets = 4_000_000 if number % 10 == 0 else 200_000
        assert read(scan(f"scanner {number}", octets=octets, hidden=hidden)()) == ("pdf", b"")

"""Reading a letter's file: a PDF's text, in a process with bounds; scans are left to people."""

import datetime as dt
import io

import pikepdf
import pytest
import typst
from django.core.files.base import ContentFile
from PIL import Image

from visits.files.letter_reading import Outcome, agreed, reading_of
from visits.language.letters.reading import LetterWords

TODAY = dt.date(2026, 11, 28)
SOURCE = r"""
#align(center)[PEMERINTAH KABUPATEN SOLOK \ DINAS KESEHATAN \ Jalan Raya No. 12]
#align(right)[Arosuka, 20 November 2026]
#grid(columns: (1fr, 1fr), table(columns: 3, stroke: none, inset: 2pt,
  [Nomor], [:], [005/123/DINKES/XI/2026], [Sifat], [:], [Biasa],
  [Hal], [:], [Permohonan Studi Tiru]),
  [Kepada \ Yth. Kepala DPMPTSP Kota Batam])

Dengan hormat, kami akan berkunjung pada hari Selasa, 8 Desember 2026 sebanyak 25 (dua puluh lima)
orang.
"""


def letter_pdf() -> bytes:
    """A letter as a word processor makes it."""
    return typst.compile(SOURCE.encode())


def scan_pdf() -> bytes:
    """A page without a letter on it."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out)
    return out.getvalue()


def read(content: bytes) -> tuple[Outcome, LetterWords]:
    found = reading_of(ContentFile(content, name="surat.pdf"), today=TODAY)
    return found.outcome, found.words


def test_a_letter_in_two_columns_is_read() -> None:
    outcome, words = read(letter_pdf())
    assert outcome == Outcome.READ
    assert words == LetterWords(
        number="005/123/DINKES/XI/2026",
        date=dt.date(2026, 11, 20),
        subject="Permohonan Studi Tiru",
        institution="Dinas Kesehatan Kabupaten Solok",
        people=25,
    )


def test_scans_and_photographs_say_nothing() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    for content in (scan_pdf(), picture.getvalue()):
        assert read(content) == (Outcome.SCAN, LetterWords())


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4\n%%EOF\n", b"%PDF-1.7\n" + b"<<" * 50_000, letter_pdf()[:900]]
)
def test_a_broken_file_is_left_to_people(content: bytes) -> None:
    assert read(content)[0] in (Outcome.UNREAD, Outcome.SCAN)


def test_of_two_ways_that_differ_neither_counts() -> None:
    one = LetterWords(number="1/A/2026", date=TODAY, people=3)
    assert agreed([one, LetterWords(number="1/B/2026", people=3)]) == LetterWords(
        date=TODAY, people=3
    )

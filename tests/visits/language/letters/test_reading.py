"""What official letters say of themselves: right, or left to people, and never wrong."""

import datetime as dt

import pytest

from tests.visits.language.letters.corpus import MOST, TODAY, letters
from visits.language.letters.reading import read_official_letter


def test_of_all_made_up_letters_nothing_is_read_wrong_and_nothing_sure_is_left_out() -> None:
    made = list(letters())
    assert len(made) == MOST >= 100
    for letter in made:
        read = read_official_letter(letter.text, today=TODAY)
        found = (read.number, read.date, read.institution, read.people)
        assert found == (letter.number, letter.date, letter.institution, letter.people), letter.text
        assert read.subject.startswith(("Permohonan", "Kunjungan")) or not read.subject


ORDER = """PEMERINTAH KABUPATEN BIMA
INSPEKTORAT
SURAT PERINTAH TUGAS
Nomor: 700/12.a/ITKAB/2026
Dasar : Surat Nomor 5 tanggal 1 Januari 2026
MEMERINTAHKAN
Untuk : studi tiru pada tanggal 8 Desember 2026
Ditetapkan di Woha
pada tanggal 20 November 2026
INSPEKTUR,"""
TWO_CALENDARS = """PEMERINTAH KOTA MEDAN
Medan, 11 November 2026 M
        1 Jumadil Akhir 1448 H
Nomor : 000.1.2.3/4567
Dengan hormat
rombongan 15 orang dipimpin Kepala Dinas, 2 orang sopir"""
IN_WORDS = """Nomor : 045/KU.03/BKD
Bandung, dua puluh lima November dua ribu dua puluh enam
Hal : Studi"""
ENGLISH = """Kuala Lumpur, November 5, 2026
Ref: KDN/12/2026
Subject: Study visit
Dear Sir,
we would come with 12 people."""
LEFT_OPEN = "Nomor : ___/___/2026\nHal : X\nDengan hormat,"
TWO_OF_EACH = """Nomor : 005/1/X/2026
Nomor : 005/2/X/2026
Jakarta, 1 November 2026
Jakarta, 2 November 2026"""
A_RULE = "NOMOR 5 TAHUN 2026\nTENTANG HAL\nDengan hormat 10:30 orang, berjumlah 1.250 orang"
NO_LETTER = "Telp No. 0778-123456\nNomor Rekening 123/456\nDengan hormat"
DAY_OF_VISIT = """Nomor  :  005/88/SETDA/XI/2026
Tanggal Surat : 10 November 2026
Tanggal Kunjungan : 20 November 2026"""
SPACED = """Selatpanjang, Senin 2 November 2026
Nomor : 170 /DPRD-KKM/ 2026 / 55
Dengan hormat
kunjungan Kamis, 3 Desember 2026 jumlah rombongan 20 (dua puluh) org"""


@pytest.mark.parametrize(
    ("text", "number", "date", "people"),
    [
        (ORDER, "700/12.a/ITKAB/2026", dt.date(2026, 11, 20), None),
        (TWO_CALENDARS, "000.1.2.3/4567", dt.date(2026, 11, 11), None),
        (IN_WORDS, "045/KU.03/BKD", dt.date(2026, 11, 25), None),
        (ENGLISH, "KDN/12/2026", dt.date(2026, 11, 5), 12),
        (LEFT_OPEN, "", None, None),
        (TWO_OF_EACH, "", None, None),
        (A_RULE, "", None, None),
        (NO_LETTER, "", None, None),
        (DAY_OF_VISIT, "005/88/SETDA/XI/2026", dt.date(2026, 11, 10), None),
        # A weekday before the day could be the visit's: it is left to people.
        (SPACED, "170/DPRD-KKM/2026/55", None, 20),
        ("", "", None, None),
    ],
)
def test_odd_letters(text: str, number: str, date: dt.date | None, people: int | None) -> None:
    read = read_official_letter(text, today=TODAY)
    assert (read.number, read.date, read.people) == (number, date, people)


def test_hostile_text_takes_no_time_and_says_nothing() -> None:
    for text in (
        "Nomor : " + "/" * 9999,
        "a " * 99_999,
        "Nomor\n" * 9999,
        "( " * 20_000,
        "1 orang" * 9999,
    ):
        assert len(read_official_letter(text, today=TODAY).number) <= 80

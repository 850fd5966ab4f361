"""Cleaning of text, and phones."""

import pytest

from visits.language.phones import parse_phone, show_phone
from visits.language.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("  Dinas \t Kota\nSolok ", "Dinas Kota Solok"),
        ("a\u202eb\u2066c\u200b", "abc"),
        ("a\0b\x07", "ab"),
        ("e\u0301", "é"),
        ("\ufeff\u00a0Siti\u3000Rahma", "Siti Rahma"),
        ("\u200d", ""),
        ("مه\u200cرو", "مه\u200cرو"),
    ],
)
def test_a_line_keeps_what_can_be_seen(given: str, clean: str) -> None:
    assert clean_line(given) == clean


def test_text_keeps_its_paragraphs() -> None:
    assert clean_text(" a  b \r\n\r\n\r\n\r\n c\rd ") == "a b\n\nc\nd"


def test_half_a_surrogate_pair_is_no_text() -> None:
    for clean in (clean_line, clean_text):
        with pytest.raises(ValueError, match="surrogate"):
            clean("a\ud800")


@pytest.mark.parametrize(
    "given",
    ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "81234567890",
     "+62 (0)812-3456-7890", "0062 812 3456 7890", "(0812) 3456.7890"],
)  # fmt: skip
def test_any_usual_form_is_the_same_number(given: str) -> None:
    assert parse_phone(given) == "+6281234567890"


def test_landlines_and_numbers_from_abroad() -> None:
    assert parse_phone("(0778) 462 232") == "+62778462232"
    assert parse_phone("(0778) 462 232 ext. 12") == parse_phone("0778462232 x12") == "+62778462232"
    assert parse_phone("+65 6225 5632") == "+6562255632"


@pytest.mark.parametrize(
    "given",
    ["", "12", "abc", "0812", "+999 123", "0" * 100, "0812-3456\0", "08123456789o", "O81234567890",
     "0812-FLOWERS", "081234567890 Budi", "0812345678x"],
)  # fmt: skip
def test_what_is_no_number(given: str) -> None:
    with pytest.raises(ValueError, match="not a phone"):
        parse_phone(given)


def test_numbers_are_shown_as_people_here_read_them() -> None:
    assert show_phone("+6281234567890") == "0812-3456-7890"
    assert show_phone("+6562255632") == "+65 6225 5632"
    assert show_phone("bukan nomor") == "bukan nomor"

"""The fonts that ship have what names are written with; what they lack is replaced."""

import unicodedata

import pytest

from visits.papers.typesetting.glyphs import FONTS, UNKNOWN, covered, printable


@pytest.mark.parametrize(
    "sample",
    [
        "Aéñøłşžİı–“”’…•□",
        "محمدپچڽݢۏ",  # Jawi has letters of its own
        "ᯀᯂᯖᯔᯞᯪ᯲",
        "ꦗꦮꦱꦠꦽꦺꦴ",
        "ᬩᬮᬶᬅᬓ᭄",
        "ᮞᮥᮔ᮪ᮓ",
        "ᨅᨔᨘᨁᨗ",
        "ꤰꥍ",
        "தமிழ்",
        "हिन्दी",
        "ไทย",
        "陳美玲、李小龙、田中太郎",
    ],
)
def test_each_script_that_names_come_in_has_glyphs(sample: str) -> None:
    assert [c for c in sample if ord(c) not in covered()] == []
    assert printable(sample) == unicodedata.normalize("NFC", sample)


def test_what_has_no_glyph_is_made_plain_or_a_square() -> None:
    assert printable(["𝐁𝐚𝐭𝐚𝐦", {"a": "😀"}, 7]) == ["Batam", {"a": UNKNOWN}, 7]
    assert printable("a\u0000b\ufeffc\ue000") == "abc"


def test_a_run_without_a_blank_may_be_broken() -> None:
    assert printable("x" * 60).replace("\u200b", "") == "x" * 60
    assert "\u200b" in printable("x" * 60)
    assert "\u200b" not in printable("kata " * 20)


def test_the_fonts_are_few_and_free() -> None:
    assert sum(path.stat().st_size for path in FONTS.iterdir()) < 6_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()
    assert "Apache License" in (FONTS / "Apache-2.0.txt").read_text()

"""What a PDF holds whatever it says: tags, fonts, the same bytes; hostile texts as text."""

import datetime as dt
import io
import shutil
import subprocess
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from pypdf import PdfReader

from tests.visits.papers.reading import embedded_fonts, flat, tags_of, words_of
from visits.models import PaperKind, Visit
from visits.papers.contents.gathering import contents_of
from visits.papers.typesetting.rendering import pdf, picture, together

REPLY = PaperKind.REPLY
CODE = "AbCdEfGhIjKlMnOpQrStUv"


@pytest.fixture
def letter(visit: Visit, now: dt.datetime) -> dict[str, Any]:
    """The data of an issued reply."""
    return contents_of(visit, REPLY, now=now, number="041/XI/2026", code=CODE)


def test_it_is_tagged_for_screen_readers(letter: dict[str, Any]) -> None:
    made = pdf(REPLY, letter)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert opened.Root["/MarkInfo"]["/Marked"] is True
        assert str(opened.Root["/Lang"]) == "id"
        assert opened.Root["/ViewerPreferences"]["/DisplayDocTitle"] is True
        with opened.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert "Penerimaan kunjungan studi tiru" in about["dc:title"]
    assert "/Figure" in tags_of(made)


def test_the_same_data_give_the_same_bytes(letter: dict[str, Any]) -> None:
    assert pdf(REPLY, letter) == pdf(REPLY, letter)
    assert pdf(REPLY, letter) != pdf(REPLY, {**letter, "number": "042/XI/2026"})


def test_the_hosts_logo_stands_in_the_letterhead(letter: dict[str, Any]) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), "#c81e1e").save(drawn, "PNG")
    name = default_storage.save("host/logo-of-a-test.png", ContentFile(drawn.getvalue()))
    page = Image.open(io.BytesIO(picture({**letter, "logo": name}))).convert("RGB")
    colours = {colour for _count, colour in page.getcolors(page.width * page.height) or []}
    assert (200, 30, 30) in colours
    (shown,) = PdfReader(io.BytesIO(pdf(REPLY, {**letter, "logo": name}))).pages[0].images
    assert (shown.image and shown.image.size) == (64, 48)


def test_fonts_are_in_the_file(letter: dict[str, Any]) -> None:
    fonts = embedded_fonts(pdf(REPLY, letter))
    assert fonts
    assert all(fonts.values())


@pytest.mark.parametrize(
    "name",
    [
        "#panic()",
        "*a* _b_ $x$ `c`",
        '"; #import "/etc/passwd"',
        "</svg><script>alert(1)</script>",
        "{{institution}}",
        "= Judul",
        "@label <label> \\ \\u{41}",
        "محمد الفاتح",
        "ᯔᯞᯪᯂ᯲",
        "ꦗꦮ ᬩᬮᬶ ᮞᮥᮔ᮪ᮓ ᨅᨔ",
    ],
)
def test_what_people_wrote_comes_out_as_they_wrote_it(letter: dict[str, Any], name: str) -> None:
    made = pdf(REPLY, {**letter, "addressee": {"title": "Yth.", "lines": [name], "place": ""}})
    if name.isascii():
        assert flat(name) in words_of(made)
    else:
        assert any("Noto" in font for font in embedded_fonts(made))


def test_characters_without_a_glyph_make_no_paper_impossible(letter: dict[str, Any]) -> None:
    made = pdf(REPLY, {**letter, "subject": "Kunjungan 😀 ke 𠀀 𝐁𝐚𝐭𝐚𝐦\u0000"})
    assert "Kunjungan □ ke □ Batam" in words_of(made)


def test_a_draft_says_so_on_each_page_and_a_screen_reader_is_spared(letter: dict[str, Any]) -> None:
    long = {**letter, "copies": [f"Instansi {n}" for n in range(90)]}
    made = pdf(REPLY, {**long, "draft": True})
    pages = [flat(page.extract_text()) for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) > 1
    # Once across the sheet and once upright, which every reader takes for one word.
    assert [page.count("KONSEP") for page in pages] == [2] * len(pages)
    assert tags_of(made) == tags_of(pdf(REPLY, long))
    assert "KONSEP" not in words_of(pdf(REPLY, long))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler's tools are not installed")
@pytest.mark.parametrize("shape", ["letter", "badges"])
def test_a_draft_is_found_by_the_word_in_the_text_of_each_page(
    letter: dict[str, Any], visit: Visit, now: dt.datetime, shape: str
) -> None:
    data = {**letter, "copies": [f"Instansi {n}" for n in range(90)]}
    if shape == "badges":
        data = contents_of(visit, shape, now=now)
    made = pdf(data["kind"], {**data, "draft": True})
    read = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    pages = read.stdout.decode().split("\f")[:-1]
    assert pages
    assert all("KONSEP" in page for page in pages)


def test_several_papers_count_their_pages_each_by_itself(letter: dict[str, Any]) -> None:
    long = {**letter, "copies": [f"Instansi {n}" for n in range(90)]}
    made = together([long, letter])
    with pikepdf.open(io.BytesIO(made)) as opened:
        pages = len(opened.pages)
    assert pages > 2
    assert words_of(made).count("041/XI/2026") == 2


def test_a_sheet_of_f4_is_one(letter: dict[str, Any]) -> None:
    made = pdf(REPLY, {**letter, "stationery": {**letter["stationery"], "sheet": "f4"}})
    with pikepdf.open(io.BytesIO(made)) as opened:
        box = [float(each) for each in opened.pages[0].mediabox]
    assert [round(each * 25.4 / 72) for each in box[2:]] == [215, 330]


def test_data_of_another_kind_are_refused(letter: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="reply"):
        pdf(PaperKind.VISUM, letter)


def test_a_look_is_a_picture_of_the_first_page(letter: dict[str, Any]) -> None:
    assert picture(letter).startswith(b"\x89PNG")

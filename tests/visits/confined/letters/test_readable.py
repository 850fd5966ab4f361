"""Scans and photographs are straightened: made in the test at an angle, and measured afterwards."""

import io

import pikepdf
import pytest
from PIL import Image, ImageDraw

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.letters.readable import angle_of
from visits.confined.verdicts import Refused


def sheet(angle: float) -> Image.Image:
    """A grey sheet with lines of dark words, turned by so many degrees."""
    made = Image.new("L", (900, 1200), 225)
    drawing = ImageDraw.Draw(made)
    for top in range(100, 1060, 36):
        left = 90
        while left < 780:
            wide = 20 + (left * top) % 80
            drawing.rectangle((left, top, left + wide, top + 12), fill=90)
            left += wide + 12
    return made.rotate(angle, expand=True, fillcolor=225)


def jpg(picture: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", **options)
    return out.getvalue()


def in_pdf(picture: Image.Image) -> bytes:
    """A scan: the picture on a page, and no letter."""
    out = io.BytesIO()
    picture.save(out, "PDF")
    return out.getvalue()


@pytest.mark.parametrize("angle", [0, 0.5, -2.3, 4.5])
def test_the_angle_is_found_to_a_tenth_of_a_degree(angle: float) -> None:
    assert abs(angle_of(sheet(angle)) + angle * 10) <= 1


@pytest.mark.parametrize("make", [jpg, in_pdf])
def test_a_crooked_pale_scan_becomes_straight_and_full_of_contrast(make: object) -> None:
    assert callable(make)
    kind, content = running.read(Reader.READABLE, make(sheet(3)))
    made = Image.open(io.BytesIO(content))
    assert (kind, made.format, abs(angle_of(made)) <= 1) == ("jpg", "JPEG", True)
    assert made.getextrema()[0] < 20
    assert made.getextrema()[1] > 245


def test_a_picture_that_says_how_it_lies_is_turned_upright() -> None:
    lying = Image.Exif()
    lying[0x0112] = 6
    _kind, content = running.read(Reader.READABLE, jpg(sheet(0), exif=lying))
    assert Image.open(io.BytesIO(content)).size == (1200, 900)


def test_what_is_no_scan_is_refused() -> None:
    empty, out = pikepdf.new(), io.BytesIO()
    empty.add_blank_page()
    empty.save(out)
    for content in (out.getvalue(), b"%PDF-1.7\n%%EOF", b"GIF89a", b"", jpg(sheet(0))[:200]):
        with pytest.raises(Refused):
            running.read(Reader.READABLE, content)

"""Letters as files."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from visits import letters
from visits.letters import LetterTooLarge, LetterUnreadable, check_letter

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **options)
    return out.getvalue()


def test_a_pdf_stays_as_it_is_whatever_its_name() -> None:
    kept = check_letter(ContentFile(PDF, name="../../surat.exe"))
    assert (kept.read(), kept.name) == (PDF, "surat.pdf")


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "surat.jpg"), ("PNG", "surat.png")])
def test_pictures_are_known_by_content(kind: str, name: str) -> None:
    assert check_letter(ContentFile(picture(kind), name="x.pdf")).name == name


def test_what_a_camera_writes_beside_the_picture_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6  # turned by 90 degrees
    kept = check_letter(ContentFile(picture("JPEG", exif=exif), name="a.jpg")).read()
    assert b"Secret camera" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 60)


def test_large_pictures_are_made_smaller() -> None:
    kept = check_letter(ContentFile(picture("PNG", (4000, 100)), name="a.png")).read()
    assert Image.open(io.BytesIO(kept)).width == letters.MAX_SIDE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90",
        b"%PDF-1.7 cut off",
        picture("GIF"),
        picture("PNG")[:60],
        picture("JPEG")[:200],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_other_and_broken_files_are_refused(content: bytes) -> None:
    with pytest.raises(LetterUnreadable):
        check_letter(ContentFile(content, name="surat.pdf"))


def test_too_many_bytes_and_too_many_pixels_are_refused() -> None:
    with pytest.raises(LetterTooLarge):
        check_letter(ContentFile(PDF + b" " * letters.MAX_BYTES, name="a.pdf"))
    with pytest.raises(LetterTooLarge):
        check_letter(ContentFile(picture("PNG", (9000, 9000)), name="a.png"))

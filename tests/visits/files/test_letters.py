"""Letters as files."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from visits.files import letters
from visits.files.letters import LetterActive, LetterTooLarge, LetterUnreadable, check_letter

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
    with pytest.raises(LetterTooLarge):
        check_letter(ContentFile(picture("PNG", (4500, 4500)), name="a.png"))


def test_where_a_photograph_was_taken_is_dropped() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (1.0, 7.0, 45.0)  # GPS latitude
    exif[0x9286] = "Kantor Solok"
    for kind in ("JPEG", "PNG"):
        kept = check_letter(ContentFile(picture(kind, exif=exif), name="a")).read()
        assert not Image.open(io.BytesIO(kept)).getexif()
        assert b"Kantor Solok" not in kept


def test_a_phones_picture_of_several_frames_stays_a_photograph() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "grey")]
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    assert check_letter(ContentFile(out.getvalue(), name="a.jpg")).name == "surat.jpg"


def test_what_is_hidden_behind_a_picture_goes() -> None:
    hidden = picture("PNG") + b"<script>alert(1)</script>"
    assert b"script" not in check_letter(ContentFile(hidden, name="a.png")).read()


@pytest.mark.parametrize(
    "inside",
    [
        b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile >>",
    ],
)
def test_a_pdf_with_programs_or_files_in_it_is_refused(inside: bytes) -> None:
    with pytest.raises(LetterActive):
        check_letter(ContentFile(b"%PDF-1.7\n" + inside + b"\n%%EOF\n", name="a.pdf"))


def test_a_pdf_that_is_an_archive_or_a_page_as_well_is_refused() -> None:
    archive = io.BytesIO(PDF)
    archive.seek(0, io.SEEK_END)
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("a.txt", "x")
    for content in (archive.getvalue() + b"%%EOF", PDF + b"<html><script>1</script></html>"):
        with pytest.raises(LetterActive):
            check_letter(ContentFile(content, name="a.pdf"))

"""Official letters as files: what is taken, judged by content rather than by name.

Pictures are drawn anew, which drops what cameras write beside them (place, device) and whatever
else was hidden in the file.
"""

import io
import re
import warnings
import zipfile
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
# A sheet of A4 at 300 dpi has 8.7 million pixels; a phone's camera makes up to 50 million.
MAX_PIXELS = 60_000_000
MAX_SIDE = 3000
# What a picture may take in memory while it is drawn, in bytes: a colour scan of A4 at 400 dpi
# needs 48 million. JPEG pictures are made smaller while they are read.
MAX_DRAWN = 100_000_000
# A letter runs nothing and starts nothing (ISO 32000-1, 12.6.4).
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")


class LetterRefused(ValueError):
    """The file is not taken as a letter."""


class LetterTooLarge(LetterRefused):
    """More bytes, or more pixels, than a letter needs."""


class LetterUnreadable(LetterRefused):
    """Neither a PDF nor a JPEG or PNG picture."""


class LetterNotKept(Exception):
    """Nothing is wrong with the letter, but there is no room for it, or its folder is read-only."""


class LetterActive(LetterUnreadable):
    """A PDF that holds programs or other files."""


def check_letter(file: File[Any]) -> File[Any]:
    """The letter as it may be kept: a PDF as it came, a picture drawn anew without its metadata.

    The result's name is `surat.pdf`, `surat.jpg` or `surat.png`. Raises LetterTooLarge,
    LetterUnreadable and LetterActive.
    """
    if (file.size or 0) > MAX_BYTES:
        raise LetterTooLarge
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(content) > MAX_BYTES:
        raise LetterTooLarge
    if content.startswith(b"%PDF-"):
        return _checked_pdf(content)
    return _drawn_anew(content)


def _checked_pdf(content: bytes) -> File[Any]:
    # Readers look for the end mark in the last kilobyte (ISO 32000-1, annex H.3).
    if b"%%EOF" not in content[-2048:]:
        raise LetterUnreadable
    if _ACTIVE.search(content):
        raise LetterActive
    # Two files in one: a PDF for those who look here, an archive or a page for those who look on.
    if zipfile.is_zipfile(io.BytesIO(content)) or content.rpartition(b"%%EOF")[2].strip(b"\0\r\n "):
        raise LetterActive
    return ContentFile(content, name="surat.pdf")


def _drawn_anew(content: bytes) -> File[Any]:
    try:
        with warnings.catch_warnings():
            # Our own limit follows, and is the one that counts.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            if picture.width * picture.height > MAX_PIXELS:
                raise LetterTooLarge
            # Phones write several JPEG pictures into one file, which Pillow calls MPO.
            kind = "PNG" if picture.format == "PNG" else "JPEG"
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            if picture.width * picture.height * len(picture.getbands()) > MAX_DRAWN:
                raise LetterTooLarge
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            clean = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except Image.DecompressionBombError as error:
        raise LetterTooLarge from error
    # Pillow's decoders report broken files in many ways.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, LetterRefused):
            raise
        raise LetterUnreadable from error
    out = io.BytesIO()
    clean.info.clear()
    if kind == "JPEG":
        clean.save(out, "JPEG", quality=88, optimize=True)
        return ContentFile(out.getvalue(), name="surat.jpg")
    clean.save(out, "PNG", optimize=True)
    return ContentFile(out.getvalue(), name="surat.png")

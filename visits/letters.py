"""Official letters as files: what is taken, judged by content rather than by name.

Pictures are drawn anew, which drops what cameras write beside them (place, device) and whatever
else was hidden in the file.
"""

import io
import warnings
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
# A sheet of A4 at 300 dpi has 8.7 million pixels; a phone's camera makes up to 50 million.
MAX_PIXELS = 60_000_000
MAX_SIDE = 3000


class LetterRefused(ValueError):
    """The file is not taken as a letter."""


class LetterTooLarge(LetterRefused):
    """More bytes, or more pixels, than a letter needs."""


class LetterUnreadable(LetterRefused):
    """Neither a PDF nor a JPEG or PNG picture."""


def check_letter(file: File[Any]) -> File[Any]:
    """The letter as it may be kept: a PDF as it came, a picture drawn anew without its metadata.

    The result's name is `surat.pdf`, `surat.jpg` or `surat.png`. Raises LetterTooLarge and
    LetterUnreadable.
    """
    if (file.size or 0) > MAX_BYTES:
        raise LetterTooLarge
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(content) > MAX_BYTES:
        raise LetterTooLarge
    if content.startswith(b"%PDF-"):
        # Readers look for the end mark in the last kilobyte (ISO 32000-1, annex H.3).
        if b"%%EOF" not in content[-2048:]:
            raise LetterUnreadable
        return ContentFile(content, name="surat.pdf")
    return _drawn_anew(content)


def _drawn_anew(content: bytes) -> File[Any]:
    try:
        with warnings.catch_warnings():
            # Our own limit follows, and is the one that counts.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG"])
            if picture.width * picture.height > MAX_PIXELS:
                raise LetterTooLarge
            kind = picture.format or "PNG"
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
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

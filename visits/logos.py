"""The host's logo: a picture in a page's head and on letters, checked and drawn anew."""

import io
import secrets
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from PIL import Image

from visits.letters import LetterUnreadable, check_letter

LARGEST_SIDE = 512


def check_logo(file: File[Any]) -> File[Any]:
    """The logo as a PNG of at most LARGEST_SIDE pixels a side, under a name of its own.

    Its name changes with every upload, so that readers may keep it for ever. Raises LetterTooLarge
    and LetterUnreadable, as letters do: a PDF is no logo.
    """
    checked = check_letter(file)
    if (checked.name or "").endswith(".pdf"):
        raise LetterUnreadable
    picture = Image.open(checked)
    picture.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    out = io.BytesIO()
    picture.convert("RGBA").save(out, "PNG", optimize=True)
    return ContentFile(out.getvalue(), name=f"logo-{secrets.token_hex(6)}.png")

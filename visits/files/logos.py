"""The host's logo: a picture in a page's head and on letters, checked and drawn anew."""

import secrets
from typing import Any

from django.core.files import File

from visits.files.letters import check_picture

LARGEST_SIDE = 512


def check_logo(file: File[Any]) -> File[Any]:
    """The logo as a PNG of at most LARGEST_SIDE pixels a side, under a name of its own.

    Its name changes with every upload, so that readers may keep it for ever. Raises LetterTooLarge
    and LetterUnreadable, as letters do: a PDF is no logo.
    """
    drawn = check_picture(file, side=LARGEST_SIDE)
    drawn.name = f"logo-{secrets.token_hex(6)}.png"
    return drawn

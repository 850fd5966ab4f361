"""Pictures of the place: checked and drawn anew, without what a camera writes into them."""

import secrets
from typing import Any

from django.core.files import File

from visits.files.letters import check_photograph

LARGEST_SIDE = 1200


def check_place_picture(file: File[Any]) -> File[Any]:
    """The picture as a JPEG of at most LARGEST_SIDE pixels a side, under a name of its own.

    Raises LetterTooLarge, LetterTooManyPixels and LetterUnreadable, as letters do.
    """
    drawn = check_photograph(file, side=LARGEST_SIDE)
    drawn.name = f"tempat-{secrets.token_hex(6)}.jpg"
    return drawn

"""A scan or photograph of a letter made readable: upright, straight, and with its full contrast.

The angle is the one at which the lines of writing are told apart best: the sums of ink along the
rows of the picture change most from row to row (projection profile). Only small angles are looked
for, since a picture that lies on its side says so itself (EXIF) or is for people to turn.
"""

import io
import itertools
from collections.abc import Iterable

import pypdf
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf.errors import PdfReadError

from visits.confined.verdicts import Refused, Verdict

MOST_PIXELS = 25_000_000
# The longer side of what is shown, and of the small copy that is turned to find the angle.
_SIDE, _SMALL = 2200, 500
# In tenths of a degree.
_WIDEST, _COARSE = 60, 5
# Below this a picture is as straight as people put paper on glass.
_LEAST = 2
# Of the darkest and lightest, in per cent: the lid's edge, a shadow, a punched hole.
_CUT_OFF = (1, 4)


def read(content: bytes) -> tuple[str, bytes]:
    """The kind `jpg`, and the picture; of a PDF the largest on its first page. Raises Refused."""
    picture = _upright(_picture_in(content))
    picture.thumbnail((_SIDE, _SIDE))
    angle = angle_of(picture)
    if abs(angle) >= _LEAST:
        turned = picture.rotate(
            angle / 10, Image.Resampling.BICUBIC, expand=True, fillcolor=_paper(picture)
        )
        picture = turned
    out = io.BytesIO()
    ImageOps.autocontrast(picture, cutoff=_CUT_OFF).save(out, "JPEG", quality=80)
    return "jpg", out.getvalue()


def angle_of(picture: Image.Image) -> int:
    """By how many tenths of a degree, against the clock, the picture is to be turned."""
    small = picture.copy()
    small.thumbnail((_SMALL, _SMALL))
    ink = ImageOps.autocontrast(ImageOps.invert(small), cutoff=2)
    best = _best(ink, range(-_WIDEST, _WIDEST + 1, _COARSE))
    return _best(ink, range(best - _COARSE + 1, best + _COARSE))


def _best(ink: Image.Image, angles: Iterable[int]) -> int:
    """The angle with the sharpest rows; of equal ones that nearest to none."""
    return max(angles, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))


def _sharpness(ink: Image.Image, angle: int) -> int:
    turned = ink.rotate(angle / 10, Image.Resampling.BILINEAR)
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((a - b) ** 2 for a, b in itertools.pairwise(rows))


def _paper(picture: Image.Image) -> int:
    """The grey that most of the picture has: its corners are filled with it."""
    counts = picture.histogram()
    return counts.index(max(counts[128:]), 128)


def _upright(picture: Image.Image) -> Image.Image:
    return (ImageOps.exif_transpose(picture) or picture).convert("L")


def _picture_in(content: bytes) -> Image.Image:
    try:
        source = (
            io.BytesIO(_largest(content)) if b"%PDF-" in content[:1024] else io.BytesIO(content)
        )
        picture = Image.open(source, formats=("JPEG", "PNG", "TIFF", "JPEG2000"))
        if picture.width * picture.height > MOST_PIXELS:
            raise Refused(Verdict.TOO_LARGE)
        picture.load()
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    return picture


def _largest(content: bytes) -> bytes:
    """The picture with the most bytes on the first page of a PDF."""
    try:
        page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
        found = [image.data for image in page.images]
    except (PdfReadError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    if not found:
        raise Refused(Verdict.UNREADABLE)
    return max(found, key=len)

"""Pictures drawn anew: what cameras write beside them, and whatever else is hidden, is gone.

What comes of each is a JPEG or PNG, which every browser shows, the right way up.
"""

import io
import warnings
from collections.abc import Callable

from PIL import Image, ImageOps, UnidentifiedImageError

from visits.confined.verdicts import Refused, Verdict

# Each takes four octets in memory. A sheet of A4 at 300 dpi has 8.7 million, at 400 dpi 15.5.
MOST_PIXELS = 20_000_000
# A JPEG can be drawn at half its size from the start, so that phones may write larger ones.
MOST_PIXELS_OF_JPEG = 50_000_000
# Their decoders hold several copies of the whole picture. Telephones take HEIC of 12 or 24 million.
MOST_PIXELS_OF_HEIF, MOST_PIXELS_OF_WEBP = 25_000_000, 12_600_000
# Those that come in ever finer scans are held whole; a picture of ours has 10 scans.
_MOST_SCANS = 100
_START_OF_SCAN = b"\xff\xda"
_MOST = {"HEIF": MOST_PIXELS_OF_HEIF, "WEBP": MOST_PIXELS_OF_WEBP}


def read(content: bytes, side: str, kind: str = "") -> tuple[str, bytes]:
    """The picture, at most `side` pixels each way, as `png` or `jpg`: as it came, or as `kind`.

    Raises Refused.
    """
    return drawn(content, _opened, int(side), kind)


def drawn(
    content: bytes, opened: Callable[[bytes], Image.Image], side: int, kind: str = ""
) -> tuple[str, bytes]:
    """The same of a picture that `opened` knows by its head. Raises Refused."""
    if content.count(_START_OF_SCAN) > _MOST_SCANS and content.startswith(b"\xff\xd8"):
        raise Refused(Verdict.UNREADABLE)
    try:
        with warnings.catch_warnings():
            # Our own limit follows, and is the one that counts.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = opened(content)
            _draw_small(picture)
            kind = kind or _kind_of(picture)
            return kind, _saved(_clean(picture, side, kind), kind)
    except Image.DecompressionBombError as error:
        raise Refused(Verdict.TOO_LARGE) from error
    # Pillow's decoders report broken files in many ways.
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        LookupError,
        OverflowError,
        ArithmeticError,
    ) as error:
        raise Refused(Verdict.UNREADABLE) from error


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])


def _kind_of(picture: Image.Image) -> str:
    # Phones write several JPEG pictures into one file, which Pillow calls MPO.
    if picture.format == "PNG" or (picture.format == "WEBP" and picture.has_transparency_data):
        return "png"
    return "jpg"


def _draw_small(picture: Image.Image) -> None:
    """Refuse by the head what would be too large, before anything of it is decoded."""
    pixels = picture.width * picture.height
    most = _MOST.get(picture.format or "", MOST_PIXELS)
    if pixels <= most:
        return
    if (
        picture.format not in ("JPEG", "MPO")
        or pixels > MOST_PIXELS_OF_JPEG
        or "progressive" in picture.info
    ):
        raise Refused(Verdict.TOO_LARGE)
    picture.draft("RGB", (picture.width // 2, picture.height // 2))
    if picture.width * picture.height > MOST_PIXELS:
        raise Refused(Verdict.TOO_LARGE)


def _clean(picture: Image.Image, side: int, kind: str) -> Image.Image:
    if picture.mode.startswith("I;16"):
        # Sixteen bits a pixel would be cut off, not made eight.
        picture = picture.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if kind == "png" and picture.has_transparency_data else "RGB"
    if picture.mode in ("P", "PA", "1"):
        # Smaller pictures of a palette, or of black and white, have colours between.
        picture = _converted(picture, "L" if picture.mode == "1" else mode)
    picture.thumbnail((side, side))
    return _converted(ImageOps.exif_transpose(picture), mode)


def _converted(picture: Image.Image, mode: str) -> Image.Image:
    converted = picture.convert(mode)
    # The orientation is needed still; the rest goes when it is saved.
    converted.info = {name: picture.info[name] for name in ("exif",) if name in picture.info}
    return converted


def _saved(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.info.clear()
    if kind == "jpg":
        picture.save(out, "JPEG", quality=88, optimize=True)
    else:
        # The tightest packing takes three times as long.
        picture.save(out, "PNG")
    return out.getvalue()

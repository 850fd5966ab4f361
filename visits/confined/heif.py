"""HEIC, as phones photograph: its library is loaded in this process alone, and starts threads."""

import io
import re

import pillow_heif
from PIL import Image

from visits.confined import pictures

_ORIENTATION = 0x0112


def read(content: bytes, side: str, kind: str = "") -> tuple[str, bytes]:
    """The picture as pictures.read gives others. Raises Refused."""
    # Each thread has memory of its own set aside.
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    return pictures.drawn(content, _opened, int(side), kind)


def _opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content), formats=["HEIF"])
    # The container says how it is turned, and is heeded already (MIAF, 7.3.6.7); the camera's note
    # counts where a program that wrote the container forgot to.
    noted = picture.info.get("original_orientation")
    if noted and not re.search(b"irot|imir", _box(content, b"meta")):
        exif = Image.Exif()
        exif[_ORIENTATION] = noted
        picture.info["exif"] = exif.tobytes()
    return picture


def _box(content: bytes, name: bytes) -> bytes:
    """The first outermost box of that name (ISO/IEC 14496-12, 4.2), or nothing."""
    place = 0
    while place + 8 <= len(content):
        size = int.from_bytes(content[place : place + 4])
        if size == 1:
            size = int.from_bytes(content[place + 8 : place + 16])
        if content[place + 4 : place + 8] == name:
            return content[place : place + size] if size else content[place:]
        if size < 8:
            break
        place += size
    return b""

"""Which characters the vendored fonts can show; what they cannot becomes something they can.

PDF/UA forbids glyphs that are none (.notdef), so that typst refuses a paper with a character that
no font has: a name with an emoji in it must not make a letter impossible.
"""

import functools
import struct
import unicodedata
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parents[1] / "fonts"
# Stands for what cannot be shown: an empty square, as readers know it.
UNKNOWN = "\u25a1"
# Longer runs without a blank may be broken, lest they leave the sheet.
_LONGEST_RUN, _PIECE = 30, 8
_MAY_BREAK = "\u200b"
# Shown by no glyph, and no fault of a font.
_UNSEEN = frozenset("\n\t\u00a0\u00ad\u200b\u200c\u200d\u2060")


def printable(value: Any) -> Any:
    """`value`, as JSON holds it, with each character in its texts one that the fonts can show.

    A character without a glyph becomes its compatible form where that has one (𝐀 is A), else
    UNKNOWN. Runs of over 30 characters without a blank get places to break.
    """
    if isinstance(value, str):
        return _breakable("".join(map(_shown, unicodedata.normalize("NFC", value))))
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


@functools.cache
def covered() -> frozenset[int]:
    """The code points that some vendored font has a glyph for."""
    found: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        found |= _code_points(path.read_bytes())
    return frozenset(found)


def _shown(character: str) -> str:
    if character in _UNSEEN:
        return character
    # Controls, which some fonts have a glyph for and PDF/UA forbids, and what is no character.
    if unicodedata.category(character).startswith("C"):
        return ""
    if ord(character) in covered():
        return character
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(ord(each) in covered() for each in plain):
        return plain
    return "" if unicodedata.category(character) == "Mn" else UNKNOWN


def _breakable(text: str) -> str:
    if len(text) <= _LONGEST_RUN:
        return text
    return " ".join(
        _MAY_BREAK.join(run[at : at + _PIECE] for at in range(0, len(run), _PIECE))
        if len(run) > _LONGEST_RUN
        else run
        for run in text.split(" ")
    )


def _code_points(font: bytes) -> set[int]:
    """What a TrueType file's `cmap` table leads to a glyph (OpenType 1.9, formats 4 and 12)."""
    (count,) = struct.unpack_from(">H", font, 4)
    for at in range(12, 12 + 16 * count, 16):
        tag, _sum, start, _length = struct.unpack_from(">4sIII", font, at)
        if tag == b"cmap":
            break
    else:
        raise ValueError("no cmap table")
    (subtables,) = struct.unpack_from(">H", font, start + 2)
    found: set[int] = set()
    for at in range(start + 4, start + 4 + 8 * subtables, 8):
        (offset,) = struct.unpack_from(">I", font, at + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 4:
            found |= _of_segments(font, start + offset)
        elif form == 12:
            found |= _of_groups(font, start + offset)
    return found


def _of_segments(font: bytes, at: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", font, at + where)
        for where in (14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled)
    )
    found = set()
    for index in range(count):
        for code in range(starts[index], ends[index] + 1):
            if offsets[index] == 0:
                glyph = (code + deltas[index]) & 0xFFFF
            else:
                where = at + 16 + 3 * doubled + 2 * index + offsets[index]
                (glyph,) = struct.unpack_from(">H", font, where + 2 * (code - starts[index]))
            if glyph and code != 0xFFFF:
                found.add(code)
    return found


def _of_groups(font: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for index in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        found |= set(range(first, last + 1))
    return found

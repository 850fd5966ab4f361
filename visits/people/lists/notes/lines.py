"""The lines of a message made plain: without what phones put around them, one person a line."""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext

from visits.language.nip import is_nip
from visits.people.lists.cells import is_degree, is_grade, is_no_field
from visits.people.lists.heads import fields_of
from visits.people.lists.positions import NOT_OF_A_PERSON, POSITION, WITHIN
from visits.people.lists.rows import Record, TooManyLines

# "[12/11/26 10.02] Budi: ", "12/11/26, 10.02 - Budi: ": what WhatsApp writes before a message.
_WHEN = (
    r"^\s*\[?\d{1,4}[/.-]\d{1,2}[/.-]?\d{0,4},?\s+(?:pukul\s+)?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?"
    r"\s?(?:[AaPp]\.?[Mm]\.?)?\]?\s*(?:-\s*)?"
)
_SENT = re.compile(rf"{_WHEN}[^:]{{1,40}}:\s*")
# The same without a sender: somebody joined, or was added.
_BY_WHATSAPP = re.compile(_WHEN)
MARK = re.compile(
    r"^\s*(?:(?P<number>[(\[]?\d{1,3}\s?[.)\]/:,]+(?!\d)|#\s?\d{1,3}\s+|(?:\d\ufe0f?\u20e3)+|\U0001f51f|\d{1,3}\s?-\s)"
    r"|(?P<bullet>[-–—•●○▪■◦·*✓➢►>#]+))\s*"
)
_BOLD = re.compile(r"(?<!\w)([*_])(\S(?:.*?\S)?)\1(?!\w)")
_STRUCK = re.compile(r"~(\S(?:.*?\S)?)~")
# Letters of another shape: full-width, in circles, of mathematics, blanks of every width.
_OTHER_SHAPES = re.compile(
    "[\u00a0\u2000-\u200a\u202f\u3000\u2474-\u249b\uff01-\uff5e\U0001d400-\U0001d7ff]"
)
_IN_CIRCLES = re.compile("^(\\s*)([\u2460-\u2473\u2776-\u277f\u24f5-\u24fe])\\s*")
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBERS = tuple(str(n) for n in range(1, 301))
# What stands before names and counts them, the next of each, and from how many on it does.
_COUNTED: tuple[tuple[re.Pattern[str], Sequence[str], int], ...] = (
    (re.compile(r"(\d{1,3})\s+(?=[^\W\d])"), _NUMBERS, 2),
    (
        re.compile(r"(?i:no|peserta|anggota|nama)\.?\s*(?:ke-?)?\s*(\d{1,3})\s*[.):]*\s+(?=[^\W\d])"),
        _NUMBERS,
        2,
    ),
    # Copied from a PDF: the number is a line of its own.
    (re.compile(r"(\d{1,3})\s?[.)]?$"), _NUMBERS, 2),
    (re.compile(r"\(?([a-z])\s?[.)]\s*(?=[^\W\d])"), "abcdefghijklmnopqrstuvwxyz", 2),
    (re.compile(r"\(?([IVX]{1,4})\s?[.)]\s*(?=[^\W\d])"), [r.upper() for r in _ROMAN], 2),
    # Two may be initials.
    (re.compile(r"\(?([A-Z])\s?[.)]\s*(?=[^\W\d])"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3),
)  # fmt: skip
_OF_DIGITS = 3
_INLINE = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)]\s*(?=[^\W\d])")
_KEY = re.compile(
    r"(?:^|(?<=[\s,;|]))(nama(?: lengkap)?|jabatan|nip|pangkat(?: ?/ ?gol(?:ongan)?)?|"
    r"gol(?:ongan)?|unit kerja|instansi|hp|no\.? ?hp|wa|no\.? ?wa|telp)\.?\s*[:=]\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^\s*(peserta|nama(?:[- ]nama)?(?: peserta)?|daftar[^:]*|yang (?:ikut|hadir|berangkat)|"
    r"delegasi|rombongan|anggota|participants?|names?)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:dan|serta|and|&)\s+", re.IGNORECASE)
_AND_FIRST = re.compile(r"^\s*(?:dan|serta|and|&)\s+", re.IGNORECASE)
_MOST_WORDS = 7


def plain(records: Sequence[Record], *, most: int) -> tuple[list[Record], list[Record]]:
    """The lines of people without marks that phones make, and those that a messenger itself wrote.

    Lines that hold several people become one each, with the number of their line; such that count
    by something else than numbers with a stop are counted so. Raises TooManyLines where these
    are more than `most`.
    """
    by_people: list[Record] = []
    by_program: list[Record] = []
    for record in records:
        text = record.cell(0)
        sent = _SENT.match(_UNSEEN.sub("", text))
        if not sent and _BY_WHATSAPP.match(_UNSEEN.sub("", text)):
            by_program.append(record)
            continue
        by_people += _persons(_unwrapped(record))
        if len(by_people) > most:
            raise TooManyLines
    return _numbers_marked(by_people), by_program


def _unwrapped(record: Record) -> Record:
    """The line in common letters, without what the messenger writes before it, and its pictures."""
    text = _UNSEEN.sub("", record.cell(0)).replace("´", "'").replace("```", "")
    text = _OTHER_SHAPES.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = _SENT.sub("", text)
    text = _IN_CIRCLES.sub(lambda m: f"{m[1]}{int(unicodedata.numeric(m[2]))}. ", text)
    text = re.sub(r"^\s*>\s*(?=\S)", "", text)
    text = _pictures(_BOLD.sub(r"\2", text))
    doubts = record.doubts
    if (struck := _STRUCK.search(text)) and len(struck[1]) * 2 > len(text):
        doubts = (*doubts, gettext("This line is struck out. Do they come?"))
    text = _BOLD.sub(r"\2", _STRUCK.sub(r"\1", text))
    text = re.sub(r"(^|[\s.)\]])@(?=[^\W\d])", r"\1", text)
    return replace(record, cells=[text], doubts=doubts)


def _pictures(text: str) -> str:
    """The text with a dot where pictures begin it, and without those elsewhere."""
    kept = [
        " " if unicodedata.category(c) == "So" or "\U0001f3fb" <= c <= "\U0001f3ff" else c
        for c in text
        if c != "\ufe0f"
    ]
    if "\U0001f51f" in text:
        return text
    bare = "".join(kept)
    began = bool(text.strip()) and kept[: 1 + len(text) - len(text.lstrip())][-1] == " "
    return f"• {bare.strip()}" if began and bare.strip() else bare.rstrip()


def _persons(record: Record) -> Iterator[Record]:
    """The line, or one for each of the people and fields that it holds."""
    text = record.cell(0)
    keys = list(_KEY.finditer(text))
    if len(keys) > 1 and fields_of(keys[0][1], strictly=True):
        # "Nama: Ani, Jabatan: Kabid": each field in a line of its own.
        starts = [*(key.start() for key in keys), len(text)]
        yield from _split(record, [text[a:b].strip(" ,;|") for a, b in itertools.pairwise(starts)])
        return
    numbers = list(_INLINE.finditer(text))
    counted = [int(found[1]) for found in numbers]
    if len(numbers) > 1 and counted == list(range(counted[0], counted[0] + len(counted))):
        starts = [found.start() for found in numbers] + [len(text)]
        pieces = [text[a:b].strip(" ,;") for a, b in itertools.pairwise(starts)]
        yield from _split(record, [text[: starts[0]].strip(), *pieces])
        return
    mark = MARK.match(text)
    lead = mark[0] if mark else ""
    several, sure = people_in(text[len(lead) :])
    if several:
        words = gettext("%(count)d names were read from one line. Check it.")
        doubts = () if sure else (words % {"count": len(several)},)
        yield from _split(record, [f"{lead}{one}" for one in several], *doubts)
        return
    yield record


def _split(record: Record, pieces: Iterable[str], *doubts: str) -> Iterator[Record]:
    for piece in pieces:
        if piece.strip():
            yield replace(record, cells=[piece], doubts=(*record.doubts, *doubts))


def people_in(text: str) -> tuple[list[str], bool]:
    """Several people of one line ("Ani; Budi", "Ani, Budi dan Citra"), and whether it is sure.

    None where it holds one, or where a position may be among the parts.
    """
    lead = _LEAD.match(text)
    bare = text[lead.end() :] if lead else text
    if ";" in bare:
        pieces = [_AND_FIRST.sub("", piece).strip() for piece in bare.split(";")]
        pieces = [piece for piece in pieces if piece]
        if len(pieces) > 1 and not any(map(_is_field, pieces)):
            return pieces, len(pieces) > 2 or any(len(piece.split()) > 1 for piece in pieces)
        return [], False
    if NOT_OF_A_PERSON.search(bare) or ":" in bare:
        return [], False
    parts = _with_degrees(bare.split(","))
    people = [one for part in parts for one in _apart(part)]
    people = [_AND_FIRST.sub("", one).strip() for one in people]
    people = [one for one in people if one]
    joined = len(people) > len(parts) or any(_AND_FIRST.match(part) for part in parts[1:])
    if len(people) < (2 if joined else 3) or any(map(_is_field, people)):
        return [], False
    if any(not _could_be_a_name(one) for one in people):
        return [], False
    return people, joined


def _apart(part: str) -> list[str]:
    """A part at its "dan", unless this stands within a position."""
    left = _AND.split(part)[0]
    if "(" in left and ")" not in left:
        return [part]
    outside = re.sub(r"\([^()]*\)", "", left)
    return [part] if WITHIN.search(outside) else _AND.split(part)


def _with_degrees(parts: Sequence[str]) -> list[str]:
    """Parts between commas with degrees joined to what they stand behind, also before a "dan"."""
    kept: list[str] = []
    for part in parts:
        first = _AND.split(part)[0]
        if kept and first.strip() and is_degree(first):
            kept[-1] = f"{kept[-1]},{part}"
        else:
            kept.append(part)
    return kept


def _is_field(piece: str) -> bool:
    piece = piece.strip()
    number = piece.isdigit() or is_nip(piece)
    return number or bool(POSITION.match(piece)) or is_grade(piece) or is_no_field(piece)


def _could_be_a_name(piece: str) -> bool:
    words = re.sub(r"\([^()]*\)", "", piece).split(",")[0].split()
    return 0 < len(words) <= _MOST_WORDS and not any(c.isdigit() for word in words for c in word)


def _numbers_marked(lines: list[Record]) -> list[Record]:
    """The lines with a number and a stop where something else counts them: "1 Ani", "a. Ani"."""
    marks = [(MARK.match(line.cell(0)), line.cell(0)) for line in lines]
    numbered = any(mark and mark["number"] and mark[0] != text for mark, text in marks)
    for pattern, following, least in _COUNTED[:_OF_DIGITS] if numbered else _COUNTED:
        found = [pattern.match(line.cell(0)) for line in lines]
        counted = [match[1] for match in found if match]
        if len(counted) >= least and counted == list(following[: len(counted)]):
            return list(_with_numbers(lines, found))
    return lines


def _with_numbers(
    lines: Iterable[Record], found: Iterable[re.Match[str] | None]
) -> Iterator[Record]:
    number, alone = 0, False
    for line, match in zip(lines, found, strict=True):
        text = line.cell(0)
        number += match is not None
        rest = text[match.end() :] if match else text
        if (match or alone) and rest:
            yield replace(line, cells=[f"{number}. {rest}"])
        elif not match:
            yield line
        alone = bool(match and not rest)

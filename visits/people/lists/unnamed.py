"""A table without heads: which column holds what is told by what stands in it."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext

from visits.language.nip import NIK_LENGTH, is_nip
from visits.people.lists.cells import is_grade, is_no_field, line_number
from visits.people.lists.heads import Field, Head, fields_of
from visits.people.lists.rows import Reading, Record
from visits.people.lists.tables import Merged, read_table

_ORDER = (Field.NAME, Field.POSITION, Field.GRADE)


def read_unnamed(records: Sequence[Record], merged: Merged = ()) -> Reading:
    """The participants of such a table: name, position and grade in this order."""
    start = _after_titles(records)
    first = records[start]
    named = {n: fields_of(first.cell(n), strictly=True) for n in first.filled}
    known = {n: fields for n, fields in named.items() if fields}
    if len(first.filled) > 1 and len(known) * 2 >= len(first.filled) and records[start + 1 :]:
        # Heads of which none names the persons: what they do say counts.
        columns = _columns(records[start + 1 :], known)
        reading = read_table(records, Head(start, start, columns, {}), merged)
        reading.pass_over(first, gettext("Names of the columns"))
    else:
        # The reader begins behind the head: one that is not there stands before the first line.
        blank = Record(first.number - 1, [])
        shifted = [*records[:start], blank, *records[start:]]
        columns = _columns(records[start:], {})
        reading = read_table(shifted, Head(start, start, columns, {}), merged)
    reading.notices.insert(
        0,
        gettext(
            "No line names the columns: they are taken as name, position, grade and NIP. Check it."
        ),
    )
    return reading


def _after_titles(records: Sequence[Record]) -> int:
    """The first record that is as wide as most: titles above it have one cell."""
    widths = sorted(len(record.filled) for record in records)
    usual = widths[len(widths) // 2]
    if usual < 2:
        return 0
    return next((n for n, record in enumerate(records) if len(record.filled) > 1), 0)


def _columns(
    records: Sequence[Record], known: dict[int, tuple[Field, ...]]
) -> dict[int, tuple[Field, ...]]:
    width = max(len(record.cells) for record in records)
    found: dict[int, tuple[Field, ...]] = dict(known)
    left: list[int] = []
    for n in range(width):
        if n in known:
            continue
        texts = [record.cell(n) for record in records if record.cell(n)]
        field = _by_content(texts, first=not found and not left)
        if field:
            found[n] = (field,)
        elif texts:
            left.append(n)
    order = [field for field in _ORDER if (field,) not in found.values()]
    for n, field in zip(left, order, strict=False):
        found[n] = (field,)
    if (Field.NAME,) not in found.values() and found:
        found[min(found)] = (Field.NAME,)
    return found


def _by_content(texts: list[str], *, first: bool) -> Field | None:
    if not texts:
        return None
    most = len(texts) / 2
    if first and len(texts) > 1 and all(line_number(text) is not None for text in texts):
        return Field.NUMBER
    if first and all(re.fullmatch(r"\d{1,3}[.)]?", text) for text in texts):
        return Field.NUMBER
    if sum(is_nip(text) for text in texts) > most:
        return Field.NIP
    if sum(len(re.sub(r"\D", "", text)) == NIK_LENGTH for text in texts) > most:
        return Field.NIK
    if sum(is_grade(text) for text in texts) > most:
        return Field.GRADE
    if sum(is_no_field(text) for text in texts) > most:
        return Field.OTHER
    # Digits alone name nobody, and no grade has three.
    if all(re.fullmatch(r"[\d\s.\-–']{3,}", text) for text in texts):
        return Field.NIP
    return None

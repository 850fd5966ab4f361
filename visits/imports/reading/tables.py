"""Where a sheet's table begins: the line (or two) of its heads, found by what they say."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from visits.imports.reading.fields import Field, field_of, plain
from visits.imports.reading.sheets import Sheet
from visits.language.typed_times import MONTHS
from visits.people.lists.rows import Record

_LOOK_AT = 40
# A table of past visits says at least when, and who or from where.
_WHO = frozenset({Field.INSTITUTION, Field.REGION, Field.PROVINCE})
# What stands below a head that reaches over several columns.
_BELOW = re.compile(
    r"l|p|lk|pr|laki laki|perempuan|jumlah|jml|total|mulai|selesai|dari|sampai|s ?d|nama|jabatan|"
    r"nomor|no|tanggal|tgl|hari|kabupaten|kota|provinsi|pria|wanita|orang|hp"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class Table:
    """The lines below a sheet's heads.

    `titles` are the heads by column, each once in the whole file's words; `spanned` the texts of
    merged cells for the lines that they reach down to, `shared` where one cell is of several lines.
    `year` and `month` are what the sheet as a whole says, where it says one.
    """

    sheet: str
    head: int
    titles: Mapping[int, str]
    records: Sequence[Record]
    spanned: Mapping[tuple[int, int], str]
    shared: frozenset[tuple[int, int]]
    year: int | None = None
    month: int | None = None
    from_1904: bool = False

    def cell(self, record: Record, column: int) -> str:
        """What a cell says, also where it is merged with the one above."""
        return record.cell(column) or self.spanned.get((record.number, column), "")


@lru_cache(maxsize=20_000)
def _named(text: str) -> Field | None:
    found = field_of(text) if text and len(text) <= 60 else None
    return found[0] if found else None


def heads_in(records: Sequence[Record]) -> int:
    """How many heads are known in the best of the first lines."""
    return max((len(_fields(record)) for record in records[:_LOOK_AT]), default=0)


def _fields(record: Record) -> set[Field]:
    if len(record.filled) < 2:
        return set()
    return {field for n in record.filled if (field := _named(record.cell(n)))}


def tables_of(sheets: Sequence[Sheet]) -> tuple[list[Table], list[str]]:
    """The tables of all sheets that have one, and the names of those that have none.

    Where no line is known to be one of heads, the first wide one of the largest sheet is taken:
    its columns are then said by hand.
    """
    found: list[Table] = []
    without: list[str] = []
    for sheet in sheets:
        at = _head_of(sheet.records)
        if at is None:
            without.append(sheet.name)
        else:
            found.append(_table(sheet, at))
    largest = max(sheets, key=lambda sheet: len(sheet.records), default=None)
    if not found and largest and largest.records:
        wide = max(len(record.filled) for record in largest.records[:_LOOK_AT])
        at = next(n for n, r in enumerate(largest.records[:_LOOK_AT]) if len(r.filled) * 2 > wide)
        without.remove(largest.name)
        found.append(_table(largest, at))
    return found, without


def _head_of(records: Sequence[Record]) -> int | None:
    best, most = None, 1
    for n, record in enumerate(records[:_LOOK_AT]):
        fields = _fields(record)
        if len(fields) > most and (fields & _WHO or Field.DATE in fields):
            best, most = n, len(fields)
    return best


def _table(sheet: Sheet, at: int) -> Table:
    head = sheet.records[at]
    cells = {n: head.cell(n) for n in head.filled}
    last = at
    if at + 1 < len(sheet.records) and _is_second_line(sheet.records[at + 1], cells):
        last = at + 1
        cells = _joined(cells, sheet.records[last], sheet, head.number)
    spanned, shared = _merged_down(sheet, after=sheet.records[last].number)
    above = " ".join([sheet.name, *(cell for r in sheet.records[:at] for cell in r.cells)])
    return Table(
        sheet=sheet.name,
        from_1904=sheet.from_1904,
        head=sheet.records[last].number,
        titles=_each_once(cells),
        records=sheet.records[last + 1 :],
        spanned=spanned,
        shared=shared,
        year=_only(int(year) for year in _YEAR.findall(above)),
        month=_month_of(sheet.name),
    )


def _is_second_line(record: Record, head: Mapping[int, str]) -> bool:
    """Whether a line goes on with the heads: columns without one above, or parts of one."""
    texts = [record.cell(n) for n in record.filled]
    if not texts or any(re.search(r"\d", text) for text in texts):
        return False
    return all(_BELOW.fullmatch(plain(text)) or _named(text) for text in texts) and (
        any(n not in head for n in record.filled) or len(texts) < len(head)
    )


def _joined(head: Mapping[int, str], below: Record, sheet: Sheet, line: int) -> dict[int, str]:
    """Heads of two lines as one: the upper one reaches over the columns it is merged with."""
    upper = dict(head)
    for top, left, _bottom, right in sheet.merged:
        if top == line - 1 and left in head:
            upper |= dict.fromkeys(range(left, right + 1), head[left])
    # Without merged cells an upper head reaches as far as no other begins.
    for n in below.filled:
        if n not in upper and (before := [m for m in head if m < n]):
            upper[n] = head[max(before)]
    cells = {}
    for n in sorted(set(upper) | set(below.filled)):
        own = below.cell(n)
        cells[n] = f"{upper.get(n, '')} {own}".strip() if own else head.get(n, "")
    return {n: text for n, text in cells.items() if text}


def _merged_down(
    sheet: Sheet, *, after: int
) -> tuple[dict[tuple[int, int], str], frozenset[tuple[int, int]]]:
    by_number = {record.number: record for record in sheet.records}
    spanned: dict[tuple[int, int], str] = {}
    shared: set[tuple[int, int]] = set()
    for top, left, bottom, _right in sheet.merged:
        if bottom <= top or top + 1 <= after or top + 1 not in by_number:
            continue
        text = by_number[top + 1].cell(left)
        lines = [line for line in range(top + 1, bottom + 2) if line in by_number]
        if text and len(lines) > 1:
            spanned |= {(line, left): text for line in lines[1:]}
            shared |= {(line, left) for line in lines}
    return spanned, frozenset(shared)


def _each_once(cells: Mapping[int, str]) -> dict[int, str]:
    seen: Counter[str] = Counter()
    titles = {}
    for n, text in sorted(cells.items()):
        title = " ".join(text.split())
        seen[title] += 1
        titles[n] = title if seen[title] == 1 else f"{title} ({seen[title]})"
    return titles


def _only(values: Iterable[int]) -> int | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _month_of(name: str) -> int | None:
    return _only(
        month for word in re.findall(r"[a-z]+", name.casefold()) if (month := MONTHS.get(word))
    )


def titles_of(tables: Sequence[Table]) -> list[str]:
    """All heads of the file, each once, in their order."""
    return list(dict.fromkeys(title for table in tables for title in table.titles.values()))


def letter_of(tables: Sequence[Table], letter: str) -> str:
    """The head of a column by its letter ("B"), in the first table; nothing where there is none."""
    if not tables or not re.fullmatch(r"[A-Za-z]{1,2}", letter):
        return ""
    column = 0
    for sign in letter.upper():
        column = column * 26 + ord(sign) - 64
    return tables[0].titles.get(column - 1, "")


def heads_key(tables: Sequence[Table]) -> str:
    """A hash of the heads: two files with one are read alike."""
    words = "\n".join(sorted(plain(title) + title[-4:] for title in titles_of(tables)))
    return hashlib.sha256(words.encode()).hexdigest()


def samples(tables: Sequence[Table], title: str, *, most: int = 3) -> list[str]:
    """The first few different texts below a head."""
    found: dict[str, None] = {}
    for table in tables:
        columns = [n for n, named in table.titles.items() if named == title]
        for record in table.records:
            for n in columns:
                if text := table.cell(record, n):
                    found[" ".join(text.split())[:60]] = None
            if len(found) >= most:
                return list(found)[:most]
    return list(found)[:most]

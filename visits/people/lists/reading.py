"""From a workbook's sheets or a text to participants: which sheet, which delimiter, which way."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from visits.people.lists import texts
from visits.people.lists.cells import is_degree
from visits.people.lists.heads import Field, Head, fields_of, find_head
from visits.people.lists.notes.lines import people_in
from visits.people.lists.notes.reader import read_notes
from visits.people.lists.rows import Reading, Record, TooManyLines
from visits.people.lists.tables import Merged, read_table
from visits.people.lists.unnamed import read_unnamed

# All lines of a text together: more than any list with many columns has of each.
_CHARACTERS_A_LINE = 500


def read_sheets(sheets: Sequence[dict[str, Any]], *, most_lines: int) -> Reading:
    """The first sheet that names its columns, else the first that holds something.

    `sheets` are confined.tables.Sheet as objects. Raises TooManyLines.
    """
    filled = [sheet for sheet in sheets if sheet["lines"]]
    if not filled:
        return Reading()
    records = [[Record(number, cells) for number, cells in sheet["lines"]] for sheet in filled]
    heads = [find_head(lines) for lines in records]
    chosen = next((n for n, head in enumerate(heads) if head), 0)
    sheet = filled[chosen]
    if sheet["cut"] or len(sheet["lines"]) > most_lines:
        raise TooManyLines
    merged: Merged = [(a, b, c, d) for a, b, c, d in sheet["merged"]]
    reading = _read(records[chosen], heads[chosen], merged, most=most_lines)
    reading.notices += list(_about_sheets(sheet, chosen, filled, heads))
    return reading


def _about_sheets(
    sheet: dict[str, Any],
    chosen: int,
    filled: Sequence[dict[str, Any]],
    heads: Sequence[Head | None],
) -> Iterable[str]:
    if len(filled) > 1:
        yield gettext("The sheet “%(sheet)s” was read.") % {"sheet": sheet["name"]}
        others = [f["name"] for n, f in enumerate(filled) if n != chosen and heads[n]]
        if others:
            words = gettext("Other sheets hold lists too, and are not read: %(sheets)s.")
            yield words % {"sheets": ", ".join(others)[:200]}
    if sheet["hidden"]:
        words = gettext("Lines that are hidden in the sheet are read too: %(lines)s.")
        yield words % {"lines": _numbers(sheet["hidden"])}
    if sheet["wide"]:
        words = gettext("What stands far to the right in these lines is not read: %(lines)s.")
        yield words % {"lines": _numbers(sheet["wide"])}
    if sheet["hollow"]:
        words = gettext(
            "Formulas without a result stand in these lines: %(lines)s. Open the file in a "
            "spreadsheet and save it again."
        )
        yield words % {"lines": _numbers(sheet["hollow"])}


def _numbers(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:20])
    return shown if len(lines) <= 20 else f"{shown}, …"


def read_text(text: str, *, most_lines: int, commas: bool) -> Reading:
    """A text: columns by the delimiter that the whole of it agrees on, else names line by line.

    `commas` may part columns without a head to prove it: in files, not in what is pasted, since
    degrees stand behind commas. Raises TooManyLines and texts.TooLong.
    """
    candidates = texts.delimiters_in(text)
    tables = {d: _bounded(texts.records_of(text, d), most_lines) for d in candidates}
    best: tuple[Head, str] | None = None
    for delimiter, records in tables.items():
        head = _head_of(records)
        if (
            head
            and len(head.columns) > 1
            and (best is None or len(head.columns) > len(best[0].columns))
        ):
            best = head, delimiter
    if best:
        head, delimiter = best
        records = _degrees_kept(tables[delimiter], head) if delimiter == "," else tables[delimiter]
        return read_table(records, head).keep_lines(records)
    for delimiter, records in tables.items():
        if delimiter == "\t" or delimiter == ";" or (delimiter == "," and commas):
            if delimiter == ",":
                records = [_with_degrees(record) for record in records]
            several = sum(len(record.filled) > 1 for record in records)
            wide = [";".join(record.cells) for record in records if len(record.filled) > 1]
            if delimiter == ";" and wide and all(people_in(line)[0] for line in wide):
                # People of one line, not columns.
                break
            if several * 2 > len(records) or (several and several * 2 == len(records)):
                return read_unnamed(records).keep_lines(records)
            if not several and delimiter != ",":
                # Columns that a spreadsheet left empty.
                return _read(records, None, (), most=most_lines)
    records = _bounded(texts.records_of(text, ""), most_lines)
    head = _head_of(records) if records else None
    return _read(records, head, (), most=most_lines)


def _head_of(records: Sequence[Record]) -> Head | None:
    """The head of a text; "Nama: Ani, Jabatan: Kabid" with nothing below it is none."""
    head = find_head(records)
    return None if head and head.last == len(records) - 1 and ":" in records[-1].plain else head


def _bounded(records: Iterable[Record], most_lines: int) -> list[Record]:
    found: list[Record] = []
    characters = 0
    for record in records:
        if record.filled:
            found.append(record)
            characters += sum(map(len, record.cells))
        if len(found) > most_lines or characters > most_lines * _CHARACTERS_A_LINE:
            raise TooManyLines
    return found


def _read(records: Sequence[Record], head: Head | None, merged: Merged, *, most: int) -> Reading:
    if not records:
        return Reading()
    columns = {n for record in records for n in record.filled}
    if len(columns) == 1 and (not head or head.fields == {Field.NAME}):
        column = next(iter(columns))
        lines = [replace(record, cells=[record.cell(column)]) for record in records]
        below = read_notes(lines[head.last + 1 :] if head else lines, most=most)
        for record in reversed(lines[: head.first] if head else []):
            below.pass_over(record, gettext("Above the list"))
        return below
    if head:
        return read_table(records, head, merged).keep_lines(records)
    pairs = [_pair(record) for record in records]
    named = [pair for pair in pairs if pair and fields_of(pair[0], strictly=True)]
    if len(named) * 2 > len(records) and any(Field.NAME in fields_of(key) for key, _ in named):
        # A card for each: what it is on the left, and what it says beside it.
        return read_notes(
            [
                replace(record, cells=[": ".join(pair or [cell for cell in record.cells if cell])])
                for record, pair in zip(records, pairs, strict=True)
            ],
            most=most,
        )
    return read_unnamed(records, merged).keep_lines(records)


def _pair(record: Record) -> tuple[str, str] | None:
    """A line of two cells, a colon between them aside."""
    cells = [record.cell(n).strip(": ") for n in record.filled if record.cell(n).strip(": ")]
    return (cells[0], cells[1]) if len(cells) == 2 else None


def _degrees_kept(records: Sequence[Record], head: Head) -> list[Record]:
    """Lines that commas part into more cells than there are columns: degrees belong to the name."""
    width = max(head.titles) + 1
    name = head.of(Field.NAME)[0]
    kept: list[Record] = []
    for n, record in enumerate(records):
        if n <= head.last or len(record.cells) <= width:
            kept.append(record)
            continue
        cells = list(record.cells)
        while len(cells) > width and name + 1 < len(cells) and is_degree(cells[name + 1]):
            cells[name : name + 2] = [f"{cells[name].strip()}, {cells[name + 1].strip()}"]
        doubts = record.doubts
        if len([cell for cell in cells[width:] if cell.strip()]):
            doubts += (gettext("This line has more parts than there are columns. Check it."),)
        kept.append(replace(record, cells=cells, doubts=doubts))
    return kept


def _with_degrees(record: Record) -> Record:
    """The cells of a line that commas part, with degrees joined to what they stand behind."""
    cells: list[str] = []
    for cell in record.cells:
        if cells and cells[-1].strip() and is_degree(cell):
            cells[-1] = f"{cells[-1].strip()}, {cell.strip()}"
        else:
            cells.append(cell)
    return replace(record, cells=cells)

"""Visible sheets of an XLSX (ECMA-376, part 1, 18), part by part and cell by cell.

Read here because other readers either keep every cell up to the last one in memory, which a file
of a few bytes can set to 17 thousand millions, or say nothing of merged cells and hidden lines.
Values are those that the file holds: formulas are not worked out, nothing is fetched.
"""

import datetime as dt
import re

from visits.confined.packages import Attributes, Package
from visits.confined.tables import LONGEST_CELL, Sheet, number_text, text_of
from visits.confined.verdicts import Refused, Verdict

# Built-in formats that show dates and times (18.8.30).
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
# What in a format is not a letter of it: texts, escaped characters, colours and conditions.
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
# 22.4.2.4: characters that XML cannot hold.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_MERGED = 2000
_SECONDS_A_DAY = 24 * 60 * 60
_FROM_1904 = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - cells know no zone


def sheets(package: Package, *, most_lines: int, most_columns: int) -> list[Sheet]:
    """The visible sheets in their order. Raises Refused, KeyError and ValueError."""
    book = _Book(package)
    return [
        _SheetReader(book, name, most_lines, most_columns).read(package, part)
        for name, part in book.visible
    ]


class _Book:
    """What sheets refer to: shared texts, which formats are dates, from when days count."""

    def __init__(self, package: Package) -> None:
        self.texts: list[str] = []
        self.dates: list[bool] = []
        self.visible: list[tuple[str, str]] = []
        self.first_day = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - cells know no zone
        main = next(iter(_targets(package, "", "officeDocument").values()), "xl/workbook.xml")
        parts = _targets(package, main, "worksheet")
        package.walk(main, begin=lambda name, found: self._sheet(name, found, parts))
        for part in _targets(package, main, "sharedStrings").values():
            self._read_texts(package, part)
        for part in _targets(package, main, "styles").values():
            self._read_styles(package, part)

    def _sheet(self, name: str, found: Attributes, parts: dict[str, str]) -> None:
        if name == "workbookPr" and found.get("date1904") in ("1", "true"):
            self.first_day = _FROM_1904
        if name == "sheet" and found.get("state", "visible") == "visible" and found["id"] in parts:
            self.visible.append((found.get("name", ""), parts[found["id"]]))

    def _read_texts(self, package: Package, part: str) -> None:
        reader = _Texts()

        def end(name: str) -> None:
            reader.end(name)
            if name == "si":
                self.texts.append(reader.taken())

        package.walk(part, begin=reader.begin, end=end, text=reader.text)

    def _read_styles(self, package: Package, part: str) -> None:
        codes: dict[str, str] = {}
        within: list[str] = []

        def begin(name: str, found: Attributes) -> None:
            if name == "numFmt":
                codes[found.get("numFmtId", "")] = found.get("formatCode", "")
            elif name == "xf" and within[-1:] == ["cellXfs"]:
                self.dates.append(_is_date(found.get("numFmtId", "0"), codes))
            within.append(name)

        package.walk(part, begin=begin, end=lambda _name: _drop_last(within))

    def value(self, kind: str, raw: str, style: str) -> str:
        """A cell's text by its type (18.18.11), its stored value and its style's number."""
        if kind == "s":
            return self.texts[int(raw)] if raw.strip() else ""
        if kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if kind in ("str", "inlineStr", "e", "d"):
            return raw
        if not raw.strip():
            return ""
        number = float(raw)
        if style.isdigit() and int(style) < len(self.dates) and self.dates[int(style)]:
            try:
                return text_of(self._moment(number))
            except OverflowError:
                pass
        return number_text(number)

    def _moment(self, number: float) -> dt.datetime | dt.time:
        """Days since the first as a moment, to the second; less than a day is a time alone."""
        moment = self.first_day + dt.timedelta(seconds=round(number * _SECONDS_A_DAY))
        return moment.time() if 0 < number < 1 else moment


def _drop_last(names: list[str]) -> None:
    names.pop()


def _is_date(number: str, codes: dict[str, str]) -> bool:
    if number in codes:
        return bool(re.search(r"[dmyhs]", _NOT_FORMAT.sub("", codes[number]), re.IGNORECASE))
    return number.isdigit() and int(number) in _DATES


class _Texts:
    """Texts as they are put together of runs, without how they are pronounced (18.4.6)."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open = False
        self._aside = 0

    def begin(self, name: str, _found: Attributes) -> None:
        self._aside += name == "rPh"
        self._open = name == "t" and not self._aside

    def end(self, name: str) -> None:
        self._aside -= name == "rPh"
        if name == "t":
            self._open = False

    def text(self, piece: str) -> None:
        if self._open:
            self._pieces.append(piece)

    def taken(self) -> str:
        whole, self._pieces = "".join(self._pieces), []
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), whole)[:LONGEST_CELL]


class _SheetReader:
    def __init__(self, book: _Book, name: str, most_lines: int, most_columns: int) -> None:
        self._book = book
        self._sheet = Sheet(name, from_1904=book.first_day == _FROM_1904)
        self._most_lines, self._most_columns = most_lines, most_columns
        self._line = self._column = 0
        self._cells: list[str] = []
        self._row_hidden = False
        self._kind = self._style = self._raw = ""
        self._in_value = self._formula = False
        self._inline = _Texts()
        self._most_merged = _MOST_MERGED

    def read(self, package: Package, part: str) -> Sheet:
        """The sheet."""
        self._most_merged = _MOST_MERGED * package.times
        package.walk(part, begin=self._begin, end=self._end, text=self._text)
        return self._sheet

    def _begin(self, name: str, found: Attributes) -> None:
        if name == "row":
            given = found.get("r", "")
            self._line = int(given) if given else self._line + 1
            self._column, self._cells = 0, []
            self._row_hidden = found.get("hidden") in ("1", "true")
        elif name == "c":
            place = _place(found.get("r", ""))
            self._column = place[1] if place else self._column
            self._kind, self._style, self._raw = found.get("t", "n"), found.get("s", ""), ""
            self._formula = False
        elif name == "v":
            self._in_value = True
        elif name == "f":
            self._formula = True
        elif name == "mergeCell" and len(self._sheet.merged) < self._most_merged:
            ends = [_place(end) for end in found.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                self._sheet.merged.append((*ends[0], *ends[1]))
        self._inline.begin(name, found)

    def _text(self, piece: str) -> None:
        if self._in_value:
            self._raw += piece
        self._inline.text(piece)

    def _end(self, name: str) -> None:
        self._inline.end(name)
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._take_cell()
        elif name == "row" and any(cell.strip() for cell in self._cells):
            self._take_line()

    def _take_cell(self) -> None:
        inline = self._inline.taken()
        text = self._book.value(self._kind, inline or self._raw, self._style)
        # A formula whose result is an empty text says so by its type.
        hollow = self._formula and not text and self._kind != "str"
        if hollow and self._line not in self._sheet.hollow[-1:]:
            self._sheet.hollow.append(self._line)
        if text.strip():
            if self._column >= self._most_columns:
                if self._line not in self._sheet.wide[-1:]:
                    self._sheet.wide.append(self._line)
            else:
                self._cells += [""] * (self._column + 1 - len(self._cells))
                self._cells[self._column] = text[:LONGEST_CELL]
        self._column += 1

    def _take_line(self) -> None:
        if len(self._sheet.lines) >= self._most_lines:
            self._sheet.cut = True
            return
        self._sheet.lines.append((self._line, self._cells))
        if self._row_hidden:
            self._sheet.hidden.append(self._line)


def _place(reference: str) -> tuple[int, int] | None:
    """Line and column from 0 of a reference such as B7, or None where it is none."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _targets(package: Package, of: str, kind: str) -> dict[str, str]:
    """The parts within the package that `of` names as `kind`, by their ids."""
    folder, _, name = of.rpartition("/")
    path = f"{folder}/_rels/{name}.rels".lstrip("/") if of else "_rels/.rels"
    if path.lower() not in package.names:
        raise Refused(Verdict.UNREADABLE)
    found: dict[str, str] = {}

    def begin(element: str, given: Attributes) -> None:
        if (
            element == "Relationship"
            and given.get("Type", "").endswith(f"/{kind}")
            and given.get("TargetMode") != "External"
        ):
            target = given.get("Target", "")
            within = f"{folder}/{target}" if folder and not target.startswith("/") else target
            found[given.get("Id", "")] = within.lstrip("/")

    package.walk(path, begin=begin)
    return found

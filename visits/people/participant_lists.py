"""Lists of participants as people have them: typed, pasted from a spreadsheet, XLSX or CSV.

Reading never refuses a row: what was given stays as it is, and `check` says what is wrong with it.
The national identity number (NIK) is never kept: its column is passed over, and one that stands
where the civil-service number (NIP) belongs is refused.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from django.core.files import File
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict
from visits.language.text import clean_line
from visits.language.web_addresses import names_address
from visits.life.requesting import Person
from visits.reference.regions import normal

FIELDS = ("name", "position", "grade", "nip")
MOST_ROWS = 200
MAX_BYTES = 1024 * 1024
# Where reading stops: a title, heads and empty lines may stand above and between the names.
_MOST_LINES = MOST_ROWS + 50
_MAX_COLUMNS = 12
_LONGEST_LINE = 10_000
_LONGEST = {"name": 120, "position": 120, "grade": 20, "nip": 18}
_HEADS = {
    "name": {"nama", "nama lengkap", "nama peserta", "nama pegawai", "name", "full name"},
    "position": {"jabatan", "jabatan dinas", "position"},
    "grade": {"golongan", "gol", "grade", "golongan ruang", "gol ruang", "pangkat golongan"},
    "nip": {"nip", "nip 18 digit", "nip optional", "nip opsional"},
}
_HEADS["grade"] |= {"pangkat gol", "pangkat gol ruang", "pangkat golongan ruang", "pangkat"}
# As spreadsheets show a number that is longer than the 15 digits they keep.
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?1\d", re.IGNORECASE)


class ListRefused(ValueError):
    """The file is not taken as a list of participants."""


class ListTooLarge(ListRefused):
    """More than a list of MOST_ROWS names needs."""


class ListTooLong(ListTooLarge):
    """Many more lines than MOST_ROWS."""


@dataclass(frozen=True)
class Row:
    """A participant as given, unchecked."""

    name: str = ""
    position: str = ""
    grade: str = ""
    nip: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not any(value.strip() for value in astuple(self))


@dataclass(frozen=True)
class Checked:
    """The participants of a list, and what is wrong: by the row's index, then by field."""

    people: list[Person]
    errors: dict[int, dict[str, str]] = field(default_factory=dict)


def check(rows: Sequence[Row]) -> Checked:
    """Clean each row; blank ones are passed over."""
    people: list[Person] = []
    errors: dict[int, dict[str, str]] = {}
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        if row.blank:
            continue
        person, wrong = _cleaned(row)
        if person.nip and not wrong:
            if person.nip in seen:
                wrong["nip"] = gettext("The same NIP stands in row %(row)d.") % {
                    "row": seen[person.nip] + 1
                }
            seen.setdefault(person.nip, index)
        if wrong:
            errors[index] = wrong
        else:
            people.append(person)
    return Checked(people, errors)


def _cleaned(row: Row) -> tuple[Person, dict[str, str]]:
    wrong: dict[str, str] = {}
    clean: dict[str, str] = {}
    for name in FIELDS:
        try:
            clean[name] = clean_line(getattr(row, name))
        except ValueError:
            clean[name] = ""
            wrong[name] = gettext("This holds characters that are not text.")
    clean["nip"], problem = _nip(clean["nip"])
    if problem:
        wrong["nip"] = problem
    for name, longest in _LONGEST.items():
        if name not in wrong and len(clean[name]) > longest:
            wrong[name] = gettext("%(count)d characters at the most.") % {"count": longest}
        elif name not in wrong and names_address(clean[name]):
            wrong[name] = gettext("Write no web or e-mail address here.")
    if not clean["name"]:
        wrong.setdefault("name", gettext("The name is missing."))
    return Person(**clean), wrong


def _nip(text: str) -> tuple[str, str]:
    """The number without the spaces and dots it is written with, and what is wrong with it."""
    digits = re.sub(r"[\s.'’-]", "", text)
    if not digits or (digits.isascii() and digits.isdigit() and len(digits) == 18):
        return digits, ""
    if _ROUNDED.fullmatch(text):
        return "", gettext(
            "The spreadsheet has rounded this number. Type it again as text, or leave it empty."
        )
    if digits.isdigit() and len(digits) == 16:
        return "", gettext("16 digits are a NIK, which we do not keep. Leave it empty.")
    return "", gettext("A NIP has 18 digits. It may also be left empty.")


# --- Reading ----------------------------------------------------------------------------------


def rows_of_text(text: str) -> list[Row]:
    """What was pasted: columns by tab or semicolon; a line without either is a name.

    Commas do not part anything, since degrees stand behind them ("Siti Rahma, S.E."). Raises
    ListRefused.
    """
    text = text.replace("\0", "")
    delimiter = "\t" if "\t" in text else ";"
    return _rows(csv.reader(_lines(text), delimiter=delimiter, quotechar='"'))


def rows_of_file(file: File[Any]) -> list[Row]:
    """The rows of an XLSX or CSV file, told apart by content.

    Raises ListRefused, and confined.running.Busy.
    """
    if (file.size or 0) > MAX_BYTES:
        raise ListTooLarge
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ListTooLarge
    if content.startswith(b"PK"):
        return _rows(_cells_of_xlsx(content))
    return _rows(_cells_of_csv(content))


def _lines(text: str) -> Iterator[str]:
    """The lines, one at a time: nobody reads on where a list is too long."""
    for found in re.finditer(r"[^\r\n]+", text):
        if len(found[0]) > _LONGEST_LINE:
            raise ListTooLarge
        yield found[0]


def _cells_of_csv(content: bytes) -> Iterable[list[str]]:
    if b"\0" in content[:4000] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ListRefused("not text")
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        if encoding == "utf-16" and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
            continue
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ListRefused("not text")
    head = next((line for line in _lines(text) if line.strip()), "")
    return csv.reader(_lines(text), delimiter=max("\t;,", key=head.count))


def _cells_of_xlsx(content: bytes) -> Iterable[list[str]]:
    try:
        _, cells = running.read(Reader.WORKBOOK, content, str(_MOST_LINES + 1), str(_MAX_COLUMNS))
    except Refused as refused:
        raise (ListTooLarge if refused.verdict == Verdict.TOO_LARGE else ListRefused) from refused
    found: list[list[str]] = json.loads(cells)
    return found


def _rows(cells: Iterable[Sequence[str]]) -> list[Row]:
    """Rows out of cells: by the names of their columns where these are known, else in order."""
    lines: list[list[str]] = []
    try:
        for cell_line in cells:
            line = [cell.strip() for cell in cell_line[:_MAX_COLUMNS]]
            if any(line):
                lines.append(line)
            if len(lines) > _MOST_LINES:
                raise ListTooLong
    except csv.Error as error:
        raise ListRefused(str(error)) from error
    columns, start = _columns_by_name(lines)
    if columns is None:
        columns = _columns_in_order(lines)
    rows = [
        Row(**{name: line[n] for name, n in columns.items() if n < len(line)})
        for line in lines[start:]
    ]
    return [row for row in rows if not row.blank]


def _columns_by_name(lines: list[list[str]]) -> tuple[dict[str, int] | None, int]:
    for number, line in enumerate(lines[:10]):
        found: dict[str, int] = {}
        for n, cell in enumerate(line):
            name = next((f for f, heads in _HEADS.items() if normal(cell) in heads), None)
            if name:
                found.setdefault(name, n)
        if "name" in found and (len(found) > 1 or len(line) == 1):
            return found, number + 1
    return None, 0


def _columns_in_order(lines: list[list[str]]) -> dict[str, int]:
    width = max((len(line) for line in lines), default=0)
    columns = list(range(width))
    columns_of = {n: [line[n] for line in lines if n < len(line) and line[n]] for n in columns}
    if width > 1 and all(re.fullmatch(r"\d{1,3}[.)]?", cell) for cell in columns_of[0]):
        columns.remove(0)
    nip = next(
        (
            n
            for n in columns
            if columns_of[n]
            and sum(not _nip(cell)[1] for cell in columns_of[n]) * 2 > len(columns_of[n])
        ),
        None,
    )
    found = dict(zip(FIELDS, (n for n in columns if n != nip), strict=False))
    if nip is not None:
        found["nip"] = nip
    return found


def template() -> bytes:
    """An empty list as XLSX, its columns named in the reader's language and kept as text."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = gettext("Participants")[:31]
    heads = (gettext("Name"), gettext("Position"), gettext("Grade"), "NIP")
    sheet.append(heads)
    for letter, width in zip("ABCD", (36, 40, 14, 24), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = Font(bold=True)
        for line in range(2, MOST_ROWS + 2):
            cell = sheet[f"{letter}{line}"]
            # Numbers of 18 digits stay whole only as text.
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top")
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

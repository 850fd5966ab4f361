"""Lists of participants as people have them: typed, pasted, or sent as a file.

Reading never refuses a row (`lists`): what was given stays as it is, and `check` says what is
wrong with it. The national identity number (NIK) is never kept: its column is passed over, and
one that stands anywhere else is refused.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.utils.translation import gettext

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict
from visits.files.scanning import Infected, scan
from visits.language.nip import clean_nip, holds_nik, unlikely
from visits.language.text import clean_line
from visits.language.web_addresses import names_address
from visits.life.requesting import Person
from visits.people.lists import texts
from visits.people.lists.kinds import READABLE, Kind, is_markup, kind_of
from visits.people.lists.reading import read_sheets, read_text
from visits.people.lists.rows import FIELDS, Reading, Row, TooManyLines

MOST_ROWS = 200
MAX_BYTES = 4 * 1024 * 1024
MOST_READ = MOST_ROWS + 100
"""Lines, and people in them, at which reading stops: titles and signatures stand around names."""
_MAX_COLUMNS = 60
_LONGEST = {"name": 120, "position": 120, "grade": 20, "nip": 18}


class ListRefused(ValueError):
    """The file is not taken as a list of participants."""


class ListTooLarge(ListRefused):
    """More than a list of MOST_ROWS names needs."""


class ListTooLong(ListTooLarge):
    """Many more lines, or people, than MOST_ROWS."""


class ListInfected(ListRefused):
    """A virus scanner found something in it."""


class ListOfOtherKind(ListRefused):
    """A file of another kind, whatever it is called: `kind` says which."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


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
    try:
        clean["nip"] = clean_nip(clean["nip"])
    except ValueError as error:
        clean["nip"], wrong["nip"] = "", str(error)
    for name, longest in _LONGEST.items():
        if name not in wrong and len(clean[name]) > longest:
            wrong[name] = gettext("%(count)d characters at the most.") % {"count": longest}
        elif name not in wrong and names_address(clean[name]):
            wrong[name] = gettext("Write no web or e-mail address here.")
        elif name not in wrong and holds_nik(clean[name]):
            wrong[name] = gettext("16 digits are a NIK, which we do not keep. Take them out.")
    if not clean["name"]:
        wrong.setdefault("name", gettext("The name is missing."))
    return Person(**clean), wrong


# --- Reading ----------------------------------------------------------------------------------


def reading_of_text(text: str) -> Reading:
    """What was pasted: columns by tab or semicolon, or one name a line.

    Commas do not part anything, since degrees stand behind them ("Siti Rahma, S.E."), unless heads
    show that they do. Raises ListRefused.
    """
    return _doubted(_read_text(text.replace("\0", ""), commas=False))


def reading_of_file(file: File[Any]) -> Reading:
    """The participants of a workbook (XLSX, XLS, ODS) or a text, told apart by content.

    Raises ListRefused, and confined.running.Busy.
    """
    if (file.size or 0) > MAX_BYTES:
        raise ListTooLarge
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ListTooLarge
    try:
        scan(content)
    except Infected as found:
        raise ListInfected from found
    kind = kind_of(content)
    if kind not in READABLE:
        raise ListOfOtherKind(kind)
    if kind == Kind.WORKBOOK:
        return _doubted(_read_workbook(content))
    text = texts.decoded(content)
    if text is None:
        raise ListOfOtherKind(Kind.OTHER)
    if is_markup(text):
        raise ListOfOtherKind(Kind.WEB_PAGE)
    return _doubted(_read_text(text, commas=True))


def rows_of_text(text: str) -> list[Row]:
    """The rows alone of reading_of_text."""
    return reading_of_text(text).rows


def rows_of_file(file: File[Any]) -> list[Row]:
    """The rows alone of reading_of_file."""
    return reading_of_file(file).rows


def _read_text(text: str, *, commas: bool) -> Reading:
    try:
        return read_text(text, most_lines=MOST_READ, commas=commas)
    except TooManyLines as error:
        raise ListTooLong from error
    except texts.TooLong as error:
        raise ListTooLarge from error


_OTHER_KINDS = {Verdict.LOCKED: Kind.LOCKED, Verdict.ACTIVE: Kind.MACROS}


def _read_workbook(content: bytes) -> Reading:
    try:
        _, found = running.read(Reader.WORKBOOK, content, str(MOST_READ + 1), str(_MAX_COLUMNS))
    except Refused as refused:
        if refused.verdict in _OTHER_KINDS:
            raise ListOfOtherKind(_OTHER_KINDS[refused.verdict]) from refused
        too_large = refused.verdict == Verdict.TOO_LARGE
        raise (ListTooLarge if too_large else ListRefused) from refused
    sheets: list[dict[str, Any]] = json.loads(found)
    try:
        return read_sheets(sheets, most_lines=MOST_READ)
    except TooManyLines as error:
        raise ListTooLong from error


def _doubted(reading: Reading) -> Reading:
    """The same with what the fields themselves make doubtful; raises ListTooLong."""
    if len(reading.read) > MOST_READ:
        raise ListTooLong
    for index, read in enumerate(reading.read):
        person, wrong = _cleaned(read.row)
        doubts = list(wrong.values())
        if person.nip and unlikely(person.nip):
            doubts.append(gettext("This NIP begins with no day of birth. Compare it."))
        if not any(c.isalpha() for c in person.name) and person.name:
            doubts.append(gettext("This does not look like a name."))
        reading.read[index] = read.doubted(*doubts)
    return reading


def template() -> bytes:
    """An empty list as XLSX, its columns named in the reader's language and kept as text."""
    from openpyxl import Workbook  # heavy: docs/decisions/0231
    from openpyxl.styles import Alignment, Font

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

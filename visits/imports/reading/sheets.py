"""A file as tables of texts, whatever it is called."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict
from visits.files.scanning import Infected, scan
from visits.people.lists import texts
from visits.people.lists.kinds import READABLE, Kind, is_markup, kind_of
from visits.people.lists.rows import Record
from visits.phrases.instead import infected_words

MAX_BYTES = 10 * 1024 * 1024
MOST_LINES = 20_000
_MOST_COLUMNS = 60
# A workbook of MOST_LINES rows is so many times what a list of participants may be.
_TIMES = 12
# Beside those of lists: whatever a program was told to part columns with.
_DELIMITERS = (*texts.DELIMITERS, "^", "~", "¦", "§", ":")

Merged = tuple[tuple[int, int, int, int], ...]


class FileRefused(ValueError):
    """The file is not read; the message says why and what to do, in the reader's language."""


@dataclass(frozen=True)
class Sheet:
    """A table of texts: its lines by their number, the merged ranges (from 0), and its name.

    `from_1904` where bare numbers of days count from there.
    """

    name: str
    records: Sequence[Record]
    merged: Merged = ()
    hidden: tuple[int, ...] = field(default=())
    from_1904: bool = False

    @classmethod
    def loaded(cls, kept: dict[str, Any]) -> "Sheet":
        """As `kept` said."""
        return cls(
            kept["name"],
            [Record(number, cells) for number, cells in kept["records"]],
            tuple((a, b, c, d) for a, b, c, d in kept["merged"]),
            tuple(kept["hidden"]),
            kept.get("from_1904", False),
        )

    @property
    def kept(self) -> dict[str, Any]:
        """As JSON holds it."""
        rows = [(record.number, list(record.cells)) for record in self.records]
        return {**asdict(self), "records": rows}


def read(content: bytes, *, heads_in: Callable[[Sequence[Record]], int]) -> list[Sheet]:
    """The sheets of a workbook (XLSX, XLS, ODS), or the one of a text with any delimiter.

    `heads_in` says how many heads are known in lines that were parted by a delimiter: the one
    that leads to most of them is right. It was let through by `check`. Raises FileRefused and
    confined.running.Busy.
    """
    kind = kind_of(content)
    if kind == Kind.WORKBOOK:
        return _of_workbook(content)
    text = texts.decoded(content) if kind in READABLE else None
    if text is None or is_markup(text):
        raise FileRefused(_kind_words(Kind.WEB_PAGE if text is not None else kind))
    return [_of_text(text, heads_in)]


def check(content: bytes) -> None:
    """Raise FileRefused where a file is too large or not clean, before anything reads it."""
    if len(content) > MAX_BYTES:
        raise FileRefused(_too_large())
    try:
        scan(content)
    except Infected as found:
        raise FileRefused(infected_words()) from found


def empty_words() -> str:
    """What is said of a file without any line."""
    return _("There is nothing in this file.")


def text_of(content: bytes) -> str | None:
    """The file as text, or None where it is none."""
    return texts.decoded(content) if kind_of(content) == Kind.TEXT else None


def _of_workbook(content: bytes) -> list[Sheet]:
    try:
        _kind, found = running.read(
            Reader.WORKBOOK, content, str(MOST_LINES + 1), str(_MOST_COLUMNS), str(_TIMES)
        )
    except Refused as refused:
        words = {
            Verdict.LOCKED: _kind_words(Kind.LOCKED),
            Verdict.ACTIVE: _kind_words(Kind.MACROS),
            Verdict.TOO_LARGE: _too_large(),
        }
        raise FileRefused(words.get(refused.verdict, _kind_words(Kind.OTHER))) from refused
    sheets: list[dict[str, Any]] = json.loads(found)
    if any(sheet["cut"] for sheet in sheets):
        raise FileRefused(_too_large())
    return [
        Sheet(
            sheet["name"],
            [Record(number, cells) for number, cells in sheet["lines"]],
            tuple((a, b, c, d) for a, b, c, d in sheet["merged"]),
            tuple(sheet["hidden"]),
            sheet["from_1904"],
        )
        for sheet in sheets
        if sheet["lines"]
    ]


def _of_text(text: str, heads_in: Callable[[Sequence[Record]], int]) -> Sheet:
    try:
        candidates = texts.delimiters_in(text)
        candidates += [d for d in _DELIMITERS if d not in candidates and d in text[:4000]]
        parted = [_lines(text, delimiter) for delimiter in candidates[:6] or [""]]
    except texts.TooLong as error:
        raise FileRefused(_too_large()) from error
    best = max(parted, key=heads_in)
    if not best:
        raise FileRefused(empty_words())
    return Sheet("", best)


def _lines(text: str, delimiter: str) -> list[Record]:
    found: list[Record] = []
    for record in texts.records_of(text, delimiter):
        if record.filled:
            found.append(record)
        if len(found) > MOST_LINES:
            raise FileRefused(_too_large())
    return found


def _too_large() -> str:
    words = _(
        "This file is too large: %(size)d MB and %(lines)d lines at the most. Take pictures and "
        "empty sheets out, or part it by years."
    )
    return words % {"size": MAX_BYTES // 1024 // 1024, "lines": MOST_LINES}


def _kind_words(kind: Kind) -> str:
    match kind:
        case Kind.LOCKED:
            return _(
                "This file opens only with a password. Save it without one, and send it again."
            )
        case Kind.MACROS:
            return _(
                "This file holds macros. Save it as an Excel workbook without them (.xlsx), and "
                "send that."
            )
        case Kind.WEB_PAGE:
            return _(
                "This is a web page or XML, although it is called a spreadsheet. Open it in Excel "
                "or LibreOffice, save it as an Excel workbook (.xlsx), and send that."
            )
    return _(
        "This is no table that can be read. Send it as Excel (.xlsx, .xls), LibreOffice (.ods), "
        "CSV, or JSON Lines as they are written out here."
    )

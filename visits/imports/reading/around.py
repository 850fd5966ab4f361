"""Lines of a table that are no visit: totals, captions, heads once more, whoever signs below."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import ngettext_lazy

from visits.imports.reading.days import Around, read_days
from visits.imports.reading.fields import Field, plain
from visits.imports.reading.questions import Unclear
from visits.imports.reading.tables import Table
from visits.language.typed_times import MONTHS
from visits.people.lists.around import BELOW, numbers_columns
from visits.people.lists.cells import line_number
from visits.people.lists.rows import Record


class Passed(StrEnum):
    """Why a line is passed over."""

    HEADS = "heads"
    NUMBERS = "numbers"
    TOTAL = "total"
    CAPTION = "caption"
    NOTE = "note"
    EMPTY = "empty"
    BELOW = "below"
    BLANK = "blank"
    LEFT_OUT = "left_out"


_WORDS = {
    Passed.HEADS: ngettext_lazy(
        "%(n)d line of heads once more", "%(n)d lines of heads once more", "n"
    ),
    Passed.NUMBERS: ngettext_lazy(
        "%(n)d line of numbers of the columns", "%(n)d lines of numbers of the columns", "n"
    ),
    Passed.TOTAL: ngettext_lazy("%(n)d total", "%(n)d totals", "n"),
    Passed.CAPTION: ngettext_lazy("%(n)d caption", "%(n)d captions", "n"),
    Passed.NOTE: ngettext_lazy("%(n)d note", "%(n)d notes", "n"),
    Passed.EMPTY: ngettext_lazy(
        "%(n)d line numbered, but empty", "%(n)d lines numbered, but empty", "n"
    ),
    Passed.BELOW: ngettext_lazy("%(n)d line below the table", "%(n)d lines below the table", "n"),
    Passed.BLANK: ngettext_lazy("%(n)d empty line", "%(n)d empty lines", "n"),
    Passed.LEFT_OUT: ngettext_lazy("%(n)d row left out by you", "%(n)d rows left out by you", "n"),
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_CAPTION = re.compile(
    r"\W*(?:(?:bulan|tahun(?: anggaran)?|t\.?a\.?|periode|month|year)\b[\s:.]*)*"
    rf"(?:(?P<month>{_MONTH})\b)?[\s,./\-']*(?:tahun\s*)?(?P<year>20\d\d)?\W*",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\W*(?:triwulan|tw|semester|smt|kuartal|quarter|minggu|pekan|week)\b.{0,40}"
    r"|\W*(?:bagian|kelompok|kategori)\b.{0,60}",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\s*(?:\*|\(\*|catatan|keterangan|ket\b|nb\b|note|sumber|n\.b|data (?:di)?ambil|tidak ada|"
    r"nihil|libur|kosong)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\W*(?:grand |sub ?)?(?:total|jumlah|jml|banyaknya)\b.*", re.IGNORECASE)
# A table's own cells: whoever signs stands in none or in few of them.
_FEW = 2


def words_of(why: Passed, count: int) -> str:
    """ "2 totals": how many lines were passed over, and why."""
    return str(_WORDS[why] % {"n": count})


@dataclass
class Walker:
    """Goes down a table, line by line, and says which lines are none of visits.

    `year` and `month` are those of the last caption ("MARET 2024"), else the sheet's.
    """

    table: Table
    fields: Mapping[int, Field]
    year: int | None
    month: int | None
    below: bool = False

    def __post_init__(self) -> None:
        self.heads = {n: plain(title[:100]) for n, title in self.table.titles.items()}

    @classmethod
    def of(cls, table: Table, fields: Mapping[int, Field]) -> "Walker":
        """At the first line below the heads; `fields` are those of the columns."""
        return cls(table, fields, table.year, table.month)

    def passed(self, record: Record) -> Passed | None:
        """Why this line is no visit, or None where it may be one."""
        texts = [record.cell(n) for n in record.filled]
        if not texts:
            return Passed.BLANK
        if self._repeats_heads(record):
            return Passed.HEADS
        if numbers_columns(texts) and len(texts) * 2 > len(self.table.titles):
            return Passed.NUMBERS
        dated = self._dated(record)
        if not dated and self._caption(texts):
            return Passed.CAPTION
        if not dated and any(_TOTAL.fullmatch(text) for text in texts) and not self._names(record):
            return Passed.TOTAL
        if not dated and len(texts) <= _FEW and any(BELOW.match(text) for text in texts):
            self.below = True
        if self.below and not dated and len(texts) <= _FEW + 1:
            return Passed.BELOW
        if not dated and len(texts) == 1 and (_NOTE.match(texts[0]) or self._aside(record)):
            number = line_number(texts[0])
            return Passed.EMPTY if number is not None else Passed.NOTE
        if not any(n in self.fields for n in record.filled):
            numbers = all(line_number(text) is not None for text in texts)
            return Passed.EMPTY if numbers else Passed.NOTE
        return None

    def _repeats_heads(self, record: Record) -> bool:
        """At least half of its cells say what stands at the head of their columns."""
        same = sum(
            n in self.heads and plain(record.cell(n)[:100]) == self.heads[n] for n in record.filled
        )
        return same >= 2 and same * 2 >= len(record.filled)

    def _dated(self, record: Record) -> bool:
        """Whether a date stands where dates stand, or something else that is no date for sure."""
        columns = [n for n, field in self.fields.items() if field == Field.DATE]
        return any(_has_day(record.cell(n)) for n in columns)

    def _names(self, record: Record) -> bool:
        """Whether an institution stands there that does not begin like a total."""
        text = _cell_of(record, self.fields, {Field.INSTITUTION})
        return bool(text) and not _TOTAL.fullmatch(text)

    def _caption(self, texts: list[str]) -> bool:
        """A line that says one thing: the month or the part of the year that follows."""
        if len(set(texts)) != 1:
            return False
        text = " ".join(texts[0].split())
        found = _CAPTION.fullmatch(text)
        if found and (found["month"] or found["year"]):
            if found["month"]:
                self.month = MONTHS[found["month"].casefold()]
            if found["year"]:
                self.year = int(found["year"])
                self.month = self.month if found["month"] else None
            return True
        return bool(_PARTS.fullmatch(text))

    def _aside(self, record: Record) -> bool:
        """Whether its one cell stands in no column that says what a visit is."""
        n = record.filled[0]
        if any((record.number, other) in self.table.spanned for other in self.fields):
            return False
        return self.fields.get(n) not in (Field.INSTITUTION, Field.REGION, Field.DATE)


def _has_day(text: str) -> bool:
    """Whether something like a date stands there: digits that could be a day, or a date."""
    if not text:
        return False
    try:
        read_days(text, Around(today=_FAR, year=2024, month=1))
    except Unclear as unclear:
        if unclear.options:
            return True
    else:
        return True
    if _TOTAL.fullmatch(text) or _NOTE.match(text) or BELOW.match(text):
        return False
    return bool(re.search(r"\d", text)) and not _CAPTION.fullmatch(text)


_FAR = dt.date(2100, 1, 1)


def _cell_of(record: Record, fields: Mapping[int, Field], wanted: Collection[Field]) -> str:
    return next((record.cell(n) for n, f in fields.items() if f in wanted and record.cell(n)), "")

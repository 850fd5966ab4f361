"""A table as people make it: titles above it, its columns, its lines, and what stands below."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext, ngettext

from visits.language.nip import is_nip, numbers_within
from visits.people.lists.around import BELOW, TOTAL, numbers_columns
from visits.people.lists.cells import is_degree, line_number, split_cell
from visits.people.lists.columns import Columns
from visits.people.lists.heads import TAKEN, Field, Head, head_at
from visits.people.lists.rows import Read, Reading, Record, Row
from visits.people.lists.tidying import grade_of, tidy

Merged = Sequence[tuple[int, int, int, int]]


def read_table(records: Sequence[Record], head: Head, merged: Merged = ()) -> Reading:
    """The participants below a head."""
    parts = head.side_by_side()
    if len(parts) < 2:
        return _TableReader(records, head, merged).read()
    whole = Reading()
    for left, right in parts:
        columns = {n: named for n, named in head.columns.items() if left <= n < right}
        part = replace(head, columns=columns)
        seen = [_between(record, left, right) for record in records]
        reading = _TableReader(seen, part, merged).read()
        whole.read += reading.read
        whole.passed_over += [one for one in reading.passed_over if one.text]
        whole.notices += reading.notices
    return whole


def _between(record: Record, left: int, right: int) -> Record:
    """The record with what stands in these columns alone."""
    cells = [cell if left <= n < right else "" for n, cell in enumerate(record.cells)]
    return replace(record, cells=cells)


class _TableReader:
    def __init__(self, records: Sequence[Record], head: Head, merged: Merged) -> None:
        self._records, self._merged = records, merged
        self._head, self._columns = head, Columns.by_head(head)
        self._reading = Reading()
        self._below = False
        self._last_number: int | None = None
        self._last_line = records[head.last].number
        self._unread: dict[int, int] = {}
        self._waiting: list[str] = []
        self._empty_numbers = 0
        self._numbered = self._lines_numbered()

    def _lines_numbered(self) -> bool:
        column = self._columns.number
        if column is None:
            return False
        return any(
            line_number(record.cell(column)) is not None
            for record in self._records[self._head.last + 1 :]
        )

    def read(self) -> Reading:
        for record in self._records[: self._head.first]:
            self._reading.pass_over(record, gettext("Above the list"))
        index = self._head.last + 1
        while index < len(self._records):
            index += self._take(index)
        self._say_what_is_left()
        return self._reading

    def _take(self, index: int) -> int:
        """Read one record; gives how many were used."""
        record = self._spread(self._records[index])
        again = head_at(self._records, index)
        if again and (len(again.fields) > 1 or again.titles == self._head.titles):
            # The head of another page, or of another part of the list.
            self._head, self._columns = again, Columns.by_head(again)
            self._numbered, self._below = self._lines_numbered_from(index), False
            self._last_number = None
            self._reading.pass_over(record, gettext("Names of the columns"))
            self._last_line = record.number
            return 1
        why = self._why_not(record)
        if why:
            self._reading.pass_over(record, why)
        else:
            self._read(record)
            self._last_line = record.number
        return 1

    def _lines_numbered_from(self, index: int) -> bool:
        column = self._columns.number
        return column is not None and any(
            line_number(record.cell(column)) is not None for record in self._records[index + 1 :]
        )

    def _spread(self, record: Record) -> Record:
        """The record with what a cell above it, merged over it, says of position and grade."""
        line = record.number - 1
        cells = list(record.cells)
        shared = [*self._columns.of[Field.POSITION], *self._columns.of[Field.GRADE]]
        for top, left, bottom, _right in self._merged:
            if top < line <= bottom and left in shared and not record.cell(left):
                source = next((r for r in self._records if r.number == top + 1), None)
                if source and source.cell(left):
                    cells += [""] * (left + 1 - len(cells))
                    cells[left] = source.cell(left)
        return replace(record, cells=cells)

    # --- Lines that are none of a list --------------------------------------------------------

    def _why_not(self, record: Record) -> str:
        name = record.cell(self._columns.name)
        number = self._number_of(record)
        texts = [record.cell(n) for n in record.filled]
        if not self._reading.read and numbers_columns(texts):
            return gettext("Numbers of the columns")
        total = any(TOTAL.fullmatch(text) for text in texts[:2]) and not self._nip_of(record)
        if total and len(texts) <= 3 and (number is None or not name):
            return gettext("A total")
        if not any(c.isalnum() for text in texts for c in text):
            return gettext("No letters")
        if self._below:
            counts_on = self._last_number is not None and number == self._last_number + 1
            if not (name and (counts_on or (number is None and self._complete(record)))):
                return gettext("Below the list")
            self._below = False
        if self._begins_below(record, name, texts, number):
            self._below = True
            return gettext("Below the list")
        if not name and number is not None and not self._says_something(record):
            self._empty_numbers += 1
            return gettext("A number without a name")
        if number is None and self._is_caption(record, name, texts):
            return gettext("A caption between the lines")
        return ""

    def _begins_below(
        self, record: Record, name: str, texts: list[str], number: int | None
    ) -> bool:
        if number is not None or not self._reading.read or len(texts) > 3:
            return False
        # A position may begin as a remark does; what has a name is judged by that.
        if any(BELOW.match(text) for text in ([name] if name else texts)):
            return True
        gap = record.number > self._last_line + 1
        return gap and not name and not is_nip(texts[0])

    def _is_caption(self, record: Record, name: str, texts: list[str]) -> bool:
        """One text over several columns, or where only numbers stand."""
        if len(texts) != 1:
            return False
        column = record.filled[0]
        line = record.number - 1
        across = any(
            top <= line <= bottom and left == column and right > left
            for top, left, bottom, right in self._merged
        )
        return (across and not is_nip(texts[0])) or (
            column == self._columns.number and not name and not is_nip(texts[0])
        )

    def _says_something(self, record: Record) -> bool:
        return any(
            record.cell(n).strip("-–—. ")
            for n in self._columns.taken - {self._columns.number, self._columns.name}
        )

    def _complete(self, record: Record) -> bool:
        given = [f for f in TAKEN if any(record.cell(n) for n in self._columns.of[f])]
        return len(given) > 2

    def _number_of(self, record: Record) -> int | None:
        column = self._columns.number
        return None if column is None else line_number(record.cell(column))

    def _nip_of(self, record: Record) -> bool:
        return any(is_nip(record.cell(n)) for n in self._columns.of[Field.NIP])

    # --- Lines that are -----------------------------------------------------------------------

    def _read(self, record: Record) -> None:
        values, doubts = self._values(record)
        number = self._number_of(record)
        for n in record.filled:
            if n not in self._columns.taken:
                self._unread[n] = self._unread.get(n, 0) + 1
        if self._goes_on(record, values, number):
            return
        if self._numbered and number is None and values[Field.NAME]:
            doubts.append(gettext("No number stands before this line. Is it a participant?"))
        if number is not None:
            self._last_number = number
        row = Row(**{field.value: values[field] for field in TAKEN})
        if not row.blank:
            self._reading.read.append(
                Read(row, record.number).doubted(*record.doubts, *self._waiting, *doubts)
            )
            self._waiting = []

    def _values(self, record: Record) -> tuple[dict[Field, str], list[str]]:
        """What stands in the columns, each by its field, and what is doubtful about it."""
        values = dict.fromkeys(TAKEN, "")
        doubts: list[str] = []
        for n, fields in self._columns.mixed.items():
            for field, text in split_cell(record.cell(n), fields).items():
                values[field] = values[field] or text
        for field in TAKEN:
            columns = [n for n in self._columns.of[field] if n not in self._columns.mixed]
            given = [record.cell(n) for n in columns if record.cell(n)]
            if given:
                values[field] = grade_of(given) if field == Field.GRADE else _joined(given)
        return tidy(values, doubts), doubts

    def _goes_on(self, record: Record, values: dict[Field, str], number: int | None) -> bool:
        """Add what belongs to the line above: its NIP below the name, a text over two lines."""
        if not self._reading.read or number is not None:
            return False
        before = self._reading.read[-1]
        if self._only_a_nip(record, values, before):
            self._reading.read[-1] = replace(before, row=replace(before.row, nip=values[Field.NIP]))
            return True
        if values[Field.NAME] and not self._within_name(record):
            return False
        if record.number > self._last_line + 1 or values[Field.NIP]:
            return False
        joined = {
            field.value: f"{getattr(before.row, field)} {values[field]}".strip()
            for field in TAKEN
            if values[field] and values[field] != getattr(before.row, field)
        }
        words = gettext("Line %(line)d is taken as part of this one.") % {"line": record.number}
        self._reading.read[-1] = replace(before, row=replace(before.row, **joined)).doubted(words)
        return True

    def _only_a_nip(self, record: Record, values: dict[Field, str], before: Read) -> bool:
        """Whether the line says nothing but the number of the person above."""
        if values[Field.NAME] or before.row.nip:
            return False
        if not values[Field.NIP]:
            alone = [record.cell(n) for n in record.filled if is_nip(record.cell(n))]
            values[Field.NIP] = (
                numbers_within(alone[0])[0] if len(record.filled) == 1 == len(alone) else ""
            )
        others = (Field.POSITION, Field.GRADE)
        same = all(values[f] in ("", getattr(before.row, f)) for f in others)
        return bool(values[Field.NIP]) and same

    def _within_name(self, record: Record) -> bool:
        line = record.number - 1
        return any(
            top < line <= bottom and left == self._columns.name
            for top, left, bottom, _ in self._merged
        )

    def _say_what_is_left(self) -> None:
        titles = [
            " ".join(self._head.titles.get(n, "").split()) or _letter(n)
            for n in sorted(self._unread)
        ]
        if titles:
            words = gettext("Not taken, since a list does not need them: %(columns)s.")
            self._reading.notices.append(words % {"columns": ", ".join(titles)[:300]})
        if self._empty_numbers:
            words = ngettext(
                "%(count)d numbered line has no name.",
                "%(count)d numbered lines have no name.",
                self._empty_numbers,
            )
            self._reading.notices.append(words % {"count": self._empty_numbers})


def _joined(given: Sequence[str]) -> str:
    """Parts of one text; degrees that have a column of their own stand behind a comma."""
    return "".join(
        part if not n else f"{',' if is_degree(part) else ''} {part}"
        for n, part in enumerate(given)
    )


def _letter(column: int) -> str:
    """The column's name in a spreadsheet."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters

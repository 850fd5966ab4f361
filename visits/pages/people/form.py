"""The list of participants as a form: rows typed by hand, with more pasted or from a file."""

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from visits.confined.running import Busy
from visits.life.requesting import Person
from visits.pages.frame.file_field import FileInput
from visits.people import participant_lists as lists
from visits.people.lists.rows import FIELDS, Reading, Row
from visits.people.participant_lists import MOST_ROWS, ListRefused, ListTooLong
from visits.phrases.refused_files import file_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a look at the names carries (look.py), while they are in no list yet.
LOOK = "look"
_FEWEST_ROWS = 3
_MORE_ROWS = 5


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: its number, what was typed, what is wrong by field.

    An `open` one is a form; the others are a line with a button that opens it.
    """

    number: int
    row: Row
    errors: dict[str, str]
    open: bool = False

    @property
    def fields(self) -> list[tuple[str, str]]:
        """What is typed in it, by the field's name."""
        return list(asdict(self.row).items())


class ParticipantsForm(forms.Form):
    """Rows of four fields that repeat, a text to paste into, and a file.

    `rows` holds what was typed; `reading` what was pasted or sent, which goes into no list before
    somebody has looked at it (look.py): until then the form is not valid.
    `cleaned_data["people"]` are the participants once it is.
    """

    paste = forms.CharField(
        label=_("Paste from a spreadsheet or a message"),
        required=False,
        help_text=_("One person a line: name, position, grade, NIP. Names alone will do."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        strip=False,
    )
    list_file = forms.FileField(
        label=_("Or choose a file: Excel, LibreOffice or CSV"),
        required=False,
        widget=FileInput(accept=".xlsx,.xls,.ods,.csv,.tsv,.txt", largest=lists.MAX_BYTES),
    )

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, rows: list[Row] | None = None
    ) -> None:
        super().__init__(data, files)
        self.removed: tuple[int, Row] | None = None
        self.rows = self._typed(data) if data is not None else (rows or [])
        self.row_errors: dict[int, dict[str, str]] = {}
        self.reading: Reading | None = None

    def _typed(self, data: QueryDict) -> list[Row]:
        """The rows that were sent, without the one that is to be removed."""
        columns = [data.getlist(name)[: MOST_ROWS + 50] for name in FIELDS]
        length = max(map(len, columns))
        filled = [column + [""] * (length - len(column)) for column in columns]
        rows = [Row(*values) for values in zip(*filled, strict=True)]
        removed = data.get("remove", "")
        if removed.isascii() and removed.isdigit() and 0 < int(removed[:4]) <= len(rows):
            index = int(removed[:4]) - 1
            self.removed = index, rows.pop(index)
        return rows

    def clean(self) -> dict[str, Any]:
        """Read what was pasted and sent, and check every row."""
        cleaned = super().clean() or {}
        self._read(cleaned)
        self.rows = _without_blank_end(self.rows)
        self.row_errors = lists.check(self.rows).errors
        cleaned["people"] = lists.check(self.rows).people
        if len(self.rows) > MOST_ROWS:
            self.add_error(None, too_many_words(len(self.rows)))
        if self.row_errors:
            self.add_error(
                None,
                ngettext(
                    "%(count)d row needs another look.",
                    "%(count)d rows need another look.",
                    len(self.row_errors),
                )
                % {"count": len(self.row_errors)},
            )
        if self.reading or LOOK in self.data:
            self.add_error(None, _("Look through the names that were read, and add them."))
        return cleaned

    def _read(self, cleaned: dict[str, Any]) -> None:
        found: list[Reading] = []
        pasted = cleaned.get("paste") or ""
        if pasted.strip():
            try:
                found.append(lists.reading_of_text(pasted))
            except ListRefused as error:
                self.add_error(
                    "paste", file_words(error) or _("This cannot be read. Paste one person a line.")
                )
            else:
                if not found[-1].read:
                    self.add_error("paste", _("There are no names in this text."))
        file = cleaned.get("list_file")
        if file:
            try:
                found.append(lists.reading_of_file(file))
            except (ListRefused, Busy) as error:
                self.add_error(
                    "list_file",
                    file_words(error)
                    or _("This file cannot be read. Save it as Excel (.xlsx) or CSV."),
                )
            else:
                if not found[-1].read:
                    self.add_error("list_file", _("There are no names in this file."))
        if sum(len(one.read) for one in found) > lists.MOST_READ and not self.errors:
            self.add_error(None, file_words(ListTooLong()))
        elif found and not {"paste", "list_file"} & set(self.errors):
            self.reading = Reading(
                [read for one in found for read in one.read],
                [line for one in found for line in one.passed_over],
                [words for one in found for words in one.notices],
            )

    @property
    def lines(self) -> list[Line]:
        """The rows to show: all there are, and some empty ones."""
        edited = str(self.data.get("edit", ""))
        return [
            Line(n + 1, row, wrong, open=bool(wrong) or row.blank or edited == str(n + 1))
            for n, row in enumerate(_without_blank_end(self.rows))
            for wrong in [self.row_errors.get(n, {})]
        ]

    @property
    def blank_lines(self) -> list[Line]:
        """Empty rows behind those of the list."""
        rows = len(self.lines)
        more = _MORE_ROWS if "more" in self.data else 1
        empty = min(max(more, _FEWEST_ROWS - rows), max(MOST_ROWS - rows, 0))
        return [Line(rows + n, Row(), {}, open=True) for n in range(1, empty + 1)]

    @property
    def count(self) -> int:
        """How many rows hold something."""
        return sum(not row.blank for row in self.rows)

    def as_typed(self) -> QueryDict:
        """The rows as if all of them had been typed by hand, and the text, for keeping."""
        data = typed(self.rows)
        paste = self.data.get("paste") or self.initial.get("paste") or ""
        if paste.strip():
            data["paste"] = paste
        return data


def typed(rows: list[Row]) -> QueryDict:
    """Rows as the form would have sent them."""
    data = QueryDict(mutable=True)
    for name in FIELDS:
        data.setlist(name, [asdict(row)[name] for row in rows])
    return data


def too_many_words(count: int) -> str:
    """What is said of a list with more names than it takes."""
    return gettext(
        "The list takes %(most)d names, these are %(count)d. Take some out, or write to us."
    ) % {"count": count, "most": MOST_ROWS}


def rows_of(people: list[Person]) -> list[Row]:
    """Rows that show these participants."""
    return [Row(p.name, p.position, p.grade, p.nip) for p in people]


def _without_blank_end(rows: list[Row]) -> list[Row]:
    kept = [*rows]
    while kept and kept[-1].blank:
        kept.pop()
    return kept


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty list as an Excel file."""
    response = HttpResponse(lists.template(), content_type=XLSX)
    name = gettext("participants")
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response

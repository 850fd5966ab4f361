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
from visits.people.participant_lists import MOST_ROWS, ListRefused, Row
from visits.phrases.refused_files import file_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FEWEST_ROWS = 3
_MORE_ROWS = 5


@dataclass(frozen=True)
class Line:
    """A row as the page shows it: its number, what was typed, what is wrong by field."""

    number: int
    row: Row
    errors: dict[str, str]


class ParticipantsForm(forms.Form):
    """Rows of four fields that repeat, a text to paste into, and a file.

    What is pasted or uploaded is added below what was typed, whatever is pressed. `rows` holds all
    of it; `cleaned_data["people"]` the participants once the form is valid.
    """

    paste = forms.CharField(
        label=_("Paste from a spreadsheet"),
        required=False,
        help_text=_("One person a line: name, position, grade, NIP. Names alone will do."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        strip=False,
    )
    list_file = forms.FileField(
        label=_("Or choose an Excel or CSV file"),
        required=False,
        widget=FileInput(accept=".xlsx,.csv,.txt", largest=lists.MAX_BYTES),
    )

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, rows: list[Row] | None = None
    ) -> None:
        super().__init__(data, files)
        self.rows = _typed_rows(data) if data is not None else (rows or [])
        self.row_errors: dict[int, dict[str, str]] = {}
        self.added = 0

    def clean(self) -> dict[str, Any]:
        """Add what was pasted and uploaded, then check every row."""
        cleaned = super().clean() or {}
        new: list[Row] = []
        try:
            new = lists.rows_of_text(cleaned.get("paste") or "")
        except ListRefused as error:
            self.add_error(
                "paste", file_words(error) or _("This cannot be read. Paste one person a line.")
            )
        file = cleaned.get("list_file")
        if file:
            try:
                read = lists.rows_of_file(file)
            except (ListRefused, Busy) as error:
                self.add_error(
                    "list_file",
                    file_words(error)
                    or _("This file cannot be read. Save it as Excel (.xlsx) or CSV."),
                )
            else:
                new += read
                if not read:
                    self.add_error("list_file", _("There are no names in this file."))
        had = {row for row in self.rows if not row.blank}
        new = [row for row in new if row not in had]
        if new:
            self.rows = [row for row in self.rows if not row.blank] + new
            self.added = len(new)
        if "paste" in self.data and "paste" not in self.errors:
            # Its lines are rows now; they must not come a second time with the next press.
            rest = QueryDict(mutable=True)
            rest.update({name: "1" for name in ("more",) if name in self.data})
            self.data = rest
        if len(self.rows) > MOST_ROWS:
            count = sum(not row.blank for row in self.rows)
            self.rows = [row for row in self.rows if not row.blank]
            if count > MOST_ROWS:
                self.rows = self.rows[:MOST_ROWS]
                self.add_error(
                    None,
                    gettext(
                        "The list takes %(most)d names, these are %(count)d. The last are left out."
                    )
                    % {"count": count, "most": MOST_ROWS},
                )
        checked = lists.check(self.rows)
        self.row_errors = checked.errors
        if checked.errors:
            self.add_error(
                None,
                ngettext(
                    "%(count)d row needs another look.",
                    "%(count)d rows need another look.",
                    len(checked.errors),
                )
                % {"count": len(checked.errors)},
            )
        cleaned["people"] = checked.people
        return cleaned

    @property
    def lines(self) -> list[Line]:
        """The rows to show: all there are, and some empty ones."""
        more = _MORE_ROWS if "more" in self.data else 1
        rows = [*self.rows]
        while rows and rows[-1].blank:
            rows.pop()
        rows += [Row()] * max(more, _FEWEST_ROWS - len(rows))
        return [
            Line(n + 1, row, self.row_errors.get(n, {})) for n, row in enumerate(rows[:MOST_ROWS])
        ]

    @property
    def count(self) -> int:
        """How many rows hold something."""
        return sum(not row.blank for row in self.rows)

    def as_typed(self) -> QueryDict:
        """The rows as if all of them had been typed by hand, for keeping."""
        data = QueryDict(mutable=True)
        for name in lists.FIELDS:
            data.setlist(name, [asdict(row)[name] for row in self.rows])
        return data


def rows_of(people: list[Person]) -> list[Row]:
    """Rows that show these participants."""
    return [Row(p.name, p.position, p.grade, p.nip) for p in people]


def _typed_rows(data: QueryDict) -> list[Row]:
    columns = [data.getlist(name)[: MOST_ROWS + 50] for name in lists.FIELDS]
    length = max(map(len, columns))
    filled = [column + [""] * (length - len(column)) for column in columns]
    rows = [Row(*values) for values in zip(*filled, strict=True)]
    removed = data.get("remove", "")
    if removed.isascii() and removed.isdigit() and 0 < int(removed[:4]) <= len(rows):
        del rows[int(removed[:4]) - 1]
    return rows


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty list as an Excel file."""
    response = HttpResponse(lists.template(), content_type=XLSX)
    name = gettext("participants")
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response

"""Rows of a list as a file: CSV as it is sent, or a workbook.

What a stranger typed is never taken for a formula.
"""

import csv
import datetime as dt
import io
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, StreamingHttpResponse

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

Content = str | int | dt.date | dt.time | None
_AT_ONCE = 500
_TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What programs that open CSV take for a formula at the beginning of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_of(rows: Iterable[tuple[Content, ...]], *, name: str) -> StreamingHttpResponse:
    """The rows, heads first: UTF-8 with its mark, dates as ISO 8601."""
    answer = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_of(
    rows: Iterable[tuple[Content, ...]],
    *,
    name: str,
    title: str,
    widths: Sequence[int],
    count: int,
) -> FileResponse:
    """A workbook with dates, hours and numbers as such; written to disk row by row.

    `widths` are of its columns, `count` how many rows follow the heads.
    """
    from openpyxl import Workbook  # heavy: docs/decisions/0231
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{count + 1}"
    for at, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=at == 0) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_TYPE_XLSX)


def _csv(rows: Iterable[tuple[Content, ...]]) -> Iterator[str]:
    """A few hundred lines at a time; the mark at the beginning tells Excel that it is UTF-8."""
    yield "\ufeff"
    plain = ([_plain(value) for value in row] for row in rows)
    while some := list(itertools.islice(plain, _AT_ONCE)):
        lines = io.StringIO()
        csv.writer(lines).writerows(some)
        yield lines.getvalue()


def _plain(value: Content) -> str | int | None:
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value.isoformat() if isinstance(value, dt.date) else value


def _cell(sheet: Any, value: Content, *, bold: bool) -> "Cell":
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell  # heavy: docs/decisions/0231
    from openpyxl.styles import Font

    cell = Cell(sheet, row=1, column=1)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        # Said to be text, whatever it begins with; also where somebody edits the cell.
        cell.data_type, cell.quotePrefix = "s", value.startswith(_FORMULA)
    else:
        cell.value = value
        if isinstance(value, dt.time):
            cell.number_format = "hh:mm"
        elif isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell

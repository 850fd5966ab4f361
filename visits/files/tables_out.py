"""Rows as a workbook, written row by row; what a stranger typed is never taken for a formula."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

Content = str | int | dt.date | dt.time | None
# What programs that open CSV take for a formula at the beginning of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_workbook(
    rows: Iterable[tuple[Content, ...]],
    file: IO[bytes],
    *,
    title: str,
    widths: Sequence[int],
    count: int,
) -> None:
    """The rows, heads first, with dates, hours and numbers as such; heads stay where they are.

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
    book.save(file)


def _cell(sheet: Any, value: Content, *, bold: bool) -> "Cell":
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell  # heavy: docs/decisions/0231
    from openpyxl.styles import Font

    cell = Cell(sheet, row=1, column=1)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        # Said to be text, whatever it begins with; also where somebody edits the cell.
        cell.data_type, cell.quotePrefix = "s", value.startswith(FORMULA)
    else:
        cell.value = value
        if isinstance(value, dt.time):
            cell.number_format = "hh:mm"
        elif isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"
    if bold:
        cell.font = Font(bold=True)
    return cell

"""Rows of a list as a file: CSV as it is sent, or a workbook.

What a stranger typed is never taken for a formula.
"""

import csv
import datetime as dt
import io
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from django.http import FileResponse, StreamingHttpResponse

from visits.files.tables_out import FORMULA, Content, write_workbook

__all__ = ["Content", "csv_of", "xlsx_of"]
_AT_ONCE = 500
_TYPE_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """A workbook, written to disk row by row; see files.tables_out."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    write_workbook(rows, file, title=title, widths=widths, count=count)
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
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if isinstance(value, dt.date) else value

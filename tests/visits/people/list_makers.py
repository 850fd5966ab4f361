"""Files as office programs and phones write them, put together by the tests."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

Rows = Sequence[Sequence[Any]]


def xlsx(
    rows: Rows, also: Callable[[Workbook, Worksheet], None] | None = None, name: str = "Sheet1"
) -> bytes:
    """A workbook with `rows` in its first sheet; `also` does the rest."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    if also:
        also(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def merging(*ranges: str) -> Callable[[Workbook, Worksheet], None]:
    """Merge these ranges."""

    def also(_book: Workbook, sheet: Worksheet) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return also


def with_logo(_book: Workbook, sheet: Worksheet) -> None:
    """A logo in the corner: a real picture, whose bytes are anything at all."""
    logo = io.BytesIO()
    Image.effect_noise((120, 120), 90).save(logo, "PNG")
    logo.seek(0)
    sheet.add_image(SheetImage(logo), "F1")


def styled(lines: int) -> Callable[[Workbook, Worksheet], None]:
    """Lines below that somebody only coloured."""

    def also(_book: Workbook, sheet: Worksheet) -> None:
        fill = PatternFill("solid", fgColor="FFFF00")
        for line in range(sheet.max_row + 1, sheet.max_row + lines):
            for column in range(1, 7):
                sheet.cell(line, column).fill = fill

    return also


def repacked(content: bytes, parts: dict[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The same archive with parts replaced, changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as archive:
        for info in source.infolist():
            new = parts.get(info.filename)
            bytes_of = source.read(info)
            if callable(new):
                bytes_of = new(bytes_of)
            elif new is not None:
                bytes_of = new
            archive.writestr(info.filename, bytes_of, zipfile.ZIP_DEFLATED)
        for name, made in parts.items():
            if name not in source.namelist() and isinstance(made, bytes):
                archive.writestr(name, made, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def xls(
    rows: Rows, merged: Sequence[tuple[int, int, int, int]] = (), hidden: bool = False
) -> bytes:
    """A real XLS (BIFF8); with `hidden` behind a hidden first sheet. Merged as xlwt has it."""
    book = xlwt.Workbook(encoding="utf-8")
    if hidden:
        codes = book.add_sheet("Kode")
        codes.visibility = 1
        codes.write(0, 0, "Nama")
        codes.write(1, 0, "Rahasia")
    sheet = book.add_sheet("Peserta")
    for top, bottom, left, right in merged:
        sheet.merge(top, bottom, left, right)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None and value != "":
                sheet.write(line, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
    '<style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)


def ods(
    rows: Rows,
    *,
    hidden: Rows = (),
    tail: str = "",
    spans: dict[tuple[int, int], int] | None = None,
) -> bytes:
    """An ODS as LibreOffice writes it: a paragraph a line of a cell, many repeated empty cells.

    `spans`: how many lines the cell in that line and column (from 0) reaches over.
    """
    body = ""
    if hidden:
        body += _ods_table("Kode", "ta2", hidden, {}, "")
    body += _ods_table("Peserta", "ta1", rows, spans or {}, tail)
    content = f"{_ODS_HEAD}{body}</office:spreadsheet></office:body></office:document-content>"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _ods_table(
    name: str, style: str, rows: Rows, spans: dict[tuple[int, int], int], tail: str
) -> str:
    lines = ""
    for n, row in enumerate(rows):
        lines += "<table:table-row>"
        for column, value in enumerate(row):
            lines += _ods_cell(value, spans.get((n, column), 1))
        lines += '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
    tail = tail or (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    )
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{lines}{tail}</table:table>'
    )


def _ods_cell(value: Any, down: int) -> str:
    span = (
        f' table:number-rows-spanned="{down}" table:number-columns-spanned="1"' if down > 1 else ""
    )
    if value is None or value == "":
        return f"<table:table-cell{span}/>"
    if isinstance(value, (int, float)):
        return (
            f'<table:table-cell{span} office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell{span} office:value-type="string">{paragraphs}</table:table-cell>'


def picture(kind: str) -> bytes:
    """A picture of 20 by 20."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, kind)
    return out.getvalue()


def compound(*streams: str) -> bytes:
    """What looks like a compound file with streams of these names."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)

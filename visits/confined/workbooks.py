"""The visible sheets of a workbook (XLSX, XLS, ODS), as far as a list may reach."""

import io
import json
import zipfile
import zlib
from dataclasses import asdict
from xml.parsers import expat

import python_calamine as calamine

from visits.confined import xlsx
from visits.confined.packages import Attributes, Package
from visits.confined.tables import Sheet, text_of
from visits.confined.verdicts import Refused, Verdict

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
# More than that in one sheet is no list, and would be held in memory whole.
_MOST_CELLS = 1_500_000
_MOST_MERGED = 2000


def read(content: bytes, most_lines: str, most_columns: str, times: str = "1") -> tuple[str, bytes]:
    """The kind `json`, and a list of tables.Sheet as objects; see Package for `times`.

    Raises Refused.
    """
    bounds = int(most_lines), int(most_columns), int(times)
    try:
        found = _sheets(content, *bounds)
    except calamine.PasswordError as error:
        raise Refused(Verdict.LOCKED) from error
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, calamine.CalamineError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    except (NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    # What is not where it should be, or no number.
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    return "json", json.dumps([asdict(sheet) for sheet in found]).encode()


def _sheets(content: bytes, most_lines: int, most_columns: int, times: int) -> list[Sheet]:
    if not content.startswith(b"PK"):
        return _read_whole(content, most_lines, most_columns, times)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        package = Package(archive, times=times)
        if "content.xml" not in package.names:
            if b"macroenabled" in package.part("[Content_Types].xml").lower():
                raise Refused(Verdict.ACTIVE)
            found = xlsx.sheets(package, most_lines=most_lines, most_columns=most_columns)
            if not found:
                raise Refused(Verdict.UNREADABLE)
            return found
        if package.part("mimetype").strip() != _ODS.encode():
            raise Refused(Verdict.UNREADABLE)
        merged = _merged_of_ods(package)
        if "meta-inf/manifest.xml" in package.names:
            package.walk("META-INF/manifest.xml", begin=_refuse_encrypted)
        if "styles.xml" in package.names:
            package.walk("styles.xml")
    found = _read_whole(content, most_lines, most_columns, times)
    for sheet in found:
        sheet.merged = merged.get(sheet.name, [])
    return found


def _refuse_encrypted(name: str, _found: Attributes) -> None:
    if name == "encryption-data":
        raise Refused(Verdict.LOCKED)


def _read_whole(content: bytes, most_lines: int, most_columns: int, times: int) -> list[Sheet]:
    found = []
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for about in book.sheets_metadata:
            if (
                about.visible != calamine.SheetVisibleEnum.Visible
                or about.typ != calamine.SheetTypeEnum.WorkSheet
            ):
                continue
            table = book.get_sheet_by_name(about.name)
            if table.total_height * table.total_width > _MOST_CELLS:
                raise Refused(Verdict.TOO_LARGE)
            sheet = Sheet(about.name)
            most = _MOST_MERGED * times
            sheet.merged = [(*a, *b) for a, b in (table.merged_cell_ranges or [])[:most]]
            _take_lines(sheet, table, most_lines, most_columns)
            found.append(sheet)
    return found


def _take_lines(
    sheet: Sheet, table: calamine.CalamineSheet, most_lines: int, most_columns: int
) -> None:
    for number, values in enumerate(table.to_python(skip_empty_area=False), start=1):
        cells = [text_of(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(sheet.lines) >= most_lines:
            sheet.cut = True
            return
        if len(cells) > most_columns:
            sheet.wide.append(number)
        sheet.lines.append((number, cells[:most_columns]))


def _merged_of_ods(package: Package) -> dict[str, list[tuple[int, int, int, int]]]:
    """The cells of each sheet that reach over several lines or columns (ODF 1.3, 9.1)."""
    merged: dict[str, list[tuple[int, int, int, int]]] = {}
    sheet, line, column, repeated = "", 0, 0, 1

    def begin(name: str, found: Attributes) -> None:
        nonlocal sheet, line, column, repeated
        if name == "table":
            sheet, line = found.get("name", ""), 0
            merged[sheet] = []
        elif name == "table-row":
            column, repeated = 0, int(found.get("number-rows-repeated", "1"))
        elif name in ("table-cell", "covered-table-cell"):
            down = int(found.get("number-rows-spanned", "1"))
            across = int(found.get("number-columns-spanned", "1"))
            most = _MOST_MERGED * package.times
            if (down > 1 or across > 1) and sheet in merged and len(merged[sheet]) < most:
                merged[sheet].append((line, column, line + down - 1, column + across - 1))
            column += int(found.get("number-columns-repeated", "1"))

    def end(name: str) -> None:
        nonlocal line
        if name == "table-row":
            line += repeated

    package.walk("content.xml", begin=begin, end=end)
    return merged

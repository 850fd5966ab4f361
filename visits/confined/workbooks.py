"""The first sheet of a workbook (XLSX), as far as a list may reach."""

import datetime as dt
import io
import json
import zipfile
import zlib
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from visits.confined.verdicts import Refused, Verdict

_MAX_UNPACKED = 8 * 1024 * 1024
_MOST_PARTS = 200
# A sheet of 10,000 rows that somebody only coloured has 120,000; XML of spreadsheets is flat.
_MOST_ELEMENTS = 300_000
_DEEPEST = 40
_LONGEST_CELL = 32_767


def read(content: bytes, most_rows: str, most_columns: str) -> tuple[str, bytes]:
    """The kind `json`, and the cells of the first rows as a list of lists of texts.

    Raises Refused.
    """
    try:
        _check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        # What a sheet says of its own size is not believed.
        rows = book.worksheets[0].iter_rows(
            max_row=int(most_rows), max_col=int(most_columns), values_only=True
        )
        cells = [[_text_of(value)[:_LONGEST_CELL] for value in row] for row in rows]
        book.close()
    except (InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    except (NotImplementedError, RuntimeError, OSError, EOFError, expat.ExpatError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    # openpyxl reports broken XML in the words of whichever parser it found.
    except (SyntaxError, IndexError, AttributeError, TypeError, ArithmeticError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    return "json", json.dumps(cells).encode()


def _check_parts(content: bytes) -> None:
    """Refuse what unpacks to much more than a list, XML that defines entities, or is nested."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        # zipfile never unpacks more of a part than is declared here.
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise Refused(Verdict.TOO_LARGE)
        elements = 0
        for part in parts:
            xml = archive.read(part)
            if b"<!" in xml.replace(b"<!--", b""):
                raise Refused(Verdict.UNREADABLE)
            if part.filename.endswith((".xml", ".rels", ".vml")):
                elements = _counted(xml, elements)


def _counted(xml: bytes, elements: int) -> int:
    depth = 0

    def begin(_name: str, _attributes: object) -> None:
        nonlocal elements, depth
        elements, depth = elements + 1, depth + 1
        if elements > _MOST_ELEMENTS or depth > _DEEPEST:
            raise Refused(Verdict.TOO_LARGE)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_declared: object) -> None:
        raise Refused(Verdict.UNREADABLE)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = doctype
    parser.Parse(xml, True)
    return elements


def _text_of(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (int, float)) and abs(value) >= 1e15:
        return f"{value:.5E}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value)

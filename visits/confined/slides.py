"""Slides (PPTX) by their parts: nothing in them runs, and nothing is fetched from elsewhere."""

import io
import re
import zipfile
import zlib
from xml.etree import ElementTree as ET

from visits.confined.links import harmless
from visits.confined.verdicts import Refused, Verdict

# What slides with many pictures unpack to; beyond it a file was made to exhaust its reader.
_MAX_UNPACKED = 400 * 1024 * 1024
_MOST_PARTS = 5000
_MOST_XML = 8 * 1024 * 1024
_DEEPEST = 2
# What runs, or starts what runs, by the name of its part (ECMA-376, part 1; MS-OFFMACRO).
_RUNS = re.compile(
    r"vbaproject|vbadata|/activex/|/ctrlprops/|/webextensions?/|/customui|oleobject|"
    r"\.(bin|exe|com|dll|scr|js|jse|vbs|vbe|wsf|hta|ps1|bat|cmd|msi|jar|lnk|html?|svgz|swf|"
    r"xls|doc|ppt|docm|dotm|xlsm|xltm|xlsb|xlam|pptm|potm|ppsm|ppam|rtf|zip)$"
)
# Parts that say how a printer was set are binary and run nothing.
_PRINTER = re.compile(r"/printersettings/printersettings\d*\.bin$")
_PACKAGE = re.compile(r"/embeddings/[^/]+\.(xlsx|docx|pptx)$")
_MACROS = re.compile(rb"macroEnabled|vbaProject|activeX|oleObject|ms-office\.vba", re.IGNORECASE)
_STARTS = re.compile(rb"ppaction://(program|macro|ole)", re.IGNORECASE)


def read(content: bytes) -> tuple[str, bytes]:
    """The kind `pptx` and nothing more: the slides stay as they came. Raises Refused."""
    try:
        _check(content, depth=0, main="ppt/presentation.xml")
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    except (RuntimeError, ET.ParseError, LookupError, OSError) as error:
        raise Refused(Verdict.UNREADABLE) from error
    return "pptx", b""


def _check(content: bytes, *, depth: int, main: str = "") -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise Refused(Verdict.TOO_LARGE)
        names = [part.filename.lower() for part in parts]
        # Of two parts of one name, one reader takes the first and another the last.
        if len(set(names)) < len(names) or not {"[content_types].xml", main or names[0]} <= set(
            names
        ):
            raise Refused(Verdict.UNREADABLE)
        for part in parts:
            name = part.filename.lower()
            if _RUNS.search(f"/{name}") and not _PRINTER.search(f"/{name}"):
                raise Refused(Verdict.ACTIVE)
            if name == "[content_types].xml" and _MACROS.search(_xml(package, part)):
                raise Refused(Verdict.ACTIVE)
            if name.endswith(".rels"):
                _check_links(_xml(package, part))
            elif re.match(r"ppt/slides/[^/]+\.xml$", name) and _STARTS.search(_xml(package, part)):
                raise Refused(Verdict.ACTIVE)
            elif _PACKAGE.search(f"/{name}"):
                # The numbers of a chart; a book of its own, judged in the same way.
                if depth >= _DEEPEST:
                    raise Refused(Verdict.ACTIVE)
                _check(package.read(part), depth=depth + 1)


def _xml(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    if part.file_size > _MOST_XML:
        raise Refused(Verdict.TOO_LARGE)
    return package.read(part)


def _check_links(rels: bytes) -> None:
    """Links that a reader presses may lead to pages; nothing else may lead out of the package."""
    if b"<!" in rels.replace(b"<!--", b"") or b"\0" in rels:
        raise Refused(Verdict.ACTIVE)
    for link in ET.fromstring(rels).iter():  # noqa: S314 - without a document type, and bounded
        target = link.get("Target", "")
        if link.get("TargetMode", "").lower() == "external":
            if not (link.get("Type", "").endswith("/hyperlink") and harmless(target)):
                raise Refused(Verdict.ACTIVE)
        elif ":" in target or target.startswith(("\\\\", "//")):
            raise Refused(Verdict.ACTIVE)

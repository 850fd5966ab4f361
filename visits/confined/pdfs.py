"""PDF by structure: it shows pages and does nothing else (ISO 32000-2, 12.6 and 7.11).

Read by qpdf, which sees through object streams, escaped names (`/Java#53cript`), hybrid tables and
encryption without a password. Every state of the file that an update left behind is read as well:
readers can be asked for them. The bytes stay as they came, for a signature covers each of them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf

from visits.confined.links import harmless
from visits.confined.verdicts import Refused, Verdict

# Readers look for the end mark in the last kilobyte (ISO 32000-1, annex H.3).
_TAIL = 2048
_END = b"%%EOF"
_MOST_STATES = 40
_MOST_OBJECTS = 300_000

_STARTS = frozenset({
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition",
    "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute", "/GoToDp",
})  # fmt: skip
_PLAYED = frozenset({"/RichMedia", "/Movie", "/Sound", "/3D", "/Screen", "/FileAttachment", "/PS"})
_HOLDS = frozenset({
    "/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/EmbeddedFile", "/XFA", "/RichMediaContent",
})  # fmt: skip
_NAMES_A_FILE = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})
# What a document may do when it is opened, or a page when it is turned to.
_TURNS_PAGES = frozenset({"/GoTo", "/Named"})
_PAGES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
# Most objects hold none of these, and need no closer look.
_WORTH_A_LOOK = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoTo[RE3D]\w*|Rendition|Movie|Sound|RichMedia\w*|"
    rb"3D|Screen|FileAttachment|PS|EF|EmbeddedFiles?|XFA|OpenAction|AA|URI|FS|U?F|DOS|Mac|Unix)"
    rb"(?![A-Za-z])"
)
# The same in the bytes themselves, where no table leads to them.
_IN_PLAIN_SIGHT = re.compile(
    rb"/(JavaScript|JS|Launch|SubmitForm|ImportData|GoTo[RE]|EmbeddedFiles?|RichMedia|XFA)"
    rb"(?![A-Za-z])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM, _STREAM_ENDS = re.compile(rb"stream\r?\n"), b"endstream"
# What a browser or a server would take for a page, wherever it stands.
_MARKUP = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|iframe|object|embed|style|form|svg|\?php)[\s>/]",
    re.IGNORECASE,
)


def read(content: bytes) -> tuple[str, bytes]:
    """The kind `pdf` and nothing more: the document stays as it came. Raises Refused."""
    if not content.startswith(b"%PDF-") or _END not in content[-_TAIL:]:
        raise Refused(Verdict.UNREADABLE)
    _check_bytes(content)
    for end, last in _states(content):
        _check_state(content[:end], last=last)
    return "pdf", b""


def _check_bytes(content: bytes) -> None:
    # Two files in one: a PDF for those who look here, an archive or a page for those who look on.
    if content.rpartition(_END)[2].strip(b"\0\r\n\t\f ") or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(Verdict.TWO_IN_ONE)
    if _MARKUP.search(content):
        raise Refused(Verdict.TWO_IN_ONE)
    bare = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), _outside_streams(content))
    if _IN_PLAIN_SIGHT.search(bare):
        raise Refused(Verdict.ACTIVE)


def _outside_streams(content: bytes) -> bytes:
    pieces, place = [], 0
    while begins := _STREAM.search(content, place):
        ends = content.find(_STREAM_ENDS, begins.end())
        if ends < 0:
            break
        pieces.append(content[place : begins.end()])
        place = ends + len(_STREAM_ENDS)
    return b"".join([*pieces, content[place:]])


def _states(content: bytes) -> Iterator[tuple[int, bool]]:
    """Where each state of the file ends, the present one first, and whether it is that."""
    ends = [found.end() for found in re.finditer(_END, content)]
    if len(ends) > _MOST_STATES:
        raise Refused(Verdict.TOO_LARGE)
    yield len(content), True
    for end in ends[:-1]:
        yield end, False


def _check_state(content: bytes, *, last: bool) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            _check_document(document)
            if last and not len(document.pages):
                raise Refused(Verdict.UNREADABLE)
    except pikepdf.PasswordError as error:
        raise Refused(Verdict.LOCKED) from error
    except pikepdf.PdfError as error:
        # A part of a file whose pages are in order of reading, or a mark within a stream.
        if not last:
            return
        # No table, no pages: what then stands in plain sight was looked at.
        if b"<<" in content or b"stream" in content:
            raise Refused(Verdict.UNREADABLE) from error
    except (ValueError, TypeError, LookupError, RuntimeError, OSError) as error:
        raise Refused(Verdict.UNREADABLE) from error


def _check_document(document: pikepdf.Pdf) -> None:
    if len(document.objects) > _MOST_OBJECTS:
        raise Refused(Verdict.TOO_LARGE)
    _check_object(document.trailer)
    for held in document.objects:
        if isinstance(held, pikepdf.Object):
            _check_object(held)


def _check_object(held: Any) -> None:
    """Look at all that stands in an object; what it refers to is an object of its own."""
    stream = isinstance(held, pikepdf.Stream)
    top = held.stream_dict if stream else held
    if not _WORTH_A_LOOK.search(top.unparse(resolved=True)):
        return
    if stream and "/F" in top:
        # Its content lies in another file (7.3.8.2).
        raise Refused(Verdict.ACTIVE)
    waiting = [top]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, pikepdf.Dictionary):
            _check_dictionary(inner)
            parts: list[Any] = list(inner.values())
        elif isinstance(inner, pikepdf.Array):
            parts = list(inner)
        else:
            continue
        waiting += [
            part
            for part in parts
            if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect
        ]


def _check_dictionary(inner: Any) -> None:
    for key, value in inner.items():
        if (
            (key in _HOLDS and value is not None)
            or (key == "/S" and _name(value) in _STARTS)
            or (key == "/Subtype" and _name(value) in _PLAYED)
            or (key == "/FS" and _name(value) == "/URL")
            or (key in _NAMES_A_FILE and _leads_out(inner, value))
            or (key == "/URI" and not _harmless_link(value))
            or (key == "/OpenAction" and not _turns_pages(value))
            or (key == "/AA" and not _all_turn_pages(value))
        ):
            raise Refused(Verdict.ACTIVE)


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _leads_out(inner: Any, value: Any) -> bool:
    if not isinstance(value, pikepdf.String):
        return False
    text = str(value)
    named = "/S" in inner or _name(inner.get("/Type")) in ("/Filespec", "/F")
    return named or not harmless(text)


def _harmless_link(value: Any) -> bool:
    if isinstance(value, pikepdf.Dictionary):
        value = value.get("/Base", "")
    return isinstance(value, (pikepdf.String, str)) and harmless(str(value))


def _all_turn_pages(triggers: Any) -> bool:
    return isinstance(triggers, pikepdf.Dictionary) and all(
        _turns_pages(action) for action in triggers.values()
    )


def _turns_pages(action: Any) -> bool:
    """Whether an action, and all that follow it, lead to a page of this document."""
    waiting, steps = [action], 0
    while waiting and steps < 100:
        this, steps = waiting.pop(), steps + 1
        if not isinstance(this, pikepdf.Dictionary):
            # A page, or the name of one (12.3.2).
            continue
        kind = _name(this.get("/S"))
        if kind not in _TURNS_PAGES or (kind == "/Named" and _name(this.get("/N")) not in _PAGES):
            return False
        following = this.get("/Next")
        waiting += list(following) if isinstance(following, pikepdf.Array) else [following]
    return not waiting

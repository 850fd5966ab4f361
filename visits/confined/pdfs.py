"""PDF by structure: it shows pages and does nothing else (pdf_objects.py).

Read by qpdf, which sees through object streams, escaped names (`/Java#53cript`), hybrid tables and
encryption without a password. Every state of the file that an update left behind is read as well:
readers can be asked for them.

Tidy ones stay as they came. Of what is merely untidy (before the head, behind the end, a broken
table) a tidy one is made, so that every reader sees what was looked at here; but not of a signed
one, whose signature covers each octet (docs/decisions/0135).
"""

import io
import re
import zipfile
from collections.abc import Iterator

import pikepdf

from visits.confined.pdf_objects import check_document
from visits.confined.pdf_wholeness import check_whole, outside_streams, with_end
from visits.confined.verdicts import Refused, Verdict

_HEAD = b"%PDF-"
# Readers look for the head in the first kilobyte and for the end mark in the last
# (ISO 32000-1, annex H.3).
_FIRST, _TAIL = 1024, 2048
_END = b"%%EOF"
_MOST_STATES = 40
_WHITE = b"\0\r\n\t\f "
# A signature says in clear which octets it covers (12.8.1).
_SIGNED = re.compile(rb"/ByteRange\s*\[")
# Other files that go on as PDF: programs, pictures, archives, documents.
_OTHER_KINDS = (
    b"MZ", b"\x7fELF", b"#!", b"\x89PNG", b"\xff\xd8", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF",
    b"PK", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
# What is looked for in the bytes themselves, where no table leads to it.
_IN_PLAIN_SIGHT = re.compile(
    rb"/(JavaScript|Rendition|Launch|SubmitForm|ImportData|GoTo[RE]|EmbeddedFiles?|RichMedia|XFA)"
    rb"(?![A-Za-z])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Words in brackets, on one line and with no bracket between: a string, or all of it a remark.
_WORDS = re.compile(rb"\([^()\r\n]*\)")
# What a browser or a server would take for a page, wherever it stands. Three letters alone come
# about by chance in one of 2,000 scans: what they do is written behind them.
_MARKUP = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|iframe|object|embed|style|form|\?php)[\s>/]|"
    rb"<svg[\s>/][\t\r\n -~]{6}",
    re.IGNORECASE,
)


def read(content: bytes) -> tuple[str, bytes]:
    """The kind `pdf`, and what is to be kept, or nothing where that is what came.

    Raises Refused.
    """
    begins = content.find(_HEAD, 0, _FIRST)
    if begins < 0:
        raise Refused(Verdict.UNREADABLE)
    _check_bytes(content, begins)
    if _is_bare(content):
        return "pdf", b""
    mended = b""
    for end, last in _states(content):
        mended = _check_state(content[:end], last=last) or mended
    if not mended or _SIGNED.search(content):
        return "pdf", b""
    if _check_state(mended, last=True):
        raise Refused(Verdict.UNREADABLE)
    return "pdf", mended


def _is_bare(content: bytes) -> bool:
    """No table, no pages: all that there is stands in plain sight."""
    whole = content.startswith(_HEAD) and _END in content[-_TAIL:]
    return whole and b"<<" not in content and b"stream" not in content


def _check_bytes(content: bytes, begins: int) -> None:
    # Two files in one: a PDF for those who look here, an archive or a page for those who look on.
    if begins and content.lstrip(_WHITE).startswith(_OTHER_KINDS):
        raise Refused(Verdict.TWO_IN_ONE)
    if _MARKUP.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(Verdict.TWO_IN_ONE)
    bare = _WORDS.sub(b"()", outside_streams(content))
    bare = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), bare)
    if _IN_PLAIN_SIGHT.search(bare):
        raise Refused(Verdict.ACTIVE)


def _states(content: bytes) -> Iterator[tuple[int, bool]]:
    """Where each state of the file ends, the present one first, and whether it is that."""
    ends = [found.end() for found in re.finditer(_END, content)]
    if len(ends) > _MOST_STATES:
        raise Refused(Verdict.TOO_LARGE)
    yield len(content), True
    for end in ends[:-1]:
        yield end, False


def _check_state(content: bytes, *, last: bool) -> bytes:
    """Look through a state of the file; of the last, a tidy one where it is not, else nothing."""
    try:
        with pikepdf.open(io.BytesIO(with_end(content) if last else content)) as document:
            check_document(document)
            if not last:
                return b""
            broken = bool(document.get_warnings())
            check_whole(document, content, broken=broken)
            return _tidy(document) if broken or _is_untidy(content) else b""
    except pikepdf.PasswordError as error:
        raise Refused(Verdict.LOCKED) from error
    except pikepdf.PdfError as error:
        if "encrypt" in str(error).lower():
            # Not for a password but for somebody's certificate, or in a way of its maker's own.
            raise Refused(Verdict.LOCKED) from error
        # A part of a file whose pages are in order of reading, or a mark within a stream.
        if not last:
            return b""
        raise Refused(Verdict.UNREADABLE) from error
    except (ValueError, TypeError, LookupError, RuntimeError, OSError) as error:
        raise Refused(Verdict.UNREADABLE) from error


def _is_untidy(content: bytes) -> bool:
    _, mark, behind = content[-_TAIL:].rpartition(_END)
    return not content.startswith(_HEAD) or not mark or bool(behind.strip(_WHITE))


def _tidy(document: pikepdf.Pdf) -> bytes:
    """The document with a table of its own; what protects it against changes stays."""
    out = io.BytesIO()
    # Counted anew, but written only where there was one.
    document.trailer["/Size"] = len(document.objects) + 1
    document.save(out, encryption=document.is_encrypted)
    return out.getvalue()

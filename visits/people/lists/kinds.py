"""What a file is, by its first bytes and the names of its parts, whatever it is called."""

import re
from enum import StrEnum


class Kind(StrEnum):
    """What somebody may send as a list."""

    TEXT = "text"
    WORKBOOK = "workbook"
    PDF = "pdf"
    PICTURE = "picture"
    RTF = "rtf"
    WEB_PAGE = "web_page"
    WORD = "word"
    SLIDES = "slides"
    LOCKED = "locked"
    MACROS = "macros"
    ARCHIVE = "archive"
    CONTACTS = "contacts"
    OTHER = "other"


READABLE = frozenset({Kind.TEXT, Kind.WORKBOOK})

_STARTS = (
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"BM", Kind.PICTURE),
    (b"II*\0", Kind.PICTURE),
    (b"MM\0*", Kind.PICTURE),
    (b"Rar!", Kind.ARCHIVE),
    (b"7z\xbc\xaf", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BEGIN:VCARD", Kind.CONTACTS),
    (b"MIME-Version:", Kind.WEB_PAGE),
    (b"MZ", Kind.OTHER),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names of streams in a compound file are UTF-16 (MS-CFB 2.6.1).
_STREAMS = (
    ("EncryptedPackage", Kind.LOCKED),
    ("_VBA_PROJECT", Kind.MACROS),
    ("WordDocument", Kind.WORD),
    ("PowerPoint Document", Kind.SLIDES),
)
_PARTS = (
    (b"word/document.xml", Kind.WORD),
    (b"application/vnd.oasis.opendocument.text", Kind.WORD),
    (b"ppt/presentation.xml", Kind.SLIDES),
    (b"application/vnd.oasis.opendocument.presentation", Kind.SLIDES),
)
_MARKUP = re.compile(
    r"\s*(<\?xml|<!doctype|<!--|<(html|head|body|table|meta|style|div|svg|workbook|script|tr)\b)",
    re.IGNORECASE,
)


def kind_of(content: bytes) -> Kind:
    """The kind; TEXT where it is none of the others."""
    if content.startswith(b"PK") and (len(content) < 4 or content[2] < 32):
        return next((kind for mark, kind in _PARTS if mark in content), _of_archive(content))
    if content.startswith(_OLE):
        return next(
            (kind for name, kind in _STREAMS if name.encode("utf-16-le") in content), Kind.WORKBOOK
        )
    # Readers of PDF look for its mark in the first kilobyte.
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content[4:8] == b"ftyp" or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return Kind.PICTURE
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, kind in _STARTS:
        if start.startswith(mark) and not (mark in (b"BM", b"MZ") and b"\0" not in content[:64]):
            return kind
    return Kind.TEXT


def _of_archive(content: bytes) -> Kind:
    known = (b"[Content_Types].xml", b"content.xml", b"xl/")
    return Kind.WORKBOOK if any(name in content for name in known) else Kind.ARCHIVE


def is_markup(text: str) -> bool:
    """Whether a text is a page of the web, or XML."""
    return bool(_MARKUP.match(text.lstrip("\ufeff")))

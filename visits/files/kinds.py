"""What a file that is not taken is instead, by how it begins: so that we can say what to do."""

import zipfile
from enum import StrEnum
from io import BytesIO


class Kind(StrEnum):
    """What people send in the place of a letter, whatever its name says."""

    EMPTY = "empty"
    BROKEN = "broken"  # a PDF or a picture that breaks off, or holds no page
    CROWDED = "crowded"  # a PDF of more parts than are looked through
    DOCUMENT = "document"  # of Word, LibreOffice Writer or another word processor
    SHEET = "sheet"
    SLIDES = "slides"
    ARCHIVE = "archive"
    WEB_PAGE = "web_page"
    MAIL = "mail"
    PICTURE = "picture"  # of a kind that browsers or we do not show
    INFECTED = "infected"  # a virus scanner says so
    OTHER = "other"


_BEGINNINGS = {
    b"%PDF-": Kind.BROKEN,
    b"\xff\xd8\xff": Kind.BROKEN,
    b"\x89PNG": Kind.BROKEN,
    b"\xd0\xcf\x11\xe0": Kind.DOCUMENT,
    b"{\\rtf": Kind.DOCUMENT,
    b"Rar!": Kind.ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": Kind.ARCHIVE,
    b"\x1f\x8b": Kind.ARCHIVE,
    b"PK": Kind.ARCHIVE,
    b"GIF8": Kind.PICTURE,
    b"BM": Kind.PICTURE,
    b"II*\0": Kind.PICTURE,
    b"MM\0*": Kind.PICTURE,
    b"\0\0\x01\0": Kind.PICTURE,
    b"Received:": Kind.MAIL,
    b"Return-Path:": Kind.MAIL,
    b"Delivered-To:": Kind.MAIL,
    b"MIME-Version:": Kind.MAIL,
}
_PARTS = {
    "word/": Kind.DOCUMENT,
    "xl/": Kind.SHEET,
    "ppt/": Kind.SLIDES,
}
# Types of OpenDocument, which stand first in the file and unpacked (ODF 1.3, part 2, 3.3).
_TYPES = {
    b"opendocument.text": Kind.DOCUMENT,
    b"opendocument.spreadsheet": Kind.SHEET,
    b"opendocument.presentation": Kind.SLIDES,
}
# The streams of the binary formats by their names (MS-CFB 2.6.1), in UTF-16.
_STREAMS = {
    "WordDocument": Kind.DOCUMENT,
    "Workbook": Kind.SHEET,
    "PowerPoint Document": Kind.SLIDES,
    "__substg1.0": Kind.MAIL,
}
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta", b"<script")
_HEAD = 1024
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def is_heif(content: bytes) -> bool:
    """Whether it begins as HEIC, a phone's photograph, does (ISO/IEC 23008-12, annex B)."""
    return content[4:8] == b"ftyp" and content[8:12] in _HEIF


def kind_of(content: bytes) -> Kind:
    """The kind of a file that no reader took."""
    text = content[:_HEAD].lstrip(b"\xef\xbb\xbf\0\r\n\t\f ")
    if not text:
        return Kind.EMPTY
    if content.startswith(b"PK"):
        return _of_archive(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return next(
            (kind for name, kind in _STREAMS.items() if name.encode("utf-16-le") in content),
            Kind.DOCUMENT,
        )
    if any(mark in text.lower() for mark in _MARKUP) and b"%PDF-" not in text:
        return Kind.WEB_PAGE
    if is_heif(content):
        return Kind.BROKEN
    if content[4:8] == b"ftyp":
        # AVIF, or a film.
        return Kind.PICTURE
    if content.startswith(b"RIFF"):
        return Kind.BROKEN if content[8:12] == b"WEBP" else Kind.OTHER
    if b"%PDF-" in text:
        return Kind.BROKEN
    return next((kind for head, kind in _BEGINNINGS.items() if text.startswith(head)), Kind.OTHER)


def _of_archive(content: bytes) -> Kind:
    for mark, kind in _TYPES.items():
        if mark in content[:200]:
            return kind
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    # What is broken, or was made to be, is an archive all the same.
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Kind.ARCHIVE
    return next(
        (kind for start, kind in _PARTS.items() if any(n.startswith(start) for n in names)),
        Kind.ARCHIVE,
    )

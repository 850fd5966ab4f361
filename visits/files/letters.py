"""Official letters as files: what is taken, judged by content rather than by name.

A picture is drawn anew, a PDF is looked through, and made tidy where it is not and bears no
signature; both in a process of its own (visits/confined/).
"""

from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict
from visits.files.kinds import Kind, is_heif, kind_of
from visits.files.scanning import Infected, scan

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDE = 3000
_PDF, _FIRST = b"%PDF-", 1024
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")


class LetterRefused(ValueError):
    """The file is not taken as a letter."""


class LetterTooLarge(LetterRefused):
    """More bytes than MAX_BYTES."""


class LetterTooManyPixels(LetterTooLarge):
    """A picture of more pixels than a letter needs, however few bytes it has."""


class LetterUnreadable(LetterRefused):
    """Neither a PDF nor a picture as phones and scanners make them; `kind` is what it is."""

    def __init__(self, kind: Kind = Kind.OTHER) -> None:
        super().__init__(kind)
        self.kind = kind


class LetterNotKept(Exception):
    """Nothing is wrong with the letter, but there is no room for it, or its folder is read-only."""


class LetterActive(LetterUnreadable):
    """A PDF that holds programs or other files, reaches out of itself, or is two files in one."""


class LetterLocked(LetterUnreadable):
    """A PDF that opens only with a password."""


def check_letter(file: File[Any]) -> File[Any]:
    """The letter as it may be kept: a PDF as it came or made tidy, a picture drawn anew, upright.

    The result's name is `surat.pdf`, `surat.jpg` or `surat.png`. Raises LetterTooLarge,
    LetterTooManyPixels, LetterUnreadable, LetterActive, LetterLocked, and confined.running.Busy
    (as scanning.ScannerAway too).
    """
    content = _content(file)
    if begins_as_pdf(content):
        return ContentFile(read_pdf(content), name="surat.pdf")
    kind, drawn = _read(_reader_of(content), content, str(MAX_SIDE))
    return ContentFile(drawn, name=f"surat.{kind}")


def check_picture(file: File[Any], *, side: int) -> File[Any]:
    """The picture as a PNG of at most `side` pixels each way; raises what check_letter does."""
    content = _content(file)
    _, drawn = _read(_reader_of(content), content, str(side), "png")
    return ContentFile(drawn, name="gambar.png")


def check_photograph(file: File[Any], *, side: int) -> File[Any]:
    """The same as a JPEG, which is lighter where it is a photograph."""
    content = _content(file)
    _, drawn = _read(_reader_of(content), content, str(side), "jpg")
    return ContentFile(drawn, name="gambar.jpg")


def begins_as_pdf(content: bytes) -> bool:
    """Whether readers take it for a PDF (ISO 32000-1, annex H.3), and it begins as no picture."""
    picture = content.startswith(_PICTURES) or content[4:8] == b"ftyp"
    return _PDF in content[:_FIRST] and not picture


def read_pdf(content: bytes) -> bytes:
    """The PDF as it may be kept, of any number of bytes; raises what check_letter does."""
    _, mended = _read(Reader.PDF, content)
    return mended or content


def _reader_of(content: bytes) -> Reader:
    return Reader.HEIF if is_heif(content) else Reader.PICTURE


def _content(file: File[Any]) -> bytes:
    if (file.size or 0) > MAX_BYTES:
        raise LetterTooLarge
    file.seek(0)
    content: bytes = file.read(MAX_BYTES + 1)
    file.seek(0)
    if len(content) > MAX_BYTES:
        raise LetterTooLarge
    return content


def _read(reader: Reader, content: bytes, *options: str) -> tuple[str, bytes]:
    try:
        scan(content)
        return running.read(reader, content, *options)
    except Infected as found:
        raise LetterUnreadable(Kind.INFECTED) from found
    except Refused as refused:
        match refused.verdict:
            case Verdict.TOO_LARGE if reader is Reader.PDF:
                raise LetterUnreadable(Kind.CROWDED) from refused
            case Verdict.TOO_LARGE:
                raise LetterTooManyPixels from refused
            case Verdict.LOCKED:
                raise LetterLocked from refused
            case Verdict.ACTIVE | Verdict.TWO_IN_ONE:
                raise LetterActive from refused
        raise LetterUnreadable(kind_of(content)) from refused

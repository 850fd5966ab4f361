"""Official letters as files: what is taken, judged by content rather than by name.

A picture is drawn anew, a PDF is looked through; both in a process of its own (visits/confined/).
"""

from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.verdicts import Refused, Verdict

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDE = 3000
_PDF = b"%PDF-"


class LetterRefused(ValueError):
    """The file is not taken as a letter."""


class LetterTooLarge(LetterRefused):
    """More bytes, or more pixels, than a letter needs."""


class LetterUnreadable(LetterRefused):
    """Neither a PDF nor a JPEG or PNG picture."""


class LetterNotKept(Exception):
    """Nothing is wrong with the letter, but there is no room for it, or its folder is read-only."""


class LetterActive(LetterUnreadable):
    """A PDF that holds programs or other files, reaches out of itself, or is two files in one."""


class LetterLocked(LetterUnreadable):
    """A PDF that opens only with a password."""


_REFUSALS = {
    Verdict.TOO_LARGE: LetterTooLarge,
    Verdict.UNREADABLE: LetterUnreadable,
    Verdict.ACTIVE: LetterActive,
    Verdict.TWO_IN_ONE: LetterActive,
    Verdict.LOCKED: LetterLocked,
}


def check_letter(file: File[Any]) -> File[Any]:
    """The letter as it may be kept: a PDF as it came, a picture drawn anew without its metadata.

    The result's name is `surat.pdf`, `surat.jpg` or `surat.png`. Raises LetterTooLarge,
    LetterUnreadable, LetterActive, LetterLocked, and confined.running.Busy.
    """
    content = _content(file)
    if content.startswith(_PDF):
        _read(Reader.PDF, content)
        return ContentFile(content, name="surat.pdf")
    kind, drawn = _read(Reader.PICTURE, content, str(MAX_SIDE))
    return ContentFile(drawn, name=f"surat.{kind}")


def check_picture(file: File[Any], *, side: int) -> File[Any]:
    """The picture as a PNG of at most `side` pixels each way; raises what check_letter does."""
    _, drawn = _read(Reader.PICTURE, _content(file), str(side), "png")
    return ContentFile(drawn, name="gambar.png")


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
        return running.read(reader, content, *options)
    except Refused as refused:
        raise _REFUSALS[refused.verdict] from refused

"""Reading an uploaded letter: what it says of itself, to be confirmed by whoever sent or got it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import IO, Any

from django.utils import timezone

from visits.confined import running
from visits.confined.child import Reader
from visits.confined.letters.handed_over import BETWEEN, SCAN
from visits.confined.verdicts import Refused
from visits.files.letters import MAX_BYTES, begins_as_pdf
from visits.language.letters.reading import LetterWords, read_official_letter
from visits.models import Visit


class Outcome(StrEnum):
    """What became of reading: words, a picture of words, or nothing that could be read now."""

    READ = "read"
    SCAN = "scan"
    UNREAD = "unread"


@dataclass(frozen=True)
class LetterReading:
    """What a letter says, as far as it is sure."""

    outcome: Outcome
    words: LetterWords = field(default_factory=LetterWords)


def reading_of(file: IO[bytes] | Any, *, today: dt.date) -> LetterReading:
    """Read a letter that check_letter took; its position is at the beginning afterwards.

    In a process of its own with bounds. A photograph is a scan. Nothing is raised: a letter that
    cannot be read now is one to be read by people.
    """
    file.seek(0)
    content: bytes = file.read(MAX_BYTES + 1)
    file.seek(0)
    if not begins_as_pdf(content):
        return LetterReading(Outcome.SCAN)
    try:
        kind, answer = running.read(Reader.LETTER, content)
    except (Refused, running.Busy, OSError):
        return LetterReading(Outcome.UNREAD)
    if kind == SCAN:
        return LetterReading(Outcome.SCAN)
    ways = answer.decode(errors="replace").split(BETWEEN.decode())
    read = [read_official_letter(text, today=today) for text in ways]
    return LetterReading(Outcome.READ, agreed(read))


def reading_of_kept(visit: Visit) -> LetterReading:
    """Read the letter that a visit has, on today's date; one that is not there says nothing."""
    try:
        with visit.letter_file.open("rb") as file:
            return reading_of(file, today=timezone.localdate())
    except (OSError, ValueError):
        return LetterReading(Outcome.UNREAD)


def agreed(read: list[LetterWords]) -> LetterWords:
    """What the ways of reading say alike, or one of them alone: of two that differ, neither."""

    def one(name: str) -> Any:
        said = {value for words in read if (value := getattr(words, name))}
        return said.pop() if len(said) == 1 else None

    return LetterWords(
        number=one("number") or "",
        date=one("date"),
        subject=one("subject") or max((words.subject for words in read), key=len, default=""),
        institution=one("institution") or "",
        people=one("people"),
    )

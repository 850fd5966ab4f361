"""What was read in a letter, in rows for whoever confirms it, and what is asked about it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.files.letter_reading import LetterReading, Outcome
from visits.language.dates import day_words
from visits.language.letters.reading import LetterWords


@dataclass(frozen=True)
class WordsRow:
    """What it is called, and what the letter says."""

    name: str
    words: str


def rows_of(read: LetterWords) -> list[WordsRow]:
    """A row for each thing that was read, in the order of a letter."""
    people = ""
    if read.people is not None:
        people = ngettext("%(n)s person", "%(n)s people", read.people) % {"n": read.people}
    rows = [
        WordsRow(_("Letter number"), read.number),
        WordsRow(_("Letter date"), day_words(read.date) if read.date else ""),
        WordsRow(_("Subject of the letter"), read.subject),
        WordsRow(_("Institution"), read.institution),
        WordsRow(_("Number of people"), people),
    ]
    return [row for row in rows if row.words]


@dataclass(frozen=True)
class Questions:
    """What is asked about a letter that came: `number`, `date`, or both, that differ from what is
    known or are not known; `people`, how many come by the letter where that differs.

    Of a `scan` nothing was read: its number and date are asked for.
    """

    rows: list[WordsRow]
    scan: bool = False
    number: bool = False
    date: bool = False
    people: int | None = None

    @property
    def asks(self) -> bool:
        """Whether number or date wait to be confirmed."""
        return self.number or self.date

    @property
    def names(self) -> list[str]:
        """What is asked, as programs are told."""
        if self.scan:
            return ["number", "date"]
        asked = {"number": self.number, "date": self.date, "people": self.people is not None}
        return [name for name, is_asked in asked.items() if is_asked]


def questions_of(
    reading: LetterReading, *, number: str, date: dt.date | None, people: int | None
) -> Questions | None:
    """What to ask whoever sent a letter, beside what they said; None where there is nothing to ask.

    `people` is the headcount that they told, None where they told none yet.
    """
    words = reading.words
    if reading.outcome is Outcome.SCAN:
        return None if number and date else Questions(rows=[], scan=True)
    found = Questions(
        rows_of(words),
        number=bool(words.number) and words.number != number,
        date=words.date is not None and words.date != date,
        people=None if people is None or words.people == people else words.people,
    )
    return found if found.asks or found.people is not None else None

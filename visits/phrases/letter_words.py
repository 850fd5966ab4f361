"""What was read in a letter, in rows for whoever confirms it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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

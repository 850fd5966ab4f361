"""What an official letter says of itself; what could be read in two ways is left to people.

Nothing here is believed before somebody has confirmed it.
"""

import datetime as dt
from dataclasses import dataclass

from visits.language.letters.days import own_date
from visits.language.letters.headcounts import headcount
from visits.language.letters.heads import head_of, number_in, sender_in, subject_in

# Letters of more than this say who they are in what comes first.
_MOST = 20_000


@dataclass(frozen=True)
class LetterWords:
    """What was read; each is empty or None where the letter says nothing that is sure."""

    number: str = ""
    date: dt.date | None = None
    subject: str = ""
    institution: str = ""
    people: int | None = None

    def __bool__(self) -> bool:
        return bool(self.number or self.date or self.subject or self.institution or self.people)


def read_official_letter(text: str, *, today: dt.date) -> LetterWords:
    """What the letter says of itself; dates after `today` are none of it."""
    lines = _lines(text)
    head = head_of(lines)
    return LetterWords(
        number=number_in(head),
        date=own_date(lines, head, today),
        subject=subject_in(head),
        institution=sender_in(head),
        people=headcount(" ".join(lines)),
    )


def _lines(text: str) -> list[str]:
    text = text[:_MOST].replace("\u00a0", " ").replace("\u2013", "-").replace("\u2212", "-")
    text = (
        text.replace("\u2019", "'")
        .replace("\uf03a", ":")
        .replace("\u00ad", "")
        .replace("\t", "    ")
    )
    return [line.rstrip() for line in text.splitlines() if line.strip()]

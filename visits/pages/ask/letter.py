"""What is asked about a letter before the request goes on: what it says, and is it here already?

What was read fills fields that are empty, for the asker to confirm; it is stored by their press
alone. Of a letter that came before, the page says only on which day.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from visits.files.letter_reading import LetterReading, Outcome, reading_of
from visits.language.letters.reading import LetterWords
from visits.pages.ask.answers import Answers
from visits.pages.ask.forms import LetterForm
from visits.phrases.letter_words import WordsRow, rows_of
from visits.queries.same_letter import same_letter

# The hidden field by which the asker says that they know of the letter that came before.
SEEN = "letter_seen"


@dataclass(frozen=True)
class Read:
    """What the page says of the reading; `asks` where number or date wait to be confirmed."""

    rows: list[WordsRow]
    scan: bool
    asks: bool
    other_people: int | None = None


@dataclass(frozen=True)
class Received:
    """A letter of this number and date came on that day; `seal` is what a second press sends."""

    day: dt.date
    seal: str


def keep_reading_of(answers: Answers, file: File[Any]) -> None:
    """Read the letter that was just uploaded, and keep what it says beside the answers."""
    answers.keep_reading(_kept(reading_of(file, today=timezone.localdate())))


def read_by(answers: Answers, *, people: int | None) -> Read | None:
    """What was read in the letter and is not confirmed yet; None where there is nothing to say.

    `people` is the headcount of the first step, where it is answered.
    """
    kept = answers.reading
    if kept is None:
        return None
    reading, typed = _reading(kept), answers.typed("letter") or QueryDict()
    words = reading.words
    number, date = typed.get("letter_number", "").strip(), typed.get("letter_date", "").strip()
    if reading.outcome is Outcome.SCAN:
        return None if number and date else Read(rows=[], scan=True, asks=False)
    form = LetterForm({"letter_number": number, "letter_date": date})
    form.is_valid()
    told = form.cleaned_data
    asks = bool(
        (words.number and told.get("letter_number") != words.number)
        or (words.date and told.get("letter_date") != words.date)
    )
    differs = words.people is not None and people is not None and words.people != people
    if not asks and not differs:
        return None
    return Read(rows_of(words), scan=False, asks=asks, other_people=people if differs else None)


def filled(answers: Answers) -> QueryDict | None:
    """The step as typed, its empty fields filled with what the letter says."""
    typed, kept = answers.typed("letter"), answers.reading
    if kept is None:
        return typed
    words = _reading(kept).words
    data = typed.copy() if typed is not None else QueryDict(mutable=True)
    if words.number and not data.get("letter_number", "").strip():
        data["letter_number"] = words.number
    if words.date and not data.get("letter_date", "").strip():
        data["letter_date"] = words.date.strftime("%d/%m/%Y")
    return data


def received_before(request: HttpRequest, answers: Answers, form: LetterForm) -> Received | None:
    """That this letter came before, unless the asker was told so and goes on all the same."""
    sender = (answers.typed("delegation") or QueryDict()).get("institution", "")
    number, date = form.cleaned_data["letter_number"], form.cleaned_data["letter_date"]
    before = same_letter(number=number, date=date, institution=sender)
    if before is None:
        return None
    seal = f"{number}|{date}"
    if request.POST.get(SEEN) == seal:
        return None
    return Received(timezone.localdate(before.created_at), seal)


def _kept(reading: LetterReading) -> dict[str, Any]:
    words = reading.words
    return {
        "outcome": reading.outcome.value,
        "number": words.number,
        "date": words.date.isoformat() if words.date else "",
        "subject": words.subject,
        "institution": words.institution,
        "people": words.people,
    }


def _reading(kept: dict[str, Any]) -> LetterReading:
    return LetterReading(
        Outcome(kept["outcome"]),
        LetterWords(
            number=kept["number"],
            date=dt.date.fromisoformat(kept["date"]) if kept["date"] else None,
            subject=kept["subject"],
            institution=kept["institution"],
            people=kept["people"],
        ),
    )

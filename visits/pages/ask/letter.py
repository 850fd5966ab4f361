"""What is asked about a letter before the request goes on: what it says, and is it here already?

What was read fills fields that are empty, for the asker to confirm; it is stored by their press
alone. Of a letter that came before, the page says only on which day.
"""

import datetime as dt
from typing import Any

from django.core.files import File
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from visits.files.letter_reading import LetterReading, Outcome, reading_of
from visits.language.letters.reading import LetterWords
from visits.pages.ask.answers import Answers
from visits.pages.ask.forms import LetterForm
from visits.phrases.letter_words import Questions, questions_of
from visits.queries.same_letter import SEEN, Received, received_on


def keep_reading_of(answers: Answers, file: File[Any]) -> None:
    """Read the letter that was just uploaded, and keep what it says beside the answers."""
    answers.keep_reading(_kept(reading_of(file, today=timezone.localdate())))


def read_by(answers: Answers, *, people: int | None) -> Questions | None:
    """What was read in the letter and is not confirmed yet; None where there is nothing to say.

    `people` is the headcount of the first step, where it is answered.
    """
    kept = answers.reading
    if kept is None:
        return None
    typed = answers.typed("letter") or QueryDict()
    number, date = typed.get("letter_number", "").strip(), typed.get("letter_date", "").strip()
    form = LetterForm({"letter_number": number, "letter_date": date})
    form.is_valid()
    told = form.cleaned_data
    return questions_of(
        _reading(kept),
        number=told.get("letter_number", ""),
        date=told.get("letter_date"),
        people=people,
    )


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
    return received_on(
        number=number, date=date, institution=sender, seen=request.POST.get(SEEN, "")
    )


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

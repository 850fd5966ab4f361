"""The nine questions of the survey: titles and words of PermenPANRB 14/2017, said to a delegation.

A choice's place is its score: the first is 1, the fourth 4.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models.survey import ELEMENTS, TITLES

Words = str | Promise


@dataclass(frozen=True)
class Question:
    """One element: the name of its field, what is asked, and four answers from worst to best."""

    name: str
    asks: Words
    answers: tuple[Words, Words, Words, Words]

    @property
    def title(self) -> Words:
        """The element's title."""
        return TITLES[self.name]

    @property
    def numbered(self) -> str:
        """The title with the element's number, as the regulation counts; in the active language."""
        return f"{ELEMENTS.index(self.name) + 1}. {self.title}"

    @property
    def choices(self) -> list[tuple[str, Words]]:
        """The answers with their scores."""
        return [(str(score), words) for score, words in enumerate(self.answers, start=1)]


QUESTIONS = (
    Question(
        "requirements",
        _("Did what we asked of you beforehand (letter, data, list of names) suit a study visit?"),
        (
            pgettext_lazy("survey: requirements", "It did not suit"),
            pgettext_lazy("survey: requirements", "It suited less"),
            pgettext_lazy("survey: requirements", "It suited"),
            pgettext_lazy("survey: requirements", "It suited very well"),
        ),
    ),
    Question(
        "procedure",
        _("How easy was the procedure, from the request to the day of the visit?"),
        (
            pgettext_lazy("survey: procedure", "Not easy"),
            pgettext_lazy("survey: procedure", "Less easy"),
            pgettext_lazy("survey: procedure", "Easy"),
            pgettext_lazy("survey: procedure", "Very easy"),
        ),
    ),
    Question(
        "timeliness",
        _("How quick were our answer and our service?"),
        (
            pgettext_lazy("survey: timeliness", "Not quick"),
            pgettext_lazy("survey: timeliness", "Less quick"),
            pgettext_lazy("survey: timeliness", "Quick"),
            pgettext_lazy("survey: timeliness", "Very quick"),
        ),
    ),
    Question(
        "cost",
        _("What do you think of what we charged for the visit?"),
        (
            pgettext_lazy("survey: cost", "Very expensive"),
            pgettext_lazy("survey: cost", "Rather expensive"),
            pgettext_lazy("survey: cost", "Cheap"),
            pgettext_lazy("survey: cost", "Free of charge"),
        ),
    ),
    Question(
        "product",
        _("Did what you were shown and given match what was promised?"),
        (
            pgettext_lazy("survey: product", "It did not match"),
            pgettext_lazy("survey: product", "It matched less"),
            pgettext_lazy("survey: product", "It matched"),
            pgettext_lazy("survey: product", "It matched very well"),
        ),
    ),
    Question(
        "competence",
        _("How competent were our officers?"),
        (
            pgettext_lazy("survey: competence", "Not competent"),
            pgettext_lazy("survey: competence", "Less competent"),
            pgettext_lazy("survey: competence", "Competent"),
            pgettext_lazy("survey: competence", "Very competent"),
        ),
    ),
    Question(
        "conduct",
        _("How polite and friendly were our officers?"),
        (
            pgettext_lazy("survey: conduct", "Not polite and friendly"),
            pgettext_lazy("survey: conduct", "Less polite and friendly"),
            pgettext_lazy("survey: conduct", "Polite and friendly"),
            pgettext_lazy("survey: conduct", "Very polite and friendly"),
        ),
    ),
    Question(
        "complaints",
        _("How do we handle complaints, suggestions and input?"),
        (
            pgettext_lazy("survey: complaints", "There is no way to make them"),
            pgettext_lazy("survey: complaints", "There is one, but it does not work"),
            pgettext_lazy("survey: complaints", "It works, but not fully"),
            pgettext_lazy("survey: complaints", "They are handled well"),
        ),
    ),
    Question(
        "facilities",
        _("How good were the building, the room and the equipment?"),
        (
            pgettext_lazy("survey: facilities", "Bad"),
            pgettext_lazy("survey: facilities", "Fair"),
            pgettext_lazy("survey: facilities", "Good"),
            pgettext_lazy("survey: facilities", "Very good"),
        ),
    ),
)

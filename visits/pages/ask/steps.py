"""The order of the steps, and what is still missing."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from visits.pages.ask.answers import Answers
from visits.pages.ask.forms import ContactForm, DelegationForm, LetterForm, PurposeForm
from visits.pages.people.form import ParticipantsForm


@dataclass(frozen=True)
class Step:
    """One page of the request: its name, its form (the choice of sessions has none)."""

    name: str
    form: type[forms.Form] | None = None

    @property
    def number(self) -> int:
        """Its place among the steps, from 1."""
        return STEPS.index(self) + 1

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(f"ask-{self.name}")

    @property
    def back_url(self) -> str:
        """The step before it; the front page before the first."""
        return STEPS[self.number - 2].url if self.number > 1 else reverse("landing")


DELEGATION = Step("delegation", DelegationForm)
SESSIONS = Step("sessions")
PURPOSE = Step("purpose", PurposeForm)
CONTACT = Step("contact", ContactForm)
LETTER = Step("letter", LetterForm)
PARTICIPANTS = Step("participants", ParticipantsForm)
CHECK = Step("check")
STEPS = (DELEGATION, SESSIONS, PURPOSE, CONTACT, LETTER, PARTICIPANTS, CHECK)


def form_of(step: Step, answers: Answers) -> forms.Form | None:
    """The step's form with what was typed in it, or None where nothing was."""
    typed = answers.typed(step.name)
    return step.form(typed) if step.form and typed is not None else None


def first_missing(answers: Answers) -> Step:
    """The first step that is not answered rightly; CHECK where all are."""
    for step in STEPS[:-1]:
        if step is SESSIONS:
            if not answers.picks:
                return step
            continue
        form = form_of(step, answers)
        if form is None or not form.is_valid():
            return step
    return CHECK


def from_abroad(answers: Answers) -> bool:
    """Whether the first step says that they come from another country."""
    typed = answers.typed(DELEGATION.name)
    return typed is not None and bool(typed.get("abroad"))


def people_of(answers: Answers) -> int:
    """The headcount given in the first step, or 1."""
    form = form_of(DELEGATION, answers)
    return form.headcount if isinstance(form, DelegationForm) else 1

"""The steps that are forms: who, why, whom to write to, the letter, and the participants."""

import structlog
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from visits.access.networks import network_of
from visits.files import letters
from visits.files.letters import LetterNotKept
from visits.pages.ask.answers import Answers, keeps_answers
from visits.pages.ask.forms import DelegationForm
from visits.pages.ask.steps import (
    CONTACT,
    DELEGATION,
    LETTER,
    PARTICIPANTS,
    PURPOSE,
    STEPS,
    Step,
    first_missing,
    form_of,
    people_of,
)
from visits.pages.frame.bodies import takes_file
from visits.pages.people.form import ParticipantsForm
from visits.people import participant_lists
from visits.phrases.refused_files import file_words

log = structlog.get_logger(__name__)


def _page(request: HttpRequest, step: Step, answers: Answers, form: Form) -> HttpResponse:
    context = {
        "step": step,
        "steps": len(STEPS),
        "form": form,
        "saved_at": answers.saved_at,
        "letter": answers.letter,
        "people": people_of(answers),
    }
    status = 422 if form.is_bound and form.errors and request.method == "POST" else 200
    return render(request, f"ask/{step.name}.html", context, status=status)


def _answer(request: HttpRequest, step: Step, answers: Answers) -> HttpResponse:
    """Show a step with what was typed in it, or take what is typed now."""
    assert step.form  # noqa: S101 - only steps with a form come here
    if request.method != "POST":
        return _page(request, step, answers, form_of(step, answers) or step.form())
    if "keep" in request.POST:
        return _keep(request, step, answers)
    form = step.form(request.POST, request.FILES)
    going_back = "back" in request.POST
    said_something = any(v for k, v in request.POST.items() if k != "csrfmiddlewaretoken")
    if not going_back or said_something:
        answers.keep(step.name, request.POST)
    valid = form.is_valid()
    file = form.cleaned_data.get("letter_file")
    if file:
        try:
            name = str(getattr(request.FILES["letter_file"], "name", ""))
            answers.keep_letter(file, name=name, network=network_of(request))
        except LetterNotKept as error:
            log.warning("letter_not_kept", reason=repr(error.__cause__ or error))
            form.add_error("letter_file", file_words(error))
            valid = False
    elif "drop" in request.POST:
        answers.drop_letter()
        return redirect(step.url)
    if going_back:
        return redirect(step.back_url)
    return redirect(first_missing(answers).url) if valid else _page(request, step, answers, form)


def _keep(request: HttpRequest, step: Step, answers: Answers) -> HttpResponse:
    """Keep what has been typed so far, while it is being typed (htmx); gives the time."""
    answers.keep(step.name, request.POST)
    return render(request, "ask/saved.html", {"saved_at": answers.saved_at})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def delegation(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Who comes; `search` only looks the region up."""
    if "search" in request.POST:
        answers.keep(DELEGATION.name, request.POST)
        form = DelegationForm(initial=request.POST.dict())
        return _page(request, DELEGATION, answers, form)
    return _answer(request, DELEGATION, answers)


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """The regions that may be meant by what is being typed, a part of the first step (htmx)."""
    place = request.GET.get("place", "").strip()
    form = DelegationForm(initial={"place": place, "region": request.GET.get("region", "")})
    return render(request, "ask/regions.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def purpose(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Why they come."""
    return _answer(request, PURPOSE, answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@keeps_answers
def contact(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Who leads, and whom we write to."""
    return _answer(request, CONTACT, answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(letters.MAX_BYTES)
@keeps_answers
def letter(request: HttpRequest, answers: Answers) -> HttpResponse:
    """The official letter."""
    return _answer(request, LETTER, answers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file(participant_lists.MAX_BYTES)
@keeps_answers
def participants(request: HttpRequest, answers: Answers) -> HttpResponse:
    """Who comes along; the names may follow later."""
    step = PARTICIPANTS
    if request.method != "POST":
        form = form_of(step, answers) or ParticipantsForm()
        if form.is_bound:
            form.is_valid()
        return _page(request, step, answers, form)
    if "keep" in request.POST:
        return _keep(request, step, answers)
    form = ParticipantsForm(request.POST, request.FILES)
    valid = form.is_valid()
    # A text that was pasted is kept as the rows that came of it.
    answers.keep(step.name, form.as_typed())
    if "back" in request.POST:
        return redirect(step.back_url)
    if not valid or {"add", "more", "remove"} & set(request.POST):
        return _page(request, step, answers, form)
    return redirect(first_missing(answers).url)

"""The steps that are forms: who, why, whom to write to, and the letter."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.pages.ask.answers import Answers
from visits.pages.ask.forms import DelegationForm
from visits.pages.ask.steps import (
    CONTACT,
    DELEGATION,
    LETTER,
    PURPOSE,
    STEPS,
    Step,
    first_missing,
    form_of,
)


def _page(request: HttpRequest, step: Step, answers: Answers, form: Form) -> HttpResponse:
    context = {
        "step": step,
        "steps": len(STEPS),
        "form": form,
        "saved_at": answers.saved_at,
        "letter": answers.letter,
    }
    status = 422 if form.is_bound and form.errors and request.method == "POST" else 200
    return render(request, f"ask/{step.name}.html", context, status=status)


def _answer(request: HttpRequest, step: Step) -> HttpResponse:
    """Show a step with what was typed in it, or take what is typed now."""
    answers = Answers(request.session, now=timezone.now())
    assert step.form  # noqa: S101 - only steps with a form come here
    if request.method != "POST":
        return _page(request, step, answers, form_of(step, answers) or step.form())
    form = step.form(request.POST, request.FILES)
    going_back = "back" in request.POST
    said_something = any(v for k, v in request.POST.items() if k != "csrfmiddlewaretoken")
    if not going_back or said_something:
        answers.keep(step.name, request.POST)
    valid = form.is_valid()
    file = form.cleaned_data.get("letter_file")
    if file:
        answers.keep_letter(file, name=str(getattr(request.FILES["letter_file"], "name", "")))
    elif "drop" in request.POST:
        answers.drop_letter()
        return redirect(step.url)
    if going_back:
        return redirect(step.back_url)
    return redirect(first_missing(answers).url) if valid else _page(request, step, answers, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delegation(request: HttpRequest) -> HttpResponse:
    """Who comes; `search` only looks the region up."""
    if "search" in request.POST:
        answers = Answers(request.session, now=timezone.now())
        answers.keep(DELEGATION.name, request.POST)
        form = DelegationForm(initial=request.POST.dict())
        return _page(request, DELEGATION, answers, form)
    return _answer(request, DELEGATION)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def purpose(request: HttpRequest) -> HttpResponse:
    """Why they come."""
    return _answer(request, PURPOSE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Who leads, and whom we write to."""
    return _answer(request, CONTACT)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """The official letter."""
    return _answer(request, LETTER)

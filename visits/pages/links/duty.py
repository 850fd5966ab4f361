"""An officer's own link: whether they will be there, said by a press and without signing in.

A GET changes nothing: programs that look at links in mails press nothing.
"""

from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from visits.access.tokens import assignment_of_token, duty_token
from visits.agenda.reading import rundown_of
from visits.files.downloads import file_answer
from visits.history.events import officer
from visits.life import amending, step
from visits.life.deadlines import allowed_now
from visits.life.table import Action
from visits.models import Assignment, VisitEvent
from visits.papers.bundles import file_name
from visits.papers.life.sending import for_officers
from visits.queries.visits import session_of

R = TypeVar("R", bound=HttpResponseBase)
_ANSWERS = (Assignment.Answer.ACCEPTED, Assignment.Answer.TENTATIVE, Assignment.Answer.DECLINED)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, token: str) -> HttpResponse:
    """`/tugas/<token>/`: the visit in short, and three answers; 404 for any other token."""
    assignment = assignment_of_token(token)
    if assignment is None:
        raise Http404
    if request.method == "POST":
        _answer(request, assignment, request.POST.get("answer", ""))
        response: HttpResponse = redirect("duty", token=token)
    else:
        response = render(request, "duty/answer.html", _context(assignment))
    return _private(response)


@require_safe
def rundown_paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/tugas/<token>/susunan-acara/`: the rundown as it was issued; 404 for any other token.

    Back to the page, which shows what there is, where none holds any more.
    """
    assignment = assignment_of_token(token)
    if assignment is None:
        raise Http404
    visit = assignment.visit
    paper = for_officers(visit, now=timezone.now())
    if paper is None or not rundown_of(visit, session_of(visit)).shown:
        messages.warning(request, gettext("This rundown holds no more. See below how it stands."))
        return _private(redirect("duty", token=token))
    return _private(file_answer(paper.signed_file or paper.file, name=file_name(paper)))


def _private(response: R) -> R:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # as on the delegation's own page (own/access.py)
    return response


def _answer(request: HttpRequest, assignment: Assignment, given: str) -> None:
    if given not in _ANSWERS:
        messages.error(request, gettext("Choose one of the answers."))
        return
    someone = assignment.officer
    try:
        amending.answer(
            assignment.visit, officer=someone, answer=given, by=officer(someone), now=timezone.now()
        )
    except (step.WrongStatus, Assignment.DoesNotExist):
        messages.warning(request, gettext("This visit no longer asks for an answer."))
    else:
        messages.success(request, gettext("Thank you. Your answer is noted."))


def _context(assignment: Assignment) -> dict[str, object]:
    visit, session = assignment.visit, session_of(assignment.visit)
    now = timezone.now()
    allowed = allowed_now(visit, VisitEvent.By.OFFICER, now=now, session=session)
    shown = rundown_of(visit, session).shown
    return {
        "visit": visit,
        "assignment": assignment,
        "officer": assignment.officer,
        "rundown": shown,
        "paper": for_officers(visit, now=now) if shown else None,
        "token": duty_token(visit, assignment.officer),
        "session": session,
        "answers": [(answer.value, answer.label) for answer in _ANSWERS],
        "open": Action.ANSWER in allowed,
    }

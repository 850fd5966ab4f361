"""An officer's own link: whether they will be there, said by a press and without signing in.

A GET changes nothing: programs that look at links in mails press nothing.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from visits.access.tokens import assignment_of_token
from visits.agenda.reading import rundown_of
from visits.history.events import officer
from visits.life import amending, step
from visits.life.deadlines import allowed_now
from visits.life.table import Action
from visits.models import Assignment, VisitEvent
from visits.queries.visits import session_of

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
    allowed = allowed_now(visit, VisitEvent.By.OFFICER, now=timezone.now(), session=session)
    return {
        "visit": visit,
        "assignment": assignment,
        "officer": assignment.officer,
        "rundown": rundown_of(visit, session).shown,
        "session": session,
        "answers": [(answer.value, answer.label) for answer in _ANSWERS],
        "open": Action.ANSWER in allowed,
    }

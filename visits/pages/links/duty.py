"""An officer's own link: whether they will be there, said by a press and without signing in.

A GET changes nothing: programs that look at links in mails press nothing.
"""

import datetime as dt
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from visits.access.networks import network_of
from visits.access.tokens import assignment_of_token, duty_token, former_duty
from visits.agenda.reading import rundown_of
from visits.files.downloads import file_answer
from visits.language.phones import show_phone
from visits.life.deadlines import is_over
from visits.models import Assignment, Host, Opening, Status
from visits.openings.noting import Reader, is_about
from visits.pages.duties.answering import Typed, asking, others_of, press
from visits.pages.public.subscribe import events_for
from visits.papers.bundles import file_name
from visits.papers.life.sending import for_officers
from visits.queries.visits import session_of, sessions_of

R = TypeVar("R", bound=HttpResponseBase)
_IN_CALENDARS = (Status.CONFIRMED, Status.ARRIVED)


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, token: str) -> HttpResponse:
    """`/tugas/<token>/`: the visit, and three answers; 404 for any other token.

    410 for the link of somebody who was taken off the visit: it says so, and whom to ask.
    """
    assignment = assignment_of_token(token)
    if assignment is None:
        return _private(_no_longer(request, token))
    now = timezone.now()
    typed = None
    if request.method == "POST":
        typed = press(request, assignment, now=now)
        if typed is None:
            return _private(redirect("duty", token=token))
        assignment = assignment_of_token(token)
        if assignment is None:
            return _private(_no_longer(request, token))
    _opened(request, assignment)
    context = _context(assignment, typed, now=now)
    status = 422 if typed else 200
    return _private(render(request, "duty/answer.html", context, status=status))


def _opened(request: HttpRequest, assignment: Assignment) -> None:
    """Whose link it is, for the log of openings: it is no account's."""
    by = assignment.officer
    reader = Reader(f"officer:{by.pk}", Opening.Door.OFFICER, by.name, network_of(request))
    is_about(request, assignment.visit, reader=reader)


def _no_longer(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of a removed officer says; raises Http404 for one that never was."""
    officer = former_duty(token)
    if officer is None:
        raise Http404
    context = {"officer": officer, "host_phone": show_phone(Host.load().phone)}
    return render(request, "duty/former.html", context, status=410)


@require_safe
def rundown_paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """`/tugas/<token>/susunan-acara/`: the rundown as it was issued; 404 for any other token.

    Back to the page, which shows what there is, where none holds any more.
    """
    assignment = assignment_of_token(token)
    if assignment is None:
        raise Http404
    visit = assignment.visit
    _opened(request, assignment)
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


def _context(assignment: Assignment, typed: Typed | None, *, now: dt.datetime) -> dict[str, object]:
    visit, officer, host = assignment.visit, assignment.officer, Host.load()
    session = sessions_of([visit], named=True).get(visit.pk)
    shown = rundown_of(visit, session).shown
    held = session is not None and not session.given_back and visit.status in _IN_CALENDARS
    return {
        "visit": visit,
        "assignment": assignment,
        "officer": officer,
        "rundown": shown,
        "paper": for_officers(visit, now=now) if shown else None,
        "token": duty_token(visit, officer),
        "session": session,
        "ask": asking(assignment, session, now=now, typed=typed),
        "problem": typed.problem if typed else "",
        "others": others_of(assignment),
        "host_phone": show_phone(host.phone),
        "calendar": events_for(session, host, visit) if session and held else None,
        "file": "undangan.ics",
        "over": is_over(visit, session, now=now),
    }

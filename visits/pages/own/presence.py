"""What a delegation says to the list of who came, and the tickets of its people."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from visits.access.tickets import (
    participant_of_ticket_token,
    ticket_code,
    ticket_token,
    ticket_url,
)
from visits.history.events import DELEGATION
from visits.life.step import NeedsReason, TooLate, WrongStatus
from visits.models import Participant, Status, Visit
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.qr import qr_svg
from visits.pages.frame.typed import too_long
from visits.pages.offline.keeping import of_link, render_kept
from visits.pages.own.access import moved_on, private, unlisted
from visits.pages.own.page import page
from visits.presence import objections
from visits.queries.visits import session_of

_EXPECTED = (Status.CONFIRMED, Status.ARRIVED)


@private
@pressed_on("own", "token")
def contest(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Say that the list of who came is wrong; what cannot be sent stays in its field."""
    text = request.POST.get("text", "")
    if words := too_long(text, objections.LONGEST):
        return page(request, visit, token, contesting=text, problem=words)
    try:
        objections.contest(visit, text=text, by=DELEGATION, now=timezone.now())
    except NeedsReason:
        words = gettext("Write what is wrong first: who was here, or at what time.")
        return page(request, visit, token, contesting=text, problem=words)
    except objections.OpenAlready:
        words = gettext("Your first objection is being looked at. Our answer comes by e-mail.")
        return page(request, visit, token, contesting=text, problem=words, status=409)
    except TooLate:
        messages.warning(
            request, gettext("The time to contest is over. You can still write to us below.")
        )
    except WrongStatus:
        return moved_on(request, token)
    else:
        messages.success(
            request, gettext("Thank you. We look at the list, and answer you by e-mail.")
        )
    return redirect("own", token=token)


def _ticket(person: Participant) -> dict[str, Any]:
    return {
        "person": person,
        "code": ticket_code(person),
        "qr": qr_svg(ticket_url(person)),
        "address": f"{settings.BASE_URL}{reverse('person-ticket', args=[ticket_token(person)])}",
    }


@require_http_methods(["GET", "HEAD"])
@private
def tickets(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """A ticket for each participant, to be handed on one by one or printed."""
    if visit.status not in _EXPECTED:
        return moved_on(request, token)
    people = visit.participants.select_related("visit").order_by("number")
    context = {
        "visit": visit,
        "token": token,
        "session": session_of(visit),
        "tickets": [_ticket(person) for person in people],
    }
    return render(request, "own/tickets.html", context)


@require_http_methods(["GET", "HEAD"])
def ticket_of_one(request: HttpRequest, ticket: str) -> HttpResponse:
    """One participant's ticket, for whoever has its link: their name, and what they show."""
    person = participant_of_ticket_token(ticket)
    if person is None:
        raise Http404
    visit: Visit = person.visit
    expected = visit.status in _EXPECTED
    session = session_of(visit)
    context = {
        "visit": visit,
        "session": session,
        "expected": expected,
        "ticket": _ticket(person) if expected else None,
        "person": person,
    }
    keep = of_link(visit, session, scope="/tiket/")
    return unlisted(render_kept(request, "own/person_ticket.html", context, keep))

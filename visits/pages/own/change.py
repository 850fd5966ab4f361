"""What a delegation told of itself, and the ways to change it, on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from visits.history.events import DELEGATION
from visits.language.phones import show_phone
from visits.life.deadlines import allowed_now
from visits.models import Visit
from visits.pages.own.access import private
from visits.pages.own.page import names_of
from visits.queries import visits


@require_safe
@private
def change(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """All of it; where something can be changed no more it is still to be read."""
    now, session = timezone.now(), visits.session_of(visit)
    allowed = allowed_now(visit, DELEGATION.kind, now=now, session=session)
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "allowed": {str(action) for action in allowed},
        "names": names_of(visit, now=now),
        "contact_phone": show_phone(visit.contact_phone),
    }
    return render(request, "own/change.html", context)

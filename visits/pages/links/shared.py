"""`/b/<token>/`: what a delegation passes on to its group, to be read and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from visits.access.tokens import arrival_code, arrival_url
from visits.agenda.reading import rundown_of
from visits.conversation.sharing import shared_by
from visits.language.phones import show_phone
from visits.models import Host, Journey, Status
from visits.pages.frame.limits import seconds_to_wait
from visits.pages.frame.qr import qr_svg
from visits.pages.frame.too_many import too_many
from visits.pages.own.access import unlisted
from visits.pages.public.subscribe import events_for

# A whole office behind one address opens it; who tries tokens gets no further.
_MOST_AN_HOUR = 600


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Day, place, rundown and what to bring: no names of people, no way to change anything."""
    now = timezone.now()
    if seconds_to_wait(request, "shared", most=_MOST_AN_HOUR, now=now):
        return unlisted(too_many(request))
    found = shared_by(token, now=now)
    if found is None:
        raise Http404
    visit, session, host = found.visit, found.session, Host.load()
    held = visit.status not in (Status.CANCELLED, Status.EXPIRED)
    journey = Journey.load()
    with_ticket = held and visit.share_ticket
    context = {
        "visit": visit,
        "session": session,
        "held": held,
        "rundown": rundown_of(visit, session).shown if held else (),
        "journey": journey,
        "bring": journey.text_of("bring").strip(),
        "host_phone": show_phone(host.phone),
        "calendar": events_for(session, host) if held else {},
        "code": arrival_code(visit) if with_ticket else "",
        "qr": qr_svg(arrival_url(visit)) if with_ticket else "",
    }
    return unlisted(render(request, "own/shared.html", context))

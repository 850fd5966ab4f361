"""The ticket for arrival: a QR code that staff scan at the door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from visits.access.tokens import arrival_code, arrival_url
from visits.life.table import OPEN
from visits.models import Status, Visit
from visits.pages.frame.qr import qr_svg
from visits.pages.offline.keeping import of_link, render_kept
from visits.pages.own.access import moved_on, private
from visits.queries import visits


@require_http_methods(["GET", "HEAD"])
@private
def ticket(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """To be shown on the phone, or printed."""
    if visit.status in OPEN - {Status.CONFIRMED}:
        words = gettext("There is no ticket yet: it is ready once the visit is approved.")
        messages.warning(request, words)
        return redirect("own", token=token)
    if visit.status not in (Status.CONFIRMED, Status.ARRIVED):
        return moved_on(request, token)
    session = visits.session_of(visit)
    context = {
        "visit": visit,
        "token": token,
        "session": session,
        "names": visit.participants.count(),
        "code": arrival_code(visit),
        "qr": qr_svg(arrival_url(visit)),
    }
    keep = of_link(visit, session, scope="/k/")
    return render_kept(request, "own/ticket.html", context, keep)

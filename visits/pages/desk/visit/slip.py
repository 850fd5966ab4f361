"""How a visit stands, on paper: for a delegation without e-mail, handed over or sent as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.access.tokens import arrival_code, arrival_url
from visits.conversation.whatsapp import whatsapp_text
from visits.models import Host, Status
from visits.pages.desk.frame.access import for_staff, visible_visit
from visits.pages.frame.qr import qr_svg
from visits.queries.visits import session_of


@never_cache
@require_safe
@for_staff
def slip(request: HttpRequest, reference: str) -> HttpResponse:
    """The words that WhatsApp would carry, and once approved the ticket for the entrance."""
    visit = visible_visit(request, reference)
    expected = visit.status in (Status.CONFIRMED, Status.ARRIVED)
    context = {
        "section": "inbox",
        "visit": visit,
        "text": whatsapp_text(visit, session_of(visit), Host.load()),
        "code": arrival_code(visit) if expected else "",
        "qr": qr_svg(arrival_url(visit)) if expected else "",
    }
    return render(request, "desk/slip.html", context)

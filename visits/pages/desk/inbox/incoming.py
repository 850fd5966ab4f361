"""What came in, marked as read by whoever of the staff saw it, and taken back."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from visits.history import incoming
from visits.history.events import staff
from visits.models import Incoming
from visits.pages.desk.frame.access import for_readers, visible_visit
from visits.pages.desk.inbox.queue import Filter
from visits.pages.frame.presses import pressed_on

_MOST = 200


def events_in(text: str) -> list[int]:
    """The events that a form names, "12,15"; what is no number there is passed over."""
    found = [part for part in text.split(",")[:_MOST] if part.isascii() and part.isdigit()]
    return [int(part) for part in found if len(part) < 19]


def ids_of(rows: Iterable[Incoming]) -> str:
    """The events of `rows` as a form names them."""
    return ",".join(str(row.event_id) for row in rows)


@pressed_on("desk")
@for_readers
def mark(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Mark what the page showed as read, or as not read after all; again is as good as once."""
    if step not in ("dibaca", "belum"):
        raise Http404
    visit = visible_visit(request, reference)
    events = events_in(request.POST.get("seen", ""))
    if step == "dibaca":
        by = staff(request.user)
        incoming.settle(visit, events, at=timezone.now(), user_id=by.user_id, name=by.name)
        messages.success(request, _("Marked as read. It can be taken back under “Read lately”."))
    else:
        incoming.unsettle(visit, events)
        messages.success(request, _("It waits again."))
    if request.POST.get("back") == "inbox":
        return redirect(Filter.before(request).inbox)
    return redirect("desk-visit", reference=visit.reference)

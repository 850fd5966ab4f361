"""The inbox: everything that waits for somebody, on one page that stays true by itself."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.inbox.counting import waiting_now
from visits.inbox.items import Kind
from visits.models import SavedView
from visits.pages.desk.frame.access import for_readers, for_staff
from visits.pages.desk.frame.saved import views_of
from visits.pages.desk.inbox.changes import change_of_open_visit
from visits.pages.desk.inbox.queue import DUE, Filter, live_address, queue_of, render_queue
from visits.people.roles import begins_as_leader, may_decide, may_read

_WEEKS_SHOWN = 5


@never_cache
@require_safe
@for_staff
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, with the weeks ahead beside it; a leader without a query has a first page."""
    if not request.GET and begins_as_leader(request.user):
        return redirect("desk-leader")
    now, shown = timezone.now(), Filter.of(request)
    queue = queue_of(request, now, shown)
    context = {
        "section": "inbox",
        "inbox_count": queue.count,
        "queue": queue,
        "rendered": render_queue(request, queue),
        "live": live_address(shown),
        "filter": shown,
        "kinds": Kind.choices,
        "dues": DUE,
        "views": views_of(request, SavedView.Page.INBOX),
        "weeks": queue.weeks[:_WEEKS_SHOWN] if may_read(request.user) else [],
        "decides": may_decide(request.user),
        "lately": queue.lately,
    }
    return render(request, "desk/inbox.html", context)


@require_safe
@for_staff
def live(request: HttpRequest) -> HttpResponse:
    """The list alone, for the page that is open: 304 while nothing changed."""
    queue = queue_of(request, timezone.now(), Filter.of(request))
    current = request.GET.get("kini", "")[:20]
    rendered = render_queue(request, queue, current=current)
    response = HttpResponse(rendered.html)
    response["ETag"] = rendered.tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Accept-Language"
    # Compared weakly: a packed answer's tag comes back as a weak one.
    return get_conditional_response(request, etag=rendered.tag, response=response) or response


@never_cache
@require_safe
@for_readers
def count(request: HttpRequest) -> HttpResponse:
    """How much waits, for the number beside "Inbox" on a page that is open; one query.

    A page that shows a visit (`kini`) hears what somebody did to it after its event `peristiwa`.
    """
    answer: dict[str, object] = {"count": waiting_now(reader=request.user.pk)}
    if "kini" in request.GET:
        change = change_of_open_visit(request)
        said = render_to_string("desk/changed.html", {"change": change}) if change else ""
        answer["changed"] = said
    return JsonResponse(answer)

"""The inbox: everything that waits for somebody, on one page that stays true by itself."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.availability import Schedule, WeekState
from scheduling.weeks import monday_of
from visits.inbox.items import Kind
from visits.models import SavedView
from visits.pages.desk.frame.access import for_staff
from visits.pages.desk.frame.saved import views_of
from visits.pages.desk.inbox.queue import DUE, Filter, queue_of, render_queue
from visits.people.roles import may_decide, may_read

_WEEKS_SHOWN = 5


def weeks_ahead(now: dt.datetime) -> list[WeekState]:
    """This week and the next ones with their places."""
    first = monday_of(timezone.localdate(now))
    last = first + dt.timedelta(weeks=_WEEKS_SHOWN, days=-1)
    return Schedule.load(first=first, last=last, now=now).weeks()


@never_cache
@require_safe
@for_staff
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, with the weeks ahead beside it."""
    now, shown = timezone.now(), Filter.of(request)
    queue = queue_of(request, now, shown)
    context = {
        "section": "inbox",
        "inbox_count": queue.count,
        "queue": queue,
        "rendered": render_queue(request, queue),
        "live": f"{reverse('desk-queue')}?{shown.query}",
        "filter": shown,
        "kinds": Kind.choices,
        "dues": DUE,
        "views": views_of(request, SavedView.Page.INBOX),
        "weeks": weeks_ahead(now) if may_read(request.user) else [],
        "decides": may_decide(request.user),
    }
    return render(request, "desk/inbox.html", context)


@require_safe
@for_staff
def live(request: HttpRequest) -> HttpResponse:
    """The list alone, for the page that is open: 304 while nothing changed."""
    queue = queue_of(request, timezone.now(), Filter.of(request))
    rendered = render_queue(request, queue, current=request.GET.get("kini", "")[:20])
    response: HttpResponse
    if request.headers.get("If-None-Match") == rendered.tag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(rendered.html)
    response["ETag"] = rendered.tag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Accept-Language"
    return response

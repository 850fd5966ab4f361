"""All visits, past and to come, with filters."""

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.models import Reservation, Share
from scheduling.weeks import parse_week
from visits.models import SavedView, Status, Visit
from visits.pages.desk.frame.access import for_staff, visible_visits
from visits.pages.desk.frame.paging import page_of
from visits.pages.desk.frame.saved import views_of
from visits.queries.visits import Session, sessions_of


@dataclass(frozen=True)
class Row:
    """A visit in the list with its session."""

    visit: Visit
    session: Session | None


@never_cache
@require_safe
@for_staff
def all_visits(request: HttpRequest) -> HttpResponse:
    """The list with its filters; a fixed number of queries."""
    visits = visible_visits(request)
    status, week = request.GET.get("status", ""), request.GET.get("week", "")
    search = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    if status in Status.values:
        visits = visits.filter(status=status)
    for word in search.split()[:8]:
        visits = visits.filter(
            Q(reference__icontains=word)
            | Q(institution__icontains=word)
            | Q(region__name__icontains=word)
            | Q(contact_name__icontains=word)
            | Q(contact_email__icontains=word)
        )
    week_error = ""
    if week:
        try:
            visits = visits.filter(uid__in=_uids_in(week))
        except ValueError:
            week_error = _("Write the week like 2026-W50.")
    page = page_of(visits, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    sessions = sessions_of(page.rows)
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    context = {
        "section": "visits",
        "rows": [Row(v, sessions.get(v.pk)) for v in page.rows],
        "page": page,
        "statuses": Status.choices,
        "status": status,
        "week": week,
        "week_error": week_error,
        "q": search,
        "query": query.urlencode(),
        "views": views_of(request, SavedView.Page.VISITS),
    }
    return render(request, "desk/visits.html", context)


def _uids_in(week: str) -> list[str]:
    """Whose place is in that week, alone or shared; raises ValueError where it is no week."""
    places = Reservation.objects.filter(week=parse_week(week)).exclude(state="released")
    owners = [*places.values_list("owner", flat=True)]
    owners += Share.objects.filter(reservation__in=places).values_list("owner", flat=True)
    return [owner.removeprefix("visit:") for owner in owners]

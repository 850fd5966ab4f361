"""What waits, the oldest obligation first; and all visits."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.availability import Schedule, WeekState
from scheduling.models import Reservation
from scheduling.weeks import monday_of, parse_week
from visits.life import WAITING
from visits.models import Assignment, Status, Visit
from visits.pages.desk.access import for_staff, visible_visits
from visits.queries import Session, sessions_of
from visits.words import short_day_words

_WEEKS_SHOWN = 5
_SOON = dt.timedelta(days=14)
_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A visit in a list: its session, and its deadline in a word with its urgency."""

    visit: Visit
    session: Session | None
    when: str = ""
    kind: str = ""


def queue(request: HttpRequest, now: dt.datetime) -> list[Row]:
    """What awaits a decision, the oldest obligation first; three queries."""
    visits = list(visible_visits(request).filter(status__in=WAITING).order_by("reply_due_at", "id"))
    sessions = sessions_of(visits)
    return [
        Row(visit, sessions.get(visit.pk), *_deadline(visit.reply_due_at, now)) for visit in visits
    ]


def _deadline(due: dt.datetime | None, now: dt.datetime) -> tuple[str, str]:
    if due is None:
        return "", ""
    day, today = timezone.localdate(due), timezone.localdate(now)
    if due < now:
        return _("Overdue"), "stop"
    if day == today:
        return _("Today"), "stop"
    if day == today + dt.timedelta(days=1):
        return _("Tomorrow"), "wait"
    return short_day_words(day), ""


def without_officer(request: HttpRequest, now: dt.datetime) -> list[Row]:
    """Approved visits of the next two weeks that nobody is named to receive."""
    today = timezone.localdate(now)
    soon = Reservation.objects.filter(date__range=(today, today + _SOON)).exclude(state="released")
    uids = [owner.removeprefix("visit:") for owner in soon.values_list("owner", flat=True)]
    visits = list(
        visible_visits(request)
        .filter(status=Status.CONFIRMED, uid__in=uids)
        .exclude(assignments__role=Assignment.Role.RECEIVING)
    )
    sessions = sessions_of(visits)
    rows = [Row(v, sessions.get(v.pk)) for v in visits]
    return sorted(rows, key=lambda row: row.session.starts_at if row.session else now)


def weeks_ahead(now: dt.datetime) -> list[WeekState]:
    """This week and the next ones with their places."""
    first = monday_of(timezone.localdate(now))
    last = first + dt.timedelta(weeks=_WEEKS_SHOWN, days=-1)
    return Schedule.load(first=first, last=last, now=now).weeks()


@never_cache
@require_safe
@for_staff
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that waits for somebody, on one page."""
    now = timezone.now()
    waiting = queue(request, now)
    context = {
        "section": "inbox",
        "queue": waiting,
        "inbox_count": len(waiting),
        "without_officer": without_officer(request, now),
        "weeks": weeks_ahead(now),
    }
    return render(request, "desk/inbox.html", context)


@never_cache
@require_safe
@for_staff
def all_visits(request: HttpRequest) -> HttpResponse:
    """The list with its filters; a fixed number of queries."""
    visits = visible_visits(request).order_by("-created_at", "-id")
    status, week = request.GET.get("status", ""), request.GET.get("week", "")
    search = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    if status in Status.values:
        visits = visits.filter(status=status)
    if search:
        visits = visits.filter(
            Q(reference__icontains=search)
            | Q(institution__icontains=search)
            | Q(region__name__icontains=search)
            | Q(contact_name__icontains=search)
            | Q(contact_email__icontains=search)
        )
    week_error = ""
    if week:
        try:
            places = Reservation.objects.filter(week=parse_week(week)).exclude(state="released")
            owners = places.values_list("owner", flat=True)
            visits = visits.filter(uid__in=[o.removeprefix("visit:") for o in owners])
        except ValueError:
            week_error = _("Write the week like 2026-W50.")
    page = Paginator(visits, _PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    sessions = sessions_of(rows)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "section": "visits",
        "rows": [Row(v, sessions.get(v.pk)) for v in rows],
        "page": page,
        "statuses": Status.choices,
        "status": status,
        "week": week,
        "week_error": week_error,
        "q": search,
        "query": query.urlencode(),
    }
    return render(request, "desk/visits.html", context)

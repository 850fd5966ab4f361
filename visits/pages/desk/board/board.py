"""The week board: who is where in a week, its places, and the weeks of a month and a year."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.models import Week as StoredWeek
from scheduling.rules.weekly_capacity import LARGEST_CAPACITY, CapacityRules, set_week_capacity
from scheduling.weeks import monday_of, parse_week, week_name
from visits.language.text import clean_line
from visits.pages.desk.board.grid import month_weeks, week_of, year_heat
from visits.pages.desk.board.quota import why_not_so_many
from visits.pages.desk.frame.access import for_readers
from visits.pages.desk.inbox.queue import queue_of
from visits.pages.frame.presses import pressed_on
from visits.pages.sessions.months import date_from
from visits.people.roles import Right, may, may_decide

_YEARS = range(2000, 2101)
_ONE_WEEK = dt.timedelta(weeks=1)


@never_cache
@require_safe
@for_readers
def week(request: HttpRequest, week: str = "") -> HttpResponse:
    """One week; without a name the present one."""
    now = timezone.now()
    return _week_page(request, _monday(week, now), now)


def _week_page(
    request: HttpRequest,
    monday: dt.date,
    now: dt.datetime,
    *,
    error: str = "",
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    queue = queue_of(request, now)
    stored = StoredWeek.objects.filter(starts_on=monday).first()
    context = {
        "section": "board",
        "inbox_count": queue.count,
        "week": week_of(monday, now=now),
        "monday": monday,
        "before": week_name(monday - _ONE_WEEK),
        "after": week_name(monday + _ONE_WEEK),
        "attention": [o for o in queue.obligations if o.ours and o.week == monday],
        "today": timezone.localdate(now),
        "sets_quota": may(request.user, Right.SET_WEEK),
        "decides": may_decide(request.user),
        "rule": CapacityRules.load().of(monday),
        "own": stored.own_capacity if stored else None,
        "note": stored.note if stored else "",
        "typed": typed,
        "error": error,
    }
    return render(request, "desk/week.html", context, status=422 if error else 200)


@pressed_on("desk-week", "week")
@for_readers
def capacity(request: HttpRequest, week: str) -> HttpResponse:
    """Give the week a capacity of its own, or (empty) the rule's again."""
    if not may(request.user, Right.SET_WEEK):
        raise PermissionDenied
    now = timezone.now()
    monday = _monday(week, now)
    text = request.POST.get("capacity", "").strip()[:10]
    note = clean_line(request.POST.get("note", ""))[:200]
    if error := _why_not(request, monday, text, note):
        typed = {"capacity": text, "note": note}
        return _week_page(request, monday, now, error=error, typed=typed)
    set_week_capacity(week=monday, capacity=int(text) if text else None, note=note, now=now)
    messages.success(request, _("The week's quota is changed."))
    return redirect("desk-week", week=week_name(monday))


def _why_not(request: HttpRequest, monday: dt.date, text: str, note: str) -> str:
    """What is wrong with the quota that was typed, or nothing."""
    if not text:
        return ""
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST_CAPACITY):
        words = _("Give a number from 0 to %(most)s, or leave it empty for the rule.")
        return words % {"most": LARGEST_CAPACITY}
    if not note:
        return _("Write why: others will read it on this board.")
    return why_not_so_many(request.user, week=monday, capacity=int(text))


@never_cache
@require_safe
@for_readers
def month(request: HttpRequest) -> HttpResponse:
    """A month's weeks with the visits of each day."""
    now = timezone.now()
    day = date_from(request.GET.get("bulan")) or timezone.localdate(now)
    if day.year not in _YEARS:
        raise Http404
    first = day.replace(day=1)
    context = {
        "section": "board",
        "first": first,
        "weeks": month_weeks(first, now=now),
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": (first + dt.timedelta(days=32)).replace(day=1),
        "today": timezone.localdate(now),
    }
    return render(request, "desk/month.html", context)


@never_cache
@require_safe
@for_readers
def year(request: HttpRequest) -> HttpResponse:
    """How full the weeks of a year are."""
    now = timezone.now()
    text = request.GET.get("tahun", "")
    this = timezone.localdate(now).year
    number = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    if number not in _YEARS:
        raise Http404
    context = {
        "section": "board",
        "year": number,
        "months": year_heat(number, now=now),
        "before": number - 1,
        "after": number + 1,
        "this_week": monday_of(timezone.localdate(now)),
    }
    return render(request, "desk/year.html", context)


def _monday(name: str, now: dt.datetime) -> dt.date:
    if not name:
        return monday_of(timezone.localdate(now))
    try:
        monday = parse_week(name)
    except (ValueError, OverflowError):
        raise Http404 from None
    if monday.year not in _YEARS:
        raise Http404
    return monday

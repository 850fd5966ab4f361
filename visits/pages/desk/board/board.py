"""The week board: who is where in a week, its places, and the weeks of a month and a year."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.models import Week as StoredWeek
from scheduling.relief import relief_of
from scheduling.rules.weekly_capacity import LARGEST_CAPACITY, set_week_capacity
from scheduling.weeks import monday_of, parse_week, week_name
from visits.history.events import staff
from visits.history.settings_log import note_change
from visits.language.numbers import parse_whole
from visits.language.text import clean_line
from visits.pages.desk.board.grid import month_weeks, week_of, year_heat
from visits.pages.desk.frame.access import for_readers
from visits.pages.desk.frame.effects import Brought, brought_by, suggestions_of
from visits.pages.frame.presses import pressed_on
from visits.pages.frame.typed import too_long
from visits.pages.sessions.months import date_from
from visits.people.quota import why_not_so_many
from visits.people.roles import Right, may, may_decide

_YEARS = range(2000, 2101)
_LONGEST_NOTE = 200  # as the week keeps it
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
    brought: Brought | None = None,
) -> HttpResponse:
    board = week_of(monday, now=now)
    today = timezone.localdate(now)
    over = [monday] if board.state.overcommitted and board.state.state != "past" else []
    context = {
        "section": "board",
        "week": board,
        "monday": monday,
        "before": week_name(monday - _ONE_WEEK),
        "after": week_name(monday + _ONE_WEEK),
        "attention": board.attention,
        "today": today,
        "shown_day": _shown_day(board.days, date_from(request.GET.get("hari")), today),
        "last_before": monday - dt.timedelta(days=3),
        "sets_quota": may(request.user, Right.SET_WEEK),
        "decides": may_decide(request.user),
        "rule": board.rule,
        "own": board.own_capacity,
        "note": board.note,
        "typed": typed,
        "error": error,
        "moves": suggestions_of(relief_of(over, now=now)),
        **(brought.context if brought else {}),
    }
    status = 422 if error else 409 if brought else 200
    return render(request, "desk/week.html", context, status=status)


def _shown_day(days: list[dt.date], asked: dt.date | None, today: dt.date) -> dt.date:
    """The day that a phone shows: the one asked for, else today or the next of the week."""
    if asked in days:
        return asked
    return next((day for day in days if day >= today), days[0])


@pressed_on("desk-week", "week")
@for_readers
def capacity(request: HttpRequest, week: str) -> HttpResponse:
    """Give the week a capacity of its own, or (empty) the rule's again."""
    if not may(request.user, Right.SET_WEEK):
        raise PermissionDenied
    now = timezone.now()
    monday = _monday(week, now)
    text = request.POST.get("capacity", "").strip()
    note = clean_line(request.POST.get("note", ""))
    capacity = _places(text)
    if error := _why_not(request, monday, text, capacity, note):
        typed = {"capacity": text, "note": note}
        return _week_page(request, monday, now, error=error, typed=typed)

    def change() -> StoredWeek:
        return set_week_capacity(week=monday, capacity=capacity, note=note, now=now)

    brought = brought_by(change, now=now)
    if brought.troubles and request.POST.get("seen") != brought.seal:
        typed = {"capacity": text, "note": note}
        return _week_page(request, monday, now, typed=typed, brought=brought)
    with transaction.atomic():
        note_change(staff(request.user), change(), gettext_lazy("The week's quota is changed."))
    messages.success(request, _("The week's quota is changed."))
    if request.POST.get("back") == "leader" and may(request.user, Right.DIRECT):
        return redirect("desk-leader")
    return redirect("desk-week", week=week_name(monday))


def _places(text: str) -> int | None:
    """The quota as typed, or None where it is no number."""
    try:
        return parse_whole(text)
    except ValueError:
        return None


def _why_not(
    request: HttpRequest, monday: dt.date, text: str, capacity: int | None, note: str
) -> str:
    """What is wrong with the quota that was typed, or nothing."""
    if words := too_long(note, _LONGEST_NOTE):
        return words
    if not text:
        return ""
    if capacity is None or capacity > LARGEST_CAPACITY:
        words = _("Give a number from 0 to %(most)s, or leave it empty for the rule.")
        return words % {"most": LARGEST_CAPACITY}
    if not note:
        return _("Write why: others will read it on this board.")
    return why_not_so_many(request.user, week=monday, capacity=capacity)


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

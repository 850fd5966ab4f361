"""The day itself: who comes, checked in by list, by the ticket's code or afterwards."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.agenda.reading import rundown_of
from visits.history.events import staff
from visits.life import answering, attendance
from visits.life import step as steps
from visits.models import AgendaItem, Visit
from visits.pages.desk.day.forms import ArrivalForm, DepartureForm
from visits.pages.desk.frame.access import needs
from visits.pages.desk.frame.refusals import OldForm, said, version_in
from visits.pages.desk.frame.sure import nobody_came_already
from visits.pages.frame.presses import pressed_on
from visits.papers.day_package import day_to_prepare
from visits.people.roles import Right
from visits.queries.day import DayVisit, visit_on_its_day, visits_on

_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Card:
    """A visit as the day shows it: its forms, and an error that belongs to no field."""

    row: DayVisit
    arrival: ArrivalForm
    departure: DepartureForm
    ahead: bool
    takes_back: bool
    rundown: Sequence[AgendaItem] = ()
    typed: str = ""
    error: str = ""


def card_of(
    row: DayVisit, now: dt.datetime, *, typed: str = "", bound: Any = None, error: str = ""
) -> Card:
    """The card; `bound` is the form that was refused, `typed` the step it was for."""
    people = row.visit.people_came or row.visit.people
    consent = {True: "yes", False: "no", None: ""}[row.visit.photo_consent]
    arrival = ArrivalForm(row=row, now=now, initial={"people": people, "photographs": consent})
    departure = DepartureForm(row=row, now=now, initial={"people": people})
    return Card(
        row=row,
        arrival=bound if isinstance(bound, ArrivalForm) else arrival,
        departure=bound if isinstance(bound, DepartureForm) else departure,
        ahead=row.day > timezone.localdate(now),
        takes_back=attendance.can_be_taken_back(row.visit, now=now),
        rundown=rundown_of(row.visit, row.session).items,
        typed=typed,
        error=error,
    )


def asked_day(request: HttpRequest, now: dt.datetime) -> tuple[dt.date, str]:
    """The date that the address asks for (today without one), and what is wrong with it."""
    today = timezone.localdate(now)
    text = request.GET.get("tanggal", "")
    if not text:
        return today, ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        return today, _("Write the date like 2026-12-15.")
    return day, ""


def day_page(
    request: HttpRequest,
    day: dt.date,
    now: dt.datetime,
    *,
    refused: Card | None = None,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = visits_on(day)
    prefetch_related_objects([r.visit for r in rows if r.visit.agenda_from], "agenda__officer")
    cards = [card_of(row, now) for row in rows]
    if refused:
        cards = [refused if c.row.visit.pk == refused.row.visit.pk else c for c in cards]
    context = {
        "section": "day",
        "day": day,
        "today": timezone.localdate(now),
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "prepared": day_to_prepare(now),
        "cards": cards,
        "people": sum(c.row.visit.people_came or c.row.visit.people for c in cards),
        "problems": problems or {},
        "code": request.GET.get("kode", ""),
    }
    return render(request, "desk/day.html", context, status=status)


@never_cache
@require_safe
@needs(Right.READ)
def day(request: HttpRequest) -> HttpResponse:
    """Today, or the day that `?tanggal=` names."""
    now = timezone.now()
    asked, problem = asked_day(request, now)
    problems = {"tanggal": problem} if problem else {}
    return day_page(request, asked, now, problems=problems, status=400 if problem else 200)


@never_cache
@require_safe
@needs(Right.READ)
def sheet(request: HttpRequest) -> HttpResponse:
    """The same day on paper: to be filled in by hand where there is no network."""
    now = timezone.now()
    asked, problem = asked_day(request, now)
    if problem:
        return redirect("desk-day")
    rows = visits_on(asked)
    prefetch_related_objects([row.visit for row in rows], "agencies", "participants")
    context = {"section": "day", "day": asked, "rows": rows, "now": now}
    return render(request, "desk/day_sheet.html", context)


def _its_day(reference: str) -> str:
    """The page of the visit's day, at the visit; today's where it has none."""
    visit = Visit.objects.filter(reference=reference).first()
    row = visit_on_its_day(visit) if visit else None
    return _card_address(row) if row else reverse("desk-day")


def _card_address(row: DayVisit) -> str:
    return f"{reverse('desk-day')}?tanggal={row.day.isoformat()}#{row.visit.reference}"


@needs(Right.RECEIVE)
@pressed_on(_its_day, "reference")
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Note one thing about a visit of the day, and come back to that day.

    A phone that was without network sends what it kept with `X-Requested-With: fetch`: it is
    answered in JSON, since it must know what it may forget.
    """
    visit = Visit.objects.select_related("region__province").filter(reference=reference).first()
    row = visit_on_its_day(visit) if visit else None
    if visit is None or row is None:
        raise Http404
    now = timezone.now()
    # What a phone kept was noted before, and asks nobody.
    if step == "tidak-datang" and not _is_fetch(request):
        asked = nobody_came_already(request, visit, row.session)
        if asked is not None:
            return asked
    try:
        form = _take(request, row, step, now)
    except (steps.WrongStatus, steps.Stale, steps.TooLate) as error:
        text = f"{visit.institution}: {said(error).words}"
        messages.warning(request, text)
        return _answer(request, row, {"message": text})
    except OldForm as error:
        words = said(error).words
        if _is_fetch(request):
            return JsonResponse({"errors": {"version": [words]}}, status=422)
        refused = card_of(row, now, typed=step, error=words)
        return day_page(request, row.day, now, refused=refused, status=422)
    if form is None:
        return _answer(request, row, {})
    if _is_fetch(request):
        return JsonResponse({"errors": form.errors}, status=422)
    refused = card_of(row, now, typed=step, bound=form)
    return day_page(request, row.day, now, refused=refused, status=422)


def _take(request: HttpRequest, row: DayVisit, step: str, now: dt.datetime) -> Any:
    """Take the step; gives the form where it was refused."""
    visit, by = row.visit, staff(request.user)
    name = {"institution": visit.institution}

    def version() -> int:
        """Of what is decided; arrivals and departures are facts, often noted without network."""
        return version_in(request.POST.get("version", ""))

    if row.day > timezone.localdate(now) and step != "foto":
        raise Http404
    match step:
        case "datang":
            arrival = ArrivalForm(request.POST, row=row, now=now)
            if not arrival.is_valid():
                return arrival
            data = arrival.cleaned_data
            visit = attendance.check_in(
                visit, by=by, now=now, arrived_at=arrival.moment, people=data["people"]
            )
            if data["photographs"] is not None:
                answering.consent(visit, photographs=data["photographs"], by=by, now=now)
            messages.success(request, _("%(institution)s: arrival noted.") % name)
        case "pulang":
            departure = DepartureForm(request.POST, row=row, now=now)
            if not departure.is_valid():
                return departure
            people = departure.cleaned_data["people"]
            attendance.complete(visit, by=by, now=now, left_at=departure.moment, people=people)
            messages.success(request, _("%(institution)s: departure noted.") % name)
        case "tidak-datang":
            attendance.no_show(visit, by=by, now=now, version=version())
            messages.success(request, _("%(institution)s: noted that nobody came.") % name)
        case "tarik-kembali":
            attendance.take_back(visit, by=by, now=now, version=version())
            messages.success(request, _("%(institution)s: taken back, expected again.") % name)
        case "foto":
            agreed = request.POST.get("photographs")
            if agreed not in ("yes", "no"):
                raise Http404
            answering.consent(visit, photographs=agreed == "yes", by=by, now=now)
            messages.success(request, _("%(institution)s: answer about photographs noted.") % name)
        case _:
            raise Http404
    return None


def _is_fetch(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _answer(request: HttpRequest, row: DayVisit, told: dict[str, str]) -> HttpResponse:
    if _is_fetch(request):
        return JsonResponse(told)
    return redirect(_card_address(row))

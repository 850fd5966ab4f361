"""The day itself: who comes, checked in by list, by the ticket's code or afterwards."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.access.tokens import arrival_code
from visits.agenda.reading import rundown_of
from visits.history.events import staff
from visits.life import answering, attendance
from visits.life import step as steps
from visits.models import AgendaItem, Visit
from visits.pages.desk.day.forms import ArrivalForm, DepartureForm
from visits.pages.desk.day.pressed import Told, answered, not_expected_words, press_of, say
from visits.pages.desk.frame.access import needs
from visits.pages.desk.frame.refusals import OldForm, done_meanwhile, said, version_in
from visits.pages.desk.frame.sure import nobody_came_already
from visits.pages.frame.presses import pressed_on
from visits.pages.offline.keeping import of_door, render_kept
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

    @property
    def ticket(self) -> str:
        """The hash of their ticket's code (16 hex digits): a page without network knows it by it,
        and leaves no code on the phone."""
        return hashlib.sha256(arrival_code(self.row.visit).encode()).hexdigest()[:16]


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
    told = list(messages.get_messages(request))
    at_cards = {str(one.extra_tags): str(one) for one in told if one.extra_tags}
    cards = [replace(c, error=c.error or at_cards.pop(c.row.visit.reference, "")) for c in cards]
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
        # What is said of a visit stands at its card, where a phone comes back to.
        "messages": [one for one in told if not one.extra_tags or one.extra_tags in at_cards],
        "code": request.GET.get("kode", ""),
    }
    if status != 200:
        return render(request, "desk/day.html", context, status=status)
    keep = of_door(request, day, same=f"?tanggal={day.isoformat()}")
    return render_kept(request, "desk/day.html", context, keep)


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


class _NotRight(Exception):
    """A form that is not right: `form`."""

    def __init__(self, form: ArrivalForm | DepartureForm) -> None:
        super().__init__()
        self.form = form

    @property
    def words(self) -> str:
        """All that is said of it."""
        return " ".join(str(words) for said in self.form.errors.values() for words in said)


_Moved = (steps.WrongStatus, steps.Stale, steps.TooLate)


@needs(Right.RECEIVE)
@pressed_on(_its_day, "reference")
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Note one thing about a visit of the day, and come back to that day.

    A press by script has a key (pressed.py), and is answered in JSON: it must know what the phone
    may forget.
    """
    visit = Visit.objects.select_related("region__province").filter(reference=reference).first()
    if visit is None:
        raise Http404
    now, row, press = timezone.now(), visit_on_its_day(visit), press_of(request)
    if press is not None:
        return answered(request, press, lambda: _told(request, visit, row, step, now))
    if row is None:
        raise Http404
    if step == "tidak-datang":
        asked = nobody_came_already(request, visit, row.session)
        if asked is not None:
            return asked
    try:
        _take(request, row, step, now)
    except _Moved as error:
        words = f"{visit.institution}: {said(error).words}"
        messages.warning(request, words, extra_tags=visit.reference)
    except OldForm as error:
        refused = card_of(row, now, typed=step, error=said(error).words)
        return day_page(request, row.day, now, refused=refused, status=422)
    except _NotRight as wrong:
        refused = card_of(row, now, typed=step, bound=wrong.form)
        return day_page(request, row.day, now, refused=refused, status=422)
    return redirect(_card_address(row))


def _told(
    request: HttpRequest, visit: Visit, row: DayVisit | None, step: str, now: dt.datetime
) -> Told:
    """The same for a press by script: what was kept was noted before, and asks nobody."""
    if row is None:
        return Told(409, not_expected_words(visit))
    try:
        return Told(200, _take(request, row, step, now))
    except _Moved as error:
        words = said(error).words
        if isinstance(error, steps.WrongStatus):
            words = done_meanwhile(visit) or words
        return Told(409, f"{visit.institution}: {words}")
    except OldForm as error:
        return Told(422, said(error).words)
    except _NotRight as wrong:
        return Told(422, f"{visit.institution}: {wrong.words}")


def _take(request: HttpRequest, row: DayVisit, step: str, now: dt.datetime) -> str:
    """Take the step; gives what is said of it, and raises _NotRight of its form."""
    visit, by, press = row.visit, staff(request.user), press_of(request)
    name = {"institution": visit.institution}
    without_network = press is not None and press.kept
    given: dict[str, Any] = {
        "row": row,
        "now": now,
        "pressed_at": press.moment(row, now) if press else None,
    }

    def version() -> int:
        """Of what is decided; arrivals and departures are facts, often noted without network."""
        return version_in(request.POST.get("version", ""))

    if row.day > timezone.localdate(now) and step != "foto":
        raise Http404
    match step:
        case "datang":
            arrival = ArrivalForm(request.POST, **given)
            if not arrival.is_valid():
                raise _NotRight(arrival)
            data = arrival.cleaned_data
            visit = attendance.check_in(
                visit,
                by=by,
                now=now,
                arrived_at=arrival.moment,
                people=data["people"],
                without_network=without_network,
            )
            if data["photographs"] is not None:
                answering.consent(visit, photographs=data["photographs"], by=by, now=now)
            return say(request, _("%(institution)s: arrival noted.") % name)
        case "pulang":
            departure = DepartureForm(request.POST, **given)
            if not departure.is_valid():
                raise _NotRight(departure)
            attendance.complete(
                visit,
                by=by,
                now=now,
                left_at=departure.moment,
                people=departure.cleaned_data["people"],
                without_network=without_network,
            )
            return say(request, _("%(institution)s: departure noted.") % name)
        case "tidak-datang":
            attendance.no_show(
                visit, by=by, now=now, version=version(), without_network=without_network
            )
            return say(request, _("%(institution)s: noted that nobody came.") % name)
        case "tarik-kembali":
            attendance.take_back(visit, by=by, now=now, version=version())
            return say(request, _("%(institution)s: taken back, expected again.") % name)
        case "foto":
            agreed = request.POST.get("photographs")
            if agreed not in ("yes", "no"):
                raise Http404
            answering.consent(visit, photographs=agreed == "yes", by=by, now=now)
            return say(request, _("%(institution)s: answer about photographs noted.") % name)
        case _:
            raise Http404

"""Who of a visit is here, person by person: the list on which they are ticked at the door."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.models import Presence, Visit
from visits.models.references import read_reference
from visits.pages.desk.day.people_forms import GuestForm, SeveralForm, TimesForm
from visits.pages.desk.day.pressed import not_expected_words
from visits.pages.desk.frame.access import needs
from visits.pages.offline.keeping import of_door, render_kept
from visits.people.roles import Right
from visits.presence import objections, until
from visits.presence.roll import OnTheList, roll
from visits.queries.day import DayVisit, visit_on_its_day


@dataclass
class Shown:
    """What a page that was refused shows again: the words, and what was typed."""

    error: str = ""
    status: int = 200
    several: SeveralForm | None = None
    guest: GuestForm | None = None
    times: TimesForm | None = None
    answer: str = ""
    reason: str = ""


@never_cache
@require_safe
@needs(Right.READ)
def people(request: HttpRequest, reference: str) -> HttpResponse:
    """The list of one visit; `?cara=daftar` to note several, `?ubah=` somebody's times, `?tadi=`
    the moment at which several were noted, to take that back."""
    row = row_named(reference)
    if row is None:
        return not_expected(request, reference)
    return people_page(request, row, timezone.now(), Shown())


def visit_named(reference: str) -> Visit:
    """The visit with that number; Http404."""
    found = Visit.objects.select_related("region__province")
    visit = found.filter(reference=read_reference(reference)).first()
    if visit is None:
        raise Http404
    return visit


def row_named(reference: str) -> DayVisit | None:
    """That visit on its day; None where it is not expected."""
    return visit_on_its_day(visit_named(reference))


def not_expected(request: HttpRequest, reference: str) -> HttpResponse:
    """To the visit's own page, which says how it stands."""
    visit = visit_named(reference)
    messages.warning(request, not_expected_words(visit))
    return redirect("desk-visit", reference=visit.reference)


def people_page(
    request: HttpRequest, row: DayVisit, now: dt.datetime, shown: Shown
) -> HttpResponse:
    """The list as it is now, with what a refused press has to say again."""
    listed = roll(row.visit)
    today = row.day == timezone.localdate(now, row.session.starts_at.tzinfo)
    several = request.GET.get("cara") == "daftar" or shown.several is not None
    # Several are noted from the whole list: nobody is meant who is not on the page.
    query = "" if several else request.GET.get("cari", "")
    moment = request.GET.get("tadi", "")
    context = {
        "section": "day",
        "row": row,
        "visit": row.visit,
        "session": row.session,
        "today": today,
        "ahead": row.day > timezone.localdate(now, row.session.starts_at.tzinfo),
        "listed": _filtered(listed, query),
        "query": query,
        "moment": moment,
        "just_noted": len(noted_together(listed, moment)),
        "total": len(listed),
        "here": sum(one.presence is not None for one in listed),
        "inside": sum(one.presence is not None and one.presence.left_at is None for one in listed),
        "several": (shown.several or SeveralForm(row=row, now=now)) if several else None,
        "chosen": shown.several.chosen if shown.several else set(),
        "times": shown.times or _times(request, row, listed, now),
        "guest": shown.guest or GuestForm(),
        "guest_open": shown.guest is not None,
        "needs_reason": until.needs_reason(row, now=now),
        "free_until": until.free_until(row) - dt.timedelta(days=1),
        "reason": shown.reason,
        "objection": until.open_objection(row.visit),
        "answer": shown.answer,
        "longest": objections.LONGEST,
        "error": shown.error,
    }
    if shown.status != 200:
        return render(request, "desk/people.html", context, status=shown.status)
    keep = None if request.GET else of_door(request, row.day)
    return render_kept(request, "desk/people.html", context, keep)


def noted_together(listed: list[OnTheList], moment: str) -> list[int]:
    """The ids of those who were noted by one press at `moment` (ISO 8601) and still are."""
    try:
        at = parse_datetime(moment)
    except ValueError:
        at = None
    together = (Presence.How.BULK, Presence.How.LIST)
    return [
        one.presence.pk
        for one in listed
        if at and one.presence and one.presence.noted_at == at and one.presence.how in together
    ]


def _filtered(listed: list[OnTheList], query: str) -> list[OnTheList]:
    """Those whose name, position or number has every word of the query."""
    words = query.casefold().split()

    def matches(one: OnTheList) -> bool:
        person = one.participant
        text = f"{person.number} {person.name} {person.position}".casefold()
        return all(word in text for word in words)

    return [one for one in listed if matches(one)]


def _times(
    request: HttpRequest, row: DayVisit, listed: list[OnTheList], now: dt.datetime
) -> TimesForm | None:
    """The form for the times of whom `?ubah=` names, where they are noted."""
    asked = request.GET.get("ubah", "")
    for one in listed:
        if one.presence is not None and str(one.participant.pk) == asked:
            return TimesForm(row=row, now=now, presence=one.presence)
    return None

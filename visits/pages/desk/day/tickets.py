"""Tickets: read by their code, looked at, and those of another day received all the same."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.access.tickets import participant_of_ticket_code
from visits.access.tokens import visit_of_arrival_code
from visits.history.events import staff
from visits.life import attendance
from visits.life import step as steps
from visits.models import Participant, Presence, Visit
from visits.models.references import read_reference
from visits.openings.noting import is_about
from visits.pages.desk.day.day import card_of, day_page
from visits.pages.desk.day.forms import AnotherDayForm
from visits.pages.desk.frame.access import needs
from visits.pages.desk.frame.refusals import OldForm, said, version_in
from visits.pages.frame.presses import pressed_on
from visits.people.roles import Right
from visits.presence.until import needs_reason
from visits.queries.day import visit_on_its_day


@never_cache
@require_safe
@needs(Right.RECEIVE)
def find(request: HttpRequest) -> HttpResponse:
    """Look a visit up by what was typed: the ticket's code, or the visit's number."""
    typed = request.GET.get("kode", "").strip()
    if typed and (participant_of_ticket_code(typed) or _by_ticket(typed)):
        return redirect("desk-arrival", code=typed)
    now = timezone.now()
    words = _("No visit has this code. Look at the ticket again, or choose it from the list.")
    if not typed:
        words = _("Write the code on the ticket, or the visit's number.")
    today = timezone.localdate(now)
    return day_page(request, today, now, problems={"kode": words}, status=404 if typed else 400)


@never_cache
@require_safe
@needs(Right.RECEIVE)
def arrival(request: HttpRequest, code: str) -> HttpResponse:
    """The visit whose ticket was read. Nothing changes yet: a press notes the arrival."""
    person = participant_of_ticket_code(code)
    visit = person.visit if person else _by_ticket(code)
    if visit is None:
        raise Http404
    return _ticket_page(request, visit, timezone.now(), person=person)


def _ticket_page(
    request: HttpRequest,
    visit: Visit,
    now: dt.datetime,
    *,
    person: Participant | None = None,
    refused: AnotherDayForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The visit of a ticket, or the `person` whose it is; of another day's with the way to receive
    it all the same."""
    is_about(request, visit)
    row = visit_on_its_day(visit)
    another = row is not None and row.day != timezone.localdate(now)
    context = {
        "section": "day",
        "visit": visit,
        "card": card_of(row, now) if row else None,
        "another": another,
        "person": person,
        "presence": Presence.objects.filter(pk=person.pk).first() if person else None,
        "ahead": row is not None and row.day > timezone.localdate(now),
        "needs_reason": row is not None and person is not None and needs_reason(row, now=now),
        "today": timezone.localdate(now),
        "another_day": refused or AnotherDayForm(initial={"people": visit.people}),
        "error": error,
    }
    return render(request, "desk/day_arrival.html", context, status=status)


def _by_ticket(code: str) -> Visit | None:
    """The visit of a ticket's code, or of a number as staff see it in their list."""
    if "\x00" in code:
        return None
    found = Visit.objects.select_related("region__province")
    return visit_of_arrival_code(code) or found.filter(reference=read_reference(code)).first()


@needs(Right.RECEIVE)
@pressed_on("desk-day")
def another_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Receive now who has the ticket of another day, with a reason."""
    found = Visit.objects.select_related("region__province")
    visit = found.filter(reference=read_reference(reference)).first()
    row = visit_on_its_day(visit) if visit else None
    if visit is None or row is None:
        raise Http404
    now = timezone.now()
    form = AnotherDayForm(request.POST)
    if not form.is_valid():
        return _ticket_page(request, visit, now, refused=form, status=422)
    data = form.cleaned_data
    try:
        version = version_in(request.POST.get("version", ""))
        visit = attendance.check_in_on_another_day(
            visit,
            reason=data["reason"],
            people=data["people"],
            by=staff(request.user),
            now=now,
            version=version,
        )
    except (steps.WrongStatus, steps.Stale, OldForm) as error:
        told = said(error)
        now_is = found.get(pk=visit.pk)
        return _ticket_page(
            request, now_is, now, refused=form, error=told.words, status=told.status
        )
    words = _("%(institution)s: arrival noted.")
    messages.success(request, words % {"institution": visit.institution})
    return redirect(f"{reverse('desk-day')}#{visit.reference}")

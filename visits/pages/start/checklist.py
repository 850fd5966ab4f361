"""The checklist of a new installation, and the button that opens its doors."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.models import Closure, Room, SessionPattern
from scheduling.weeks import monday_of
from visits.language.dates import short_moment_words, zone_words
from visits.models import Agency, Host, Officer
from visits.opening.doors import (
    NEEDED,
    InUse,
    NotReady,
    Step,
    done_steps,
    open_to_public,
    shut_again,
)
from visits.opening.weeks import TEMPLATES, HasSessions, NoRoom, use
from visits.pages.desk.frame.access import needs
from visits.pages.desk.settings.frame import log
from visits.pages.frame.presses import pressed_on
from visits.people.roles import Right

_TITLES = {
    Step.OFFICE: gettext_lazy("Office"),
    Step.MAIL: gettext_lazy("E-mail"),
    Step.ROOMS: gettext_lazy("Rooms"),
    Step.WEEK: gettext_lazy("Working week and capacity"),
    Step.HOLIDAYS: gettext_lazy("Holidays"),
    Step.PEOPLE: gettext_lazy("Agencies and officers"),
}
_PLACES = {
    Step.OFFICE: "settings-profile",
    Step.MAIL: "settings-profile",
    Step.ROOMS: "settings-rooms",
    Step.WEEK: "settings-sessions",
    Step.HOLIDAYS: "settings-holidays",
    Step.PEOPLE: "settings-officers",
}
_TEMPLATE_WORDS = {
    "usual": gettext_lazy("Monday to Thursday 09.00 and 13.30, Friday 09.00: nine sessions"),
    "mornings": gettext_lazy("Mornings only, Monday to Friday 09.00: five sessions"),
    "ramadan": gettext_lazy("Ramadan: shorter hours, nine sessions"),
}
_TEMPLATE_NAMES = {
    "usual": gettext_lazy("Usual hours"),
    "mornings": gettext_lazy("Mornings"),
    "ramadan": gettext_lazy("Ramadan"),
}


@dataclass(frozen=True)
class Row:
    """One step as the page shows it."""

    step: Step
    title: Any
    words: str
    done: bool
    needed: bool
    address: str


@never_cache
@require_safe
@needs(Right.SET_OFFICE)
def checklist(request: HttpRequest) -> HttpResponse:
    """What is done, what is next, and opening."""
    host, today = Host.load(), timezone.localdate()
    done = done_steps(host, today=today)
    rows = [
        Row(
            step=step,
            title=_TITLES[step],
            words=_words(step, host, is_done=step in done),
            done=step in done,
            needed=step in NEEDED,
            address=reverse(_PLACES[step]),
        )
        for step in Step
    ]
    context = {
        "section": "settings",
        "rows": rows,
        "count": len(done),
        "next": next((row.step for row in rows if not row.done), None),
        "may_open": all(step in done for step in NEEDED),
        "templates": [(code, _TEMPLATE_WORDS[code]) for code in ("usual", "mornings")],
        "mail_to": request.user.email if request.user.is_authenticated else "",
    }
    return render(request, "start/checklist.html", context)


def _words(step: Step, host: Host, *, is_done: bool) -> str:
    """What there is, or what it is for."""
    if step == Step.OFFICE:
        zone = zone_words(timezone.localtime())
        return f"{host.name}, {zone}, {host.address}" if is_done else _("Name, address, time zone.")
    if step == Step.MAIL:
        return _mail_words(host, is_done=is_done)
    if step == Step.ROOMS:
        rooms = Room.objects.filter(active=True).order_by("name")[:3]
        words = ", ".join(
            _("%(room)s, %(people)d people") % {"room": r.name, "people": r.people_limit}
            for r in rooms
        )
        return words or _("Where guests are received, and how many a room takes.")
    if step == Step.WEEK:
        count = SessionPattern.objects.count()
        words = ngettext("%(n)d session a week", "%(n)d sessions a week", count) % {"n": count}
        return words if is_done else _("When guests are received, and how many delegations.")
    if step == Step.HOLIDAYS:
        count = Closure.objects.filter(starts_on__gte=timezone.localdate()).count()
        words = ngettext("%(n)d closed day to come", "%(n)d closed days to come", count)
        return words % {"n": count} if is_done else _("Looked at before they are stored.")
    found = {"officers": Officer.objects.count(), "agencies": Agency.objects.count()}
    words = _("%(officers)d officers, %(agencies)d agencies") % found
    return words if is_done else _("Who receives guests, and whom they may meet; can follow later.")


def _mail_words(host: Host, *, is_done: bool) -> str:
    if not host.has_own_address:
        return _("Where mails come from. Give the office's own address in its profile first.")
    if is_done and host.mail_tried_at:
        at = short_moment_words(timezone.localtime(host.mail_tried_at))
        return _("Test mail taken by the server, %(at)s") % {"at": at}
    return _("A test mail shows whether the server takes our mail.")


@pressed_on("start")
@needs(Right.SET_OFFICE)
def use_week(request: HttpRequest) -> HttpResponse:
    """Make the week of a template; a Ramadan has its first and last day."""
    template = TEMPLATES.get(request.POST.get("template", ""))
    if template is None:
        return redirect("start")
    first, last = monday_of(timezone.localdate()), None
    if template.code == "ramadan":
        found = _dates(request)
        if found is None:
            messages.error(request, _("Give the first and the last day of Ramadan, in that order."))
            return redirect("start")
        first, last = found
    try:
        made = use(template, name=str(_TEMPLATE_NAMES[template.code]), first=first, last=last)
    except NoRoom:
        messages.error(request, _("Add a room first: sessions are held in one."))
    except HasSessions:
        messages.error(
            request, _("There are sessions from that day on already. Change them there.")
        )
    else:
        log(request, made, gettext_lazy("Made from a template."))
        messages.success(request, _("The week is there. Change what differs at your office."))
    return redirect("start")


def _dates(request: HttpRequest) -> tuple[dt.date, dt.date] | None:
    try:
        first = parse_date(request.POST.get("first", ""))
        last = parse_date(request.POST.get("last", ""))
    except ValueError:
        return None
    return (first, last) if first and last and first <= last else None


@pressed_on("start")
@needs(Right.SET_OFFICE)
def open_doors(request: HttpRequest) -> HttpResponse:
    """Let delegations ask."""
    try:
        host = open_to_public(now=timezone.now(), today=timezone.localdate())
    except NotReady as error:
        names = ", ".join(str(_TITLES[step]) for step in error.missing)
        messages.error(request, _("Not yet: %(steps)s.") % {"steps": names})
        return redirect("start")
    log(request, host, gettext_lazy("Opened to the public."))
    messages.success(request, _("Open: delegations can request a visit from now on."))
    return redirect("desk")


@pressed_on("start")
@needs(Right.SET_OFFICE)
def shut_doors(request: HttpRequest) -> HttpResponse:
    """Take that back, while nobody has asked."""
    try:
        host = shut_again()
    except InUse:
        messages.error(request, _("There are requests already; close days or weeks instead."))
    else:
        log(request, host, gettext_lazy("Closed to the public again."))
        messages.success(request, _("Closed again: the site says that it opens soon."))
    return redirect("start")

"""What is pressed about the people of a visit: plain forms, which come back to the person."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.access.tickets import ticket_code
from visits.history.events import staff
from visits.language.dates import day_words
from visits.life import step as steps
from visits.models import Participant, Presence, Visit
from visits.pages.desk.day.people import (
    Shown,
    not_expected,
    noted_together,
    people_page,
    row_named,
    visit_named,
)
from visits.pages.desk.day.people_forms import GuestForm, SeveralForm, TimesForm
from visits.pages.desk.day.people_papers import agreed, papers_page
from visits.pages.desk.day.pressed import Told, answered, not_expected_words, press_of, say
from visits.pages.desk.frame.access import needs
from visits.pages.desk.frame.refusals import REFUSALS, done_meanwhile, not_too_long, said
from visits.pages.frame.presses import pressed_on
from visits.papers.life.ending import PapersHang, take_back_presence
from visits.people.roles import Right
from visits.presence import guests, noting, objections
from visits.presence.roll import roll
from visits.presence.until import needs_reason
from visits.queries.day import DayVisit, WrongMoment

How = Presence.How
# What these presses raise, beside what every step does.
_REFUSED: tuple[type[Exception], ...] = (
    noting.NotYet,
    noting.NotOnTheList,
    noting.NotNoted,
    guests.ListFull,
    objections.Answered,
    WrongMoment,
    *REFUSALS,
)


# What a phone keeps while there is no network.
_BY_SCRIPT = ("catat", "pulang")


class _Refused(Exception):
    """A form that is not right: the page shows it again."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.shown = shown


def _list_of(reference: str) -> str:
    return reverse("desk-people", args=[reference])


@needs(Right.RECEIVE)
@pressed_on(_list_of, "reference")
def press(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Note, or take back, what `step` says; what was refused comes back with the reason."""
    take = _STEPS.get(step)
    row = row_named(reference)
    if take is None:
        raise Http404
    script = press_of(request)
    if script is not None and step in _BY_SCRIPT:
        return answered(request, script, lambda: _told(request, reference, row, take))
    if row is None:
        return not_expected(request, reference)
    now, reason = timezone.now(), request.POST.get("reason", "")
    try:
        not_too_long(reason, steps.LONGEST_REASON)
        person = take(request, row, now, {"by": staff(request.user), "now": now, "reason": reason})
    except PapersHang as hang:
        return papers_page(request, row, hang, late=needs_reason(row, now=now))
    except _Refused as refused:
        return people_page(request, row, now, refused.shown)
    except _REFUSED as error:
        fresh = row_named(reference)
        if fresh is None:
            return not_expected(request, reference)
        shown = Shown(*_why_not(error), reason=reason, answer=request.POST.get("text", ""))
        if "cara" in request.POST:
            shown.several = SeveralForm(request.POST, row=fresh, now=now)
        return people_page(request, fresh, now, shown)
    if step == "sekaligus":
        address = _list_of(row.visit.reference)
        return redirect(f"{address}?{urlencode({'tadi': now.isoformat()})}")
    return _back(request, row.visit, person)


def _told(request: HttpRequest, reference: str, row: DayVisit | None, take: "_Take") -> Told:
    """The same for a press by script, which a phone may have kept."""
    if row is None:
        return Told(409, not_expected_words(visit_named(reference)))
    now = timezone.now()
    try:
        take(request, row, now, {"by": staff(request.user), "now": now, "reason": ""})
    except _REFUSED as error:
        words, status = _why_not(error)
        if isinstance(error, steps.WrongStatus):
            words = done_meanwhile(row.visit) or words
        return Told(status, f"{row.visit.institution}: {words}")
    return Told(200)


def _back(request: HttpRequest, visit: Visit, person: Participant | None) -> HttpResponse:
    """To the person, in the list or on their ticket, wherever the press was made."""
    if person is not None and request.POST.get("kembali") == "tiket":
        return redirect("desk-arrival", code=ticket_code(person))
    address = _list_of(visit.reference)
    return redirect(f"{address}#orang-{person.pk}" if person is not None else address)


def _why_not(error: Exception) -> tuple[str, int]:
    """The sentence and the HTTP status."""
    match error:
        case noting.NotYet():
            words = _("Their day has not come: they are expected on %(day)s.")
            return words % {"day": day_words(error.day)}, 409
        case noting.NotOnTheList():
            return _("Nobody was noted: somebody is not on the list any more. Look again."), 409
        case noting.NotNoted():
            return _("Somebody else took this back meanwhile. Look at the list again."), 409
        case guests.ListFull():
            return _("This list is full. Note the others on paper."), 409
        case objections.Answered():
            return _("Somebody else answered this objection meanwhile."), 409
        case steps.NeedsReason():
            return _("The time for corrections is over: write why, it stays in the history."), 422
        case WrongMoment():
            return _moment_words(error), 422
    told = said(error)
    return told.words, told.status


def _moment_words(error: WrongMoment) -> str:
    """Why a time cannot be true."""
    return {
        "not_yet": _("This time has not come yet."),
        "another_day": _("This is not on the day of the visit."),
    }.get(error.code, _("Nobody leaves before they came. Look at both times."))


_Who = dict[str, Any]
_Take = Callable[[HttpRequest, DayVisit, dt.datetime, _Who], Participant | None]


def _chosen(request: HttpRequest, row: DayVisit) -> Participant:
    """Whom the button stands beside; raises NotOnTheList where they are gone."""
    pk = request.POST.get("orang", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        raise noting.NotOnTheList
    person = row.visit.participants.select_related("visit").filter(pk=int(pk)).first()
    if person is None:
        raise noting.NotOnTheList
    return person


def _pressed(
    request: HttpRequest, row: DayVisit, now: dt.datetime
) -> tuple[dt.datetime | None, bool]:
    """When it was pressed where a phone kept it (None: now), and whether one did."""
    press = press_of(request)
    return (press.moment(row, now), press.kept) if press else (None, False)


def _note(request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who) -> Participant | None:
    person = _chosen(request, row)
    how = How.TICKET if request.POST.get("kembali") == "tiket" else How.DOOR
    at, kept = _pressed(request, row, now)
    noting.note(row.visit, [person.pk], how=how, came_at=at, without_network=kept, **who)
    say(request, _("%(name)s: noted as present.") % {"name": person.name})
    return person


def _note_several(
    request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who
) -> Participant | None:
    form = SeveralForm(request.POST, row=row, now=now)
    if not form.is_valid():
        raise _Refused(Shown(status=422, several=form, reason=who["reason"]))
    wanted = form.people(row.visit)
    new = noting.note(
        row.visit, wanted, how=form.how, came_at=form.came_at, left_at=form.left_at, **who
    )
    words = ngettext(
        "%(count)s person noted as present.", "%(count)s people noted as present.", len(new)
    )
    known = len(wanted) - len(new)
    if known:
        words += " " + ngettext(
            "%(known)s was noted before and stays as it is.",
            "%(known)s were noted before and stay as they are.",
            known,
        )
    messages.success(request, words % {"count": len(new), "known": known})
    return None


def _leave(request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who) -> Participant | None:
    person = _chosen(request, row)
    at, kept = _pressed(request, row, now)
    noting.leave(row.visit, [person.pk], left_at=at, without_network=kept, **who)
    say(request, _("%(name)s: departure noted.") % {"name": person.name})
    return person


def _all_leave(
    request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who
) -> Participant | None:
    gone = noting.leave(row.visit, None, **who)
    words = ngettext(
        "Departure of %(count)s person noted.", "Departure of %(count)s people noted.", len(gone)
    )
    messages.success(request, words % {"count": len(gone)})
    return None


def _take_back(
    request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who
) -> Participant | None:
    person = _chosen(request, row)
    take_back_presence(row.visit, [person.pk], agreed=agreed(request), **who)
    messages.success(request, _("%(name)s: presence taken back.") % {"name": person.name})
    return person


def _take_back_several(
    request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who
) -> Participant | None:
    chosen = noted_together(roll(row.visit), request.POST.get("tadi", ""))
    if not chosen:
        raise noting.NotNoted
    gone = take_back_presence(row.visit, chosen, agreed=agreed(request), **who)
    words = ngettext(
        "Presence of %(count)s person taken back.",
        "Presence of %(count)s people taken back.",
        len(gone),
    )
    messages.success(request, words % {"count": len(gone)})
    return None


def _correct(
    request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who
) -> Participant | None:
    person = _chosen(request, row)
    presence = Presence.objects.filter(pk=person.pk).first()
    if presence is None:
        raise noting.NotNoted
    form = TimesForm(request.POST, row=row, now=now, presence=presence)
    if not form.is_valid():
        raise _Refused(Shown(status=422, times=form, reason=who["reason"]))
    try:
        noting.correct(row.visit, person.pk, came_at=form.came_at, left_at=form.left_at, **who)
    except WrongMoment as wrong:
        form.add_error(None, _moment_words(wrong))
        raise _Refused(Shown(status=422, times=form, reason=who["reason"])) from wrong
    messages.success(request, _("%(name)s: times corrected.") % {"name": person.name})
    return person


def _add_guest(
    request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who
) -> Participant | None:
    form = GuestForm(request.POST)
    if not form.is_valid():
        raise _Refused(Shown(status=422, guest=form, reason=who["reason"]))
    person = guests.add(row.visit, form.person, **who)
    words = _("%(name)s: on the list as no. %(number)s, and noted as present.")
    messages.success(request, words % {"name": person.name, "number": person.number})
    return person


def _answer(request: HttpRequest, row: DayVisit, now: dt.datetime, who: _Who) -> Participant | None:
    text = not_too_long(request.POST.get("text", ""), objections.LONGEST)
    if not text.strip():
        raise _Refused(Shown(_("Write the answer first: it is mailed to the delegation."), 422))
    objections.answer(row.visit, text=text, by=who["by"], now=now)
    messages.success(request, _("The answer is on its way to the delegation."))
    return None


_STEPS: dict[str, _Take] = {
    "catat": _note,
    "sekaligus": _note_several,
    "pulang": _leave,
    "semua-pulang": _all_leave,
    "batal": _take_back,
    "batal-tadi": _take_back_several,
    "jam": _correct,
    "tamu": _add_guest,
    "jawab": _answer,
}

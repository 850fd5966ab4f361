"""One step for several visits at once: only what is safe to do alike, and only after a look.

The first press shows what would happen to which visit; the second does it, each visit by itself:
one that somebody changed meanwhile is left alone and named.
"""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visits.history.events import Actor, staff
from visits.life import amending, deciding
from visits.life.table import Action, allowed_actions
from visits.models import Assignment, Officer, Visit, VisitEvent
from visits.pages.desk.frame.access import for_deciders, visible_visits
from visits.pages.desk.frame.refusals import REFUSALS, OldForm, said, version_in
from visits.pages.desk.frame.telling import by_whatsapp
from visits.pages.desk.visit.decision import REASONS
from visits.pages.desk.visit.steps import typed_text
from visits.pages.frame.presses import pressed_on

_MOST = 50
_STEPS = {"tolak": Action.DECLINE, "petugas": Action.ASSIGN}


@dataclass(frozen=True)
class Pick:
    """A visit that was chosen, with the version that the list showed."""

    visit: Visit
    version: int
    possible: bool


@pressed_on("desk")
@for_deciders
def bulk(request: HttpRequest) -> HttpResponse:
    """`step` is `tolak` or `petugas`, `pick` holds `reference:version`; `sure` does it."""
    name = request.POST.get("step", "")
    if name not in _STEPS:
        raise Http404
    error = ""
    try:
        versions = _versions(request)
    except OldForm as old:
        versions, error = {}, said(old).words
    picks = _picks(request, versions, _STEPS[name])
    if not picks and not error:
        messages.warning(request, _("Choose visits by the boxes before them first."))
        return redirect("desk")
    reason = typed_text(request)
    officer = Officer.objects.filter(active=True, pk=_number(request, "receiving") or 0).first()
    if request.POST.get("sure") and not error:
        if name == "tolak" and not reason:
            error = _("Write it in a few words first: somebody will read it.")
        elif name == "petugas" and officer is None:
            error = _("Choose an officer.")
        else:
            return _do(request, name, picks, reason=reason, officer=officer)
    context = {
        "section": "inbox",
        "step": name,
        "picks": picks,
        "reasons": REASONS.values(),
        "officers": Officer.objects.filter(active=True),
        "reason": reason,
        "receiving": officer,
        "error": error,
    }
    return render(request, "desk/bulk.html", context, status=422 if error else 200)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.POST.get(name, "")[:10]
    return int(text) if text.isascii() and text.isdigit() else None


def _versions(request: HttpRequest) -> dict[str, int]:
    """The versions that the list showed, by the visits' numbers; raises OldForm without one."""
    picks = (text.partition(":") for text in request.POST.getlist("pick")[:_MOST])
    return {reference: version_in(version) for reference, _colon, version in picks}


def _picks(request: HttpRequest, versions: dict[str, int], action: Action) -> list[Pick]:
    visits = visible_visits(request).filter(reference__in=versions).order_by("id")
    return [
        Pick(v, versions[v.reference], action in allowed_actions(v, VisitEvent.By.STAFF))
        for v in visits
    ]


def _do(
    request: HttpRequest, name: str, picks: list[Pick], *, reason: str, officer: Officer | None
) -> HttpResponse:
    by, now, done = staff(request.user), timezone.now(), 0
    for pick in picks:
        try:
            if name == "tolak":
                deciding.decline(pick.visit, reason=reason, by=by, now=now, version=pick.version)
                if not pick.visit.contact_email:
                    messages.warning(request, f"{pick.visit.institution}: {by_whatsapp()}")
            elif officer is not None:
                _name(pick, officer, by=by, now=now)
            done += 1
        except REFUSALS as refusal:
            messages.warning(request, f"{pick.visit.institution}: {said(refusal).words}")
    if done:
        words = ngettext("Done for %(count)s visit.", "Done for %(count)s visits.", done)
        messages.success(request, words % {"count": done})
    return redirect("desk")


def _name(pick: Pick, officer: Officer, *, by: Actor, now: dt.datetime) -> None:
    """Let `officer` receive the visit; those who speak for agencies stay."""
    kept = pick.visit.assignments.filter(role=Assignment.Role.AGENCY).select_related("officer")
    officers = [officer, *(assignment.officer for assignment in kept)]
    amending.assign(
        pick.visit, officers=officers, receiving=officer, by=by, now=now, version=pick.version
    )

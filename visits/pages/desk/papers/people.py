"""Papers of the participants: a sheet or certificate each, issued and handed over together."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.history.events import staff
from visits.life.step import WrongStatus
from visits.models import Paper, PaperKind, Participant, Visit
from visits.pages.desk.frame.access import for_deciders, for_readers, visible_visit
from visits.pages.desk.papers.lacking import told_first
from visits.pages.desk.papers.paper import kind_in, shown_pdf, why_not
from visits.pages.desk.papers.rows import untrue_words
from visits.pages.frame.presses import pressed_on
from visits.papers.bundles import as_pdf, bytes_of, without_bytes
from visits.papers.life import issuing, making, sending
from visits.papers.life.refusals import REFUSALS
from visits.papers.life.table import IN_FORCE
from visits.papers.life.times import it_is_time, whom_for
from visits.papers.life.truth import Facts, Untrue, untrue
from visits.queries.visits import session_of

# So long somebody waits for a look at how far it is.
_A_LOOK = 1.0
_REFUSED: tuple[type[Exception], ...] = (*REFUSALS, WrongStatus)


@never_cache
@require_safe
@for_readers
def people(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Who has one, who could have one, and who got it.

    Each look sets sheets for a second where some are not set yet; `?kemajuan` gives that part.
    """
    visit, which = visible_visit(request, reference), kind_in(kind)
    if "kemajuan" in request.GET:
        progress = _progress(_living(visit, which), now=timezone.now())
        context = {"visit": visit, "kind": which, **progress}
        return render(request, "desk/papers/progress.html", context)
    return _page(request, visit, which)


def _page(
    request: HttpRequest, visit: Visit, kind: PaperKind, *, error: str = "", status: int = 200
) -> HttpResponse:
    now, session = timezone.now(), session_of(visit)
    facts = Facts.load(visit, session, now=now)
    papers = _living(visit, kind)
    could = {person.number for person in whom_for(visit, kind, over=facts.over)}
    rows = [_row(person, papers.get(person.number), facts, could) for person in
            visit.participants.order_by("number")]  # fmt: skip
    # Those whose person is on the list no more.
    known = {person.number for person in visit.participants.all()}
    left = [paper for number, paper in papers.items() if number not in known]
    context = {
        "section": "inbox",
        "visit": visit,
        "kind": kind,
        "rows": rows,
        "left": left,
        "lacking": sum(row["could"] for row in rows),
        **_progress(papers, now=now),
        "handed": sum(paper.handed_over_at is not None for paper in papers.values()),
        "over": facts.over,
        "time": it_is_time(visit, kind),
        "error": error,
    }
    return render(request, "desk/papers/people.html", context, status=status)


def _progress(papers: dict[int, Paper], *, now: dt.datetime) -> dict[str, Any]:
    """How many sheets are set, once some more were; `stuck` where none could be.

    `failed`: how many nobody tries to set any more.
    """
    before = sum(not paper.sha256 for paper in papers.values())
    looked_at: Iterable[Paper] = papers.values()
    if before:
        looked_at = making.make_within(looked_at, seconds=_A_LOOK, now=now)
    unset = [paper for paper in looked_at if not paper.sha256]
    return {
        "made": len(papers),
        "unset": len(unset),
        "set": len(papers) - len(unset),
        "stuck": 0 < len(unset) == before,
        "failed": sum(map(making.has_failed, unset)),
        "progress": before > 0,
    }


def _living(visit: Visit, kind: PaperKind) -> dict[int, Paper]:
    papers = visit.papers.filter(kind=kind, person__gt=0, state__in=IN_FORCE)
    found = {paper.person: paper for paper in papers.order_by("person")}
    for paper in found.values():
        paper.visit = visit
    return found


def _row(person: Participant, paper: Paper | None, facts: Facts, could: set[int]) -> dict[str, Any]:
    why = untrue(paper, facts) if paper is not None else None
    renewable = why == Untrue.FORM
    return {
        "person": person,
        "paper": paper,
        "failed": paper is not None and making.has_failed(paper),
        "here": person.number in facts.came,
        "why": untrue_words(why) if why else "",
        "could": person.number in could and (paper is None or renewable),
    }


@pressed_on("desk-papers-people", "reference", "kind")
@for_deciders
def issue(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Issue one for everybody who may have one and has none."""
    visit, which = visible_visit(request, reference), kind_in(kind)
    try:
        made = issuing.issue_for_all(visit, which, by=staff(request.user), now=timezone.now())
    except _REFUSED as refused:
        return _page(request, visit, which, error=why_not(refused), status=422)
    words = ngettext("%(count)s sheet is issued.", "%(count)s sheets are issued.", len(made))
    messages.success(request, words % {"count": len(made)})
    return redirect("desk-papers-people", reference=visit.reference, kind=which)


@pressed_on("desk-papers-people", "reference", "kind")
@for_deciders
def try_again(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Have those set that could not be; the page that follows begins with it."""
    visit, which = visible_visit(request, reference), kind_in(kind)
    making.begin_again(_living(visit, which).values())
    return redirect("desk-papers-people", reference=visit.reference, kind=which)


@pressed_on("desk-papers-people", "reference", "kind")
@for_deciders
def hand_over(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Note those ticked as handed over, all where none is; or (`belum`) take the note back."""
    visit, which = visible_visit(request, reference), kind_in(kind)
    ticked = [int(pk) for pk in request.POST.getlist("papers") if pk.isascii() and pk.isdigit()]
    back = "belum" in request.POST
    mark = sending.keep_back if back else sending.hand_over
    if back and not ticked:
        messages.warning(request, _("Tick those that were not handed over."))
    else:
        count = mark(visit, which, ticked or None, by=staff(request.user), now=timezone.now())
        words = (
            ngettext("%(count)s note is taken back.", "%(count)s notes are taken back.", count)
            if back
            else ngettext("%(count)s handed over.", "%(count)s handed over.", count)
        )
        messages.success(request, words % {"count": count})
    return redirect("desk-papers-people", reference=visit.reference, kind=which)


@never_cache
@require_safe
@for_readers
def together(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """All of them in one PDF, to print."""
    visit, which = visible_visit(request, reference), kind_in(kind)
    now = timezone.now()
    found = [making.make(paper, now=now) for paper in _living(visit, which).values()]
    if not found:
        messages.warning(request, _("There is nothing to print yet."))
        return redirect("desk-papers-people", reference=visit.reference, kind=which)
    for paper in found:
        paper.visit = visit
    lacking = without_bytes(found)
    back_to = reverse("desk-papers-people", args=[visit.reference, which])
    nothing = len(lacking) == len(found)
    if told := told_first(request, lacking, back_to=back_to, nothing=nothing):
        return told
    return shown_pdf(as_pdf(map(bytes_of, found)), f"{visit.reference}-{which}.pdf")

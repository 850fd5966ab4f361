"""Where the rundown of a visit is made and changed; without scripts the buttons ask the server."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from visits.agenda.items import MOST, BadRundown, in_order, of_rows
from visits.agenda.reading import rundown_of
from visits.agenda.templates import best_for, first_draft, parts_of, usual_parts
from visits.language.dates import time_words
from visits.life.joint_visits import companions_of
from visits.life.rundown.setting import NoSession, set_rundown
from visits.models import AgendaTemplate, Officer, Visit
from visits.pages.desk.frame.access import for_deciders, visible_visit
from visits.pages.desk.frame.refusals import REFUSALS, said
from visits.pages.desk.rundown.rows import (
    Row,
    acted,
    checked,
    items_in,
    rows_in,
    rows_of,
    timed,
)
from visits.pages.desk.visit.press import press_of
from visits.phrases.rundowns import too_many_words
from visits.queries.visits import Session, session_of

EMPTY, USUAL = "kosong", "umum"


@dataclass(frozen=True)
class Draft:
    """What the editor begins with: its rows, and what they were made from, in words."""

    rows: list[Row]
    source: str = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_deciders
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the editor, and save the rundown as a whole."""
    visit = visible_visit(request, reference)
    session = session_of(visit)
    if session is None or session.given_back:
        messages.warning(request, _("This visit has no session, and so no hours for a rundown."))
        return redirect("desk-visit", reference=reference)
    officers = officers_for(visit)
    if request.method != "POST":
        draft = _draft(request, visit, session, officers)
        return _page(request, visit, session, officers, draft.rows, source=draft.source)
    rows = timed(rows_in(request.POST), session.starts_at)
    version = request.POST.get("version", "")
    if act := request.POST.get("act", ""):
        rows = timed(acted(rows, act, minutes=_minutes(session)), session.starts_at)
        return _page(request, visit, session, officers, rows, version=version)
    return _save(request, visit, session, officers, rows, version)


def _save(
    request: HttpRequest,
    visit: Visit,
    session: Session,
    officers: Sequence[Officer],
    rows: list[Row],
    version: str,
) -> HttpResponse:
    rows = timed(checked(rows), session.starts_at)
    status, problem = 422, ""
    if len(rows) > MOST:
        problem = too_many_words()
    elif any(row.errors for row in rows):
        problem = _("Look at the items that are marked.")
    elif rows and rows[-1].end is not None and rows[-1].end > session.ends_at:
        problem = too_late(rows[-1].end, session)
    else:
        try:
            press = press_of(request, visit)
            set_rundown(visit, items=items_in(rows, officers), **press.who)
        except BadRundown:
            problem = _("The session was changed meanwhile. Look at the hours, then save again.")
        except NoSession:
            return redirect("desk-visit", reference=visit.reference)
        except REFUSALS as refusal:
            problem, status = said(refusal).words, said(refusal).status
            visit = visible_visit(request, visit.reference)
            version = str(visit.version)
        else:
            messages.success(request, _("The rundown is saved."))
            return redirect(f"{visit_address(visit)}#susunan-acara")
    return _page(
        request, visit, session, officers, rows, version=version, problem=problem, status=status
    )


def too_late(end: dt.datetime, session: Session) -> str:
    """That the rundown ends after its session, and what to do."""
    words = _(
        "The rundown ends at %(end)s, the session at %(session)s: make items shorter or remove "
        "some, or let all be fitted."
    )
    zone = session.starts_at.tzinfo
    return words % {
        "end": time_words(end.astimezone(zone)),
        "session": time_words(session.ends_at),
    }


def visit_address(visit: Visit) -> str:
    """The visit's page on the desk."""
    return redirect("desk-visit", reference=visit.reference).url


def officers_for(visit: Visit) -> list[Officer]:
    """Whom an item may name: those of the visit first, then all in use, and who stands there."""
    here = set(visit.assignments.values_list("officer_id", flat=True))
    there = set(visit.agenda.values_list("officer_id", flat=True))
    found = [o for o in Officer.objects.order_by("name") if o.active or o.pk in there]
    return sorted(found, key=lambda officer: officer.pk not in here)


def _minutes(session: Session) -> int:
    return int((session.ends_at - session.starts_at).total_seconds()) // 60


def _draft(
    request: HttpRequest, visit: Visit, session: Session, officers: Sequence[Officer]
) -> Draft:
    """What is there, or what `?templat=` or `?dari=` (a companion's reference) asks for."""
    start = session.starts_at
    stored = in_order(of_rows(rundown_of(visit, session).items))
    wanted, other = request.GET.get("templat", ""), request.GET.get("dari", "")
    for companion in companions_of(visit) if other else ():
        if companion.reference == other:
            items = in_order(of_rows(rundown_of(companion, session).items))
            source = _("taken from %(name)s") % {"name": companion.institution}
            return Draft(rows_of(items, start, officers), source)
    if stored and not wanted:
        return Draft(rows_of(stored, start, officers))
    if wanted == EMPTY:
        return Draft(timed([Row(minutes="10")], start), _("empty"))
    length = _minutes(session)
    template = best_for(length)
    if wanted == USUAL:
        template = None
    elif wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        template = AgendaTemplate.objects.filter(pk=int(wanted)).first() or template
    parts = parts_of(template) if template else usual_parts()
    name = template.name if template else _("the usual items")
    items = first_draft(visit, session, parts)
    source = _("made from: %(name)s") % {"name": name}
    return Draft(rows_of(items, start, officers), source)


def _page(
    request: HttpRequest,
    visit: Visit,
    session: Session,
    officers: Sequence[Officer],
    rows: list[Row],
    *,
    version: str = "",
    source: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    end = rows[-1].end if rows else session.starts_at
    others = [other for other in companions_of(visit) if other.agenda_from is not None]
    context: dict[str, Any] = {
        "section": "inbox",
        "visit": visit,
        "session": session,
        "rows": rows,
        "officers": officers,
        "version": version or str(visit.version),
        "source": source,
        "problem": problem,
        "end": end,
        "late": end is not None and end > session.ends_at,
        "templates": AgendaTemplate.objects.all(),
        "others": others,
        "most": MOST,
        "blank": Row(minutes="10"),
    }
    return render(request, "desk/rundown/edit.html", context, status=status)

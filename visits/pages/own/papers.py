"""The papers of a visit, as its delegation takes them along."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from visits.files.downloads import file_answer
from visits.models import Visit
from visits.pages.own.access import private
from visits.papers.bundles import as_zip, file_name
from visits.papers.life.sending import for_guests
from visits.papers.life.table import IN_FORCE
from visits.papers.life.truth import Facts, may_go_on, untrue
from visits.queries.visits import Session


def papers_shown(visit: Visit, session: Session | None, *, now: dt.datetime) -> dict[str, Any]:
    """What they take along, how many of it hold, and what of it the visit made untrue since (the
    desk is to replace or withdraw it); two queries at most.
    """
    papers = for_guests(visit)
    doubted: set[int] = set()
    if papers and visit.erased_at is None:
        facts = Facts.load(visit, session, now=now)
        doubted = {one.pk for one in papers if not may_go_on(untrue(one, facts))}
    held = sum(one.state in IN_FORCE for one in papers)
    return {"papers": papers, "papers_held": held, "papers_doubted": doubted}


@require_safe
@private
def paper(request: HttpRequest, visit: Visit, token: str, pk: int) -> HttpResponseBase:
    """One of them, as long as it is theirs to have; 404 for any other.

    Back to the page for one that ended since the page was opened, which says why.
    """
    found = next((one for one in for_guests(visit) if one.pk == pk), None)
    if found is None:
        raise Http404
    if found.state not in IN_FORCE:
        words = gettext("This paper holds no more. See below what took its place, or why.")
        messages.warning(request, words)
        return redirect(f"{reverse('own', args=[token])}#papers")
    return file_answer(found.signed_file or found.file, name=file_name(found))


@require_safe
@private
def bundle(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """All that hold, as a ZIP; 404 where there is none."""
    held = [one for one in for_guests(visit) if one.state in IN_FORCE]
    if not held:
        raise Http404
    return HttpResponse(
        as_zip(held),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{visit.reference}.zip"'},
    )

"""Who opened a visit's letter, list of participants and papers: for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.models import Opening
from visits.pages.desk.frame.access import needs, visible_visit
from visits.people.roles import Right

_MOST = 500


@never_cache
@require_safe
@needs(Right.SET_OFFICE)
def openings(request: HttpRequest, reference: str) -> HttpResponse:
    """The visit's rows, the last opened first; and how many more there are."""
    visit = visible_visit(request, reference)
    found = Opening.objects.filter(reference=visit.reference)
    total = found.count()
    numbers = dict(visit.papers.values_list("pk", "number"))
    rows = [{"row": row, "number": numbers.get(row.paper, "")} for row in found[:_MOST]]
    context = {
        "section": "inbox",
        "visit": visit,
        "rows": rows,
        "more": total - len(rows),
    }
    return render(request, "desk/openings.html", context)

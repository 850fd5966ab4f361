"""Before a presence is taken back: which papers in force would end with it, and a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from visits.papers.life.ending import PapersHang
from visits.queries.day import DayVisit


def agreed(request: HttpRequest) -> set[int]:
    """The ids of the papers that were named to whoever pressed; what is none is left out."""
    named = request.POST.getlist("berkas")
    return {int(pk) for pk in named if pk.isascii() and pk.isdigit() and len(pk) < 19}


def papers_page(
    request: HttpRequest, row: DayVisit, hang: PapersHang, *, late: bool
) -> HttpResponse:
    """The press once more, with the papers that it ends; `late`: a correction needs a reason.

    422 where they were named already, and only the reason lacks.
    """
    unsaid = bool(agreed(request)) and hang.given and not request.POST.get("reason", "").strip()
    context = {
        "section": "day",
        "visit": row.visit,
        "papers": hang.papers,
        "needs_reason": hang.given or late,
        "unsaid": unsaid,
        "again": [
            (name, request.POST[name])
            for name in ("orang", "kembali", "tadi")
            if name in request.POST
        ],
        "reason": request.POST.get("reason", ""),
    }
    status = 422 if unsaid else 200
    return render(request, "desk/people_papers.html", context, status=status)

"""Before papers are printed together: which of them have no PDF, and would be left out unsaid."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from visits.models import Paper, PaperKind

# Whoever has read what is lacking goes on with it in the address.
_READ = "tanpa"


@dataclass(frozen=True)
class _Row:
    paper: Paper
    title: str
    url: str


def told_first(
    request: HttpRequest, lacking: Iterable[Paper], *, back_to: str, nothing: bool = False
) -> HttpResponse | None:
    """The page that names the papers that are `lacking`; None where none is, or it was read.

    It stays where there is `nothing` to go on with.
    """
    rows = [_Row(paper, _title_of(paper), _address_of(paper)) for paper in lacking]
    if not rows or (_READ in request.GET and not nothing):
        return None
    asked = request.GET.copy()
    asked[_READ] = "1"
    go_on = "" if nothing else f"{request.path}?{asked.urlencode()}"
    return render(
        request, "desk/papers/lacking.html", {"rows": rows, "go_on": go_on, "back_to": back_to}
    )


def _title_of(paper: Paper) -> str:
    """Its kind and number; badges are no kind of papers that are kept."""
    if paper.kind not in PaperKind.values:
        return _("Badges")
    return f"{paper.get_kind_display()} {paper.number}".strip()


def _address_of(paper: Paper) -> str:
    """Where its making can be looked after; of one that is not issued, the visit."""
    reference = paper.visit.reference
    if paper._state.adding:
        return reverse("desk-visit", args=[reference])
    if paper.person:
        return reverse("desk-papers-people", args=[reference, paper.kind])
    return reverse("desk-paper", args=[reference, paper.pk])

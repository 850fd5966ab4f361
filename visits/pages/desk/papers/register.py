"""The register of numbers: searched, both directions, and taken along as a file."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.language.text import clean_line
from visits.models import PaperKind
from visits.pages.desk.frame.access import for_readers
from visits.pages.desk.frame.rows_as_files import Content, csv_of, xlsx_of
from visits.papers.life.beginning import starts_of
from visits.papers.life.issuing import local_day
from visits.papers.life.table import NUMBERED
from visits.papers.register import (
    Entry,
    Search,
    Way,
    entries,
    entry_of,
    incoming,
    letter_entry_of,
    outgoing,
    years,
)

_A_PAGE, MOST = 50, 10_000
_WIDTHS = (36, 12, 24, 44, 18, 30, 14, 50)


def _asked(request: HttpRequest) -> tuple[Way, Search]:
    """What is asked for; what is no year or kind asks for all of them."""
    given = request.GET
    year, kind = given.get("tahun", ""), given.get("jenis", "")
    way = Way.IN if given.get("arah") == Way.IN else Way.OUT
    return way, Search(
        words=clean_line(given.get("q", ""))[:120],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        kind=PaperKind(kind) if kind in NUMBERED else None,
        ended="batal" in given,
    )


class _Pages(Paginator[Any]):
    """Pages of at most `MOST` lines: a register of many years is narrowed to one, and not counted
    to its end; `more` where it goes on."""

    def __init__(self, lines: QuerySet[Any]) -> None:
        super().__init__(lines, _A_PAGE)
        self._counted = lines.order_by().values("pk")[: MOST + 1].count()

    @cached_property
    def count(self) -> int:
        """How many lines can be turned to."""
        return min(self._counted, MOST)

    @property
    def more(self) -> bool:
        """Whether there are more than that."""
        return self._counted > MOST


@never_cache
@require_safe
@for_readers
def register(request: HttpRequest) -> HttpResponse:
    """Fifty lines a page, the newest first."""
    way, search = _asked(request)
    if way == Way.IN:
        letters = _Pages(incoming(search)).get_page(request.GET.get("halaman"))
        page, lines = letters, [letter_entry_of(visit) for visit in letters]
    else:
        papers = _Pages(outgoing(search)).get_page(request.GET.get("halaman"))
        page, lines = papers, [entry_of(paper) for paper in papers]
    query = request.GET.copy()
    query.pop("halaman", None)
    context = {
        "section": "register",
        "way": way,
        "search": search,
        "lines": lines,
        "page": page,
        "years": years(local_day(timezone.now())),
        "kinds": [(kind.value, kind.label) for kind in PaperKind if kind in NUMBERED],
        "query": query.urlencode(),
        "starts": starts_of(search.year, search.kind) if way == Way.OUT else (),
    }
    return render(request, "desk/papers/register.html", context)


@never_cache
@require_safe
@for_readers
def as_file(request: HttpRequest) -> HttpResponseBase:
    """What the search finds, on all of its pages: `format` is xlsx or csv."""
    way, search = _asked(request)
    lines = entries(way, search)
    heads = (
        *(_("Number"), _("Date"), pgettext("column", "Kind"), _("Institution"), _("Visit")),
        *(_("In answer to"), _("State"), _("Reason")),
    )
    rows = [heads, *map(_row, lines)]
    word = _("register-of-numbers")
    name = f"{word}-{local_day(timezone.now())}"
    if request.GET.get("format") == "csv":
        return csv_of(rows, name=name)
    title = _("Register of numbers")
    return xlsx_of(rows, name=name, title=title, widths=_WIDTHS, count=len(lines))


def _row(entry: Entry) -> tuple[Content, ...]:
    return (
        *(entry.number, entry.day, entry.kind, entry.institution, entry.reference),
        *(entry.answers, entry.state, entry.reason),
    )

"""All visits, past and to come: narrowed, sorted, counted, and as a file."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from visits.models import Assignment, SavedView, Status, Visit
from visits.pages.desk.frame.access import for_staff, visible_visits
from visits.pages.desk.frame.paging import page_of
from visits.pages.desk.frame.saved import views_of
from visits.pages.desk.visits import table_files
from visits.pages.desk.visits.chips import chips_of
from visits.pages.desk.visits.choices import choices
from visits.pages.desk.visits.filters import NO_OFFICER, Filters, provinces, read
from visits.pages.desk.visits.ordering import COLUMNS, NEWEST, Order, first_way, order_of
from visits.queries.visits import Session, sessions_of

# No list is counted further, nor written to a file: nobody reads on, and each row costs.
MOST = 10_000


@dataclass(frozen=True)
class Row:
    """A visit in the list with its session, and who receives."""

    visit: Visit
    session: Session | None

    @property
    def receiving(self) -> str:
        """The receiving officer's name, or nothing."""
        receives = Assignment.Role.RECEIVING
        found = (a.officer.name for a in self.visit.assignments.all() if a.role == receives)
        return next(found, "")


@dataclass(frozen=True)
class Head:
    """A column's head: its words, the order that a press on it gives, and how it is sorted now."""

    words: str
    query: str
    sorted: str = ""


@never_cache
@require_safe
@for_staff
def all_visits(request: HttpRequest) -> HttpResponse:
    """The list with its filters; a fixed number of queries."""
    filters, order, visits = _asked(request)
    # In no order: one would sort all that fit before the first is counted.
    count = visits.order_by().values("pk")[: MOST + 1].count()
    page = page_of(
        with_officers(visits),
        order=order,
        before=request.GET.get("before", ""),
        after=request.GET.get("after", ""),
    )
    sessions = sessions_of(page.rows, named=True)
    query = _query(request.GET)
    context = {
        "section": "visits",
        "rows": [Row(visit, sessions.get(visit.pk)) for visit in page.rows],
        "page": page,
        "count": min(count, MOST),
        "more": count > MOST,
        "newest_first": order == NEWEST,
        "heads": _heads(query, order),
        "orders": _orders(order),
        "filters": filters,
        "narrowed": bool(query.keys() - {"ordering"}),
        "statuses": [(*choice, choice[0] in filters.statuses) for choice in Status.choices],
        "choices": choices(),
        "no_officer": NO_OFFICER,
        "chips": chips_of(filters, query),
        "provinces": provinces(),
        "query": query.urlencode(),
        "views": views_of(request, SavedView.Page.VISITS),
    }
    return render(request, "desk/visits.html", context)


@never_cache
@require_safe
@for_staff
def as_file(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, on all of its pages: `format` is xlsx or csv."""
    filters, order, visits = _asked(request)
    ids = list(order.sorted(visits).values_list("pk", flat=True)[: MOST + 1])
    if filters.errors or len(ids) > MOST:
        messages.warning(request, _too_many() if not filters.errors else _unread())
        query = _query(request.GET).urlencode()
        return redirect(f"{reverse('desk-visits')}?{query}")
    write = table_files.as_csv if request.GET.get("format") == "csv" else table_files.as_xlsx
    return write(ids, today=timezone.localdate())


def with_officers(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """With their officers, in one query for all."""
    assigned = Assignment.objects.select_related("officer")
    return visits.prefetch_related(Prefetch("assignments", assigned))


def _asked(request: HttpRequest) -> tuple[Filters, Order, QuerySet[Visit]]:
    filters = read(request.GET, today=timezone.localdate())
    return filters, order_of(filters.typed["ordering"]), filters.of(visible_visits(request))


def _query(given: QueryDict) -> QueryDict:
    """The address's query without what is empty, and without the edge of a page."""
    query = QueryDict(mutable=True)
    for name, values in given.lists():
        if name not in ("before", "after", "format") and any(values):
            query.setlist(name, [value for value in values if value])
    return query


def _heads(query: QueryDict, order: Order) -> dict[str, Head]:
    heads = {}
    for column, words in COLUMNS.items():
        now = order.column == column
        pressed = query.copy()
        pressed["ordering"] = str(order.other_way if now else first_way(column))
        way = ("descending" if order.descending else "ascending") if now else ""
        heads[column] = Head(str(words), pressed.urlencode(), way)
    return heads


def _orders(order: Order) -> list[tuple[str, str, bool]]:
    """What the list can be sorted by, for phones, where it has no heads; the present one marked."""
    found = []
    for column, words in COLUMNS.items():
        first = first_way(column)
        for way in (first, first.other_way):
            said = _("%(column)s, descending") if way.descending else _("%(column)s, ascending")
            value = "" if way == NEWEST else str(way)
            found.append((value, said % {"column": words}, way == order))
    return found


def _too_many() -> str:
    return _("A file takes %(most)s visits at the most. Narrow the list, by dates for example.") % {
        "most": f"{MOST:,}".replace(",", ".")
    }


def _unread() -> str:
    return _("Mend the filter that is marked first.")

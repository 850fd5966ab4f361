"""Pages of a long list by where one stands: as quick with a million rows as with a hundred."""

from dataclasses import dataclass

from django.db.models import QuerySet

from visits.models import Visit

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Some visits, the newest first; `newer` and `older` say where the next page begins, if any."""

    rows: list[Visit]
    newer: str = ""
    older: str = ""


def page_of(visits: QuerySet[Visit], *, before: str = "", after: str = "") -> Page:
    """The page of visits older than the one with reference `before`, or newer than `after`.

    Without either the newest; a reference that there is not counts as none. Nothing is counted,
    and one row more than shown tells whether the list goes on.
    """
    edge = Visit.objects.filter(reference=after or before).first() if after or before else None
    backwards = bool(edge and after)
    if edge and backwards:
        visits = visits.filter(created_at__gte=edge.created_at)
        visits = visits.exclude(created_at=edge.created_at, pk__lte=edge.pk)
    elif edge:
        visits = visits.filter(created_at__lte=edge.created_at)
        visits = visits.exclude(created_at=edge.created_at, pk__gte=edge.pk)
    order = ("created_at", "pk") if backwards else ("-created_at", "-pk")
    found = list(visits.order_by(*order)[: SIZE + 1])
    more, rows = len(found) > SIZE, found[:SIZE]
    if backwards:
        rows.reverse()
    if not rows:
        return Page([])
    return Page(
        rows,
        newer=rows[0].reference if (more if backwards else edge) else "",
        older=rows[-1].reference if (backwards or more) else "",
    )

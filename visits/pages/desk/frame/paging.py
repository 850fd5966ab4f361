"""Pages of a long list by where one stands: as quick with a million rows as with a hundred."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet

from visits.models import Visit

SIZE = 50


class Order(Protocol):
    """How a list is sorted."""

    @property
    def descending(self) -> bool:
        """Which way."""

    def keyed(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """With what they are sorted by as `sort_key`, which is never NULL."""

    def sorted(self, visits: QuerySet[Visit], *, backwards: bool = False) -> QuerySet[Visit]:
        """By `sort_key` and then by the id, or in the opposite order."""


@dataclass(frozen=True)
class Page:
    """Some visits in order; `newer` and `older` say where the pages before and after begin."""

    rows: list[Visit]
    newer: str = ""
    older: str = ""


def page_of(visits: QuerySet[Visit], *, order: Order, before: str = "", after: str = "") -> Page:
    """The page that follows the visit with reference `before`, or that leads up to `after`.

    (Before and after in time, as the list stands at first: the newest on top.) Without either the
    first; a reference that there is not counts as none. Nothing is counted, and one row more than
    shown tells whether the list goes on.
    """
    edge = None
    if after or before:
        edge = order.keyed(Visit.objects.filter(reference=after or before)).first()
    backwards = bool(edge and after)
    found_in_order = order.sorted(visits, backwards=backwards)
    if edge:
        to_come, passed = ("lte", "gte") if order.descending != backwards else ("gte", "lte")
        key: object = getattr(edge, "sort_key")  # noqa: B009  # an annotation
        found_in_order = found_in_order.filter(**{f"sort_key__{to_come}": key})
        found_in_order = found_in_order.exclude(**{"sort_key": key, f"pk__{passed}": edge.pk})
    found = list(found_in_order[: SIZE + 1])
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

"""Pages of a long list by where one stands: as quick with a million rows as with a hundred."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThan, LessThan

from visits.models import Visit

SIZE = 50


class Order(Protocol):
    """How a list is sorted."""

    @property
    def descending(self) -> bool:
        """Which way."""

    def keyed(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """With what they are sorted by: `sort_key`, never NULL, and among equals `sort_id`."""

    def sorted(self, visits: QuerySet[Visit], *, backwards: bool = False) -> QuerySet[Visit]:
        """By both, or in the opposite order."""


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
        falls = order.descending != backwards
        key: object = getattr(edge, "sort_key")  # noqa: B009  # an annotation
        there = _pair(F("sort_key"), F("sort_id")), _pair(Value(key), Value(edge.pk))
        found_in_order = found_in_order.filter(
            LessThan(*there) if falls else GreaterThan(*there),
            # SQLite takes no pair with an expression in it for its index.
            **{"sort_key__lte" if falls else "sort_key__gte": key},
        )
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


def _pair(*both: Combinable) -> Func:
    """Two values to be compared as one: an index in their order leads straight to the edge."""
    return Func(*both, template="(%(expressions)s)", output_field=BooleanField())

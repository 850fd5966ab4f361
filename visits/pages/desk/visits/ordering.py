"""In which order the list of visits stands: by one of its columns, either way."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models import Assignment, Visit
from visits.models.region import BY_ORIGIN
from visits.models.visit import BY_STATUS
from visits.queries.placed import session_begin


@dataclass(frozen=True)
class Order:
    """A column, and which way."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column

    @property
    def other_way(self) -> "Order":
        """The same column the other way."""
        return Order(self.column, not self.descending)

    def keyed(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """With what they are sorted by as `sort_key`, which is never NULL."""
        return visits.annotate(sort_key=_KEYS[self.column](self.descending))

    def sorted(self, visits: QuerySet[Visit], *, backwards: bool = False) -> QuerySet[Visit]:
        """In this order, or in the opposite one; equals by their age."""
        sign = "-" if self.descending != backwards else ""
        return self.keyed(visits).order_by(f"{sign}sort_key", f"{sign}pk")


NEWEST = Order("created_at", descending=True)
COLUMNS = {
    "reference": _("Number"),
    "institution": _("Institution"),
    "region": _("Region"),
    "session": _("Session"),
    "people": _("People"),
    "officer": pgettext_lazy("column", "Received by"),
    "status": _("Status"),
    "created_at": pgettext_lazy("column", "Date of receipt"),
}
# Which way a column is wanted first: the newest, the most; names from A on.
_DESCENDING_FIRST = {"created_at", "people", "session"}


def first_way(column: str) -> Order:
    """The order that a first press on the column's head gives."""
    return Order(column, descending=column in _DESCENDING_FIRST)


def order_of(text: str) -> Order:
    """`-created_at` and the like; the newest first where it is none."""
    order = Order(text.removeprefix("-"), text.startswith("-"))
    return order if order.column in COLUMNS else NEWEST


def _by_session(descending: bool) -> Combinable:
    """Visits without a session stand last, whichever way."""
    return Coalesce(session_begin(), Value("" if descending else "9999"))


def _by_officer(descending: bool) -> Combinable:
    receiving = Assignment.objects.filter(visit=OuterRef("pk"), role=Assignment.Role.RECEIVING)
    name = Subquery(receiving.values_list(Lower("officer__name"))[:1])
    return Coalesce(name, Value("" if descending else "\U0010fffd"))


_KEYS: dict[str, Callable[[bool], Combinable]] = {
    "reference": lambda _: F("reference"),
    "institution": lambda _: Lower("institution"),
    "region": lambda _: BY_ORIGIN,
    "session": _by_session,
    "people": lambda _: F("people"),
    "officer": _by_officer,
    "status": lambda _: BY_STATUS,
    "created_at": lambda _: F("created_at"),
}

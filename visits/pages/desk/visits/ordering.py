"""In which order the list of visits stands: by one of its columns, either way."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from visits.models import Visit
from visits.models.region import BY_ORIGIN
from visits.models.search import LAST_BEGIN, LAST_NAME, or_last
from visits.models.visit import BY_STATUS


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
        """With what they are sorted by: `sort_key`, never NULL, and among equals `sort_id`."""
        keyed = visits.annotate(sort_key=_KEYS[self.column](self.descending))
        if self.column not in _KEPT:
            return keyed.annotate(sort_id=F("pk"))
        # Each visit has a key: the database may begin with those, in their order.
        return keyed.filter(list_key__isnull=False).annotate(sort_id=F("list_key__visit_id"))

    def sorted(self, visits: QuerySet[Visit], *, backwards: bool = False) -> QuerySet[Visit]:
        """In this order, or in the opposite one; equals by their age."""
        sign = "-" if self.descending != backwards else ""
        return self.keyed(visits).order_by(f"{sign}sort_key", f"{sign}sort_id")


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
# What other tables say of a visit, which the database keeps in its key.
_KEPT = {"session", "officer"}
# Which way a column is wanted first: the newest, the most; names from A on.
_DESCENDING_FIRST = {"created_at", "people", "session"}


def first_way(column: str) -> Order:
    """The order that a first press on the column's head gives."""
    return Order(column, descending=column in _DESCENDING_FIRST)


def order_of(text: str) -> Order:
    """`-created_at` and the like; the newest first where it is none."""
    order = Order(text.removeprefix("-"), text.startswith("-"))
    return order if order.column in COLUMNS else NEWEST


def _kept(column: str, last: str) -> Callable[[bool], Combinable]:
    """By a column of the visit's key; visits that have none stand last, whichever way."""
    path = f"list_key__{column}"
    return lambda descending: F(path) if descending else or_last(path, last)


_KEYS: dict[str, Callable[[bool], Combinable]] = {
    "reference": lambda _: F("reference"),
    "institution": lambda _: Lower("institution"),
    "region": lambda _: BY_ORIGIN,
    "session": _kept("begins", LAST_BEGIN),
    "people": lambda _: F("people"),
    "officer": _kept("receiver", LAST_NAME),
    "status": lambda _: BY_STATUS,
    "created_at": lambda _: F("created_at"),
}

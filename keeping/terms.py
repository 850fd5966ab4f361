"""One kind of what is kept, and how long: what the rows of the table are made of."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import ngettext

from keeping.models import Terms

Words = str | Promise


@dataclass(frozen=True)
class Term:
    """So many months of the calendar, or days."""

    months: int = 0
    days: int = 0

    def before(self, moment: dt.datetime) -> dt.datetime:
        """The moment that lies so long before; the month's last day where it has no such day."""
        months = moment.year * 12 + moment.month - 1 - self.months
        year, month = months // 12, months % 12 + 1
        day = min(moment.day, calendar.monthrange(year, month)[1])
        return moment.replace(year=year, month=month, day=day) - dt.timedelta(days=self.days)

    def __str__(self) -> str:
        """ "12 months", "30 days"."""
        if self.months:
            words = ngettext("%(count)d month", "%(count)d months", self.months)
            return words % {"count": self.months}
        return ngettext("%(count)d day", "%(count)d days", self.days) % {"count": self.days}


@dataclass(frozen=True)
class Kept:
    """One kind of data. `term` says since when it is too old; without one it does not go by time.

    `find` gives what is too old, `erase` takes it away and says how much; `end` is what becomes
    of it in words. A kind without `erase` that has a `find` is put on a list for people to decide.
    """

    key: str
    what: Words
    content: Words
    end: Words
    holds: tuple[str, ...] = ()
    term: Callable[[Terms], Term] | None = None
    fixed: Words = ""
    find: Callable[[dt.datetime], Iterable[Any]] | None = None
    erase: Callable[[dt.datetime, dt.datetime], int] | None = None

    def before(self, terms: Terms, now: dt.datetime) -> dt.datetime:
        """What ended before this moment is too old."""
        return self.term(terms).before(now) if self.term else now

    def how_long(self, terms: Terms) -> Words:
        """In words: "12 months"."""
        return str(self.term(terms)) if self.term else self.fixed

    def due(self, terms: Terms, now: dt.datetime) -> int:
        """How much of it is too old now."""
        if not self.find:
            return 0
        found = self.find(self.before(terms, now))
        return found.count() if isinstance(found, QuerySet) else sum(1 for _one in found)

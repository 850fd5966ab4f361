"""What is taken in a range of whole weeks, as availability.py looks at it; read once a change."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scheduling.models import Reservation, Week
from scheduling.weeks import days_of, monday_of

_ONE_WEEK = dt.timedelta(weeks=1)
# What a process remembers at the most: weeks and places, some 300 bytes each.
MOST_REMEMBERED = 20_000


class Taken(NamedTuple):
    """An active reservation, as much of it as says who is in the way of whom."""

    room_id: int
    date: dt.date
    starts_at: dt.time
    ends_at: dt.time
    owner: str
    state: str


@dataclass(frozen=True)
class Places:
    """What is taken: the stored weeks, and active reservations by date. Do not change it."""

    weeks: Mapping[dt.date, Week] = field(default_factory=dict)
    by_date: Mapping[dt.date, Sequence[Taken]] = field(default_factory=dict)

    @classmethod
    def load(cls, *, first: dt.date, last: dt.date, rooms: bool, stamp: int | None) -> "Places":
        """Of whole weeks, and perhaps of more; two queries, or without the `rooms` taken one.

        None for weeks that this process has read since places changed: `stamp` is their mark, read
        before; None where it is not known.
        """
        known = _known
        if known and known.stamp == stamp and known.has(first, last):
            return known.places
        weeks = Week.objects.filter(starts_on__range=(first, last)).order_by()
        if not rooms:
            return cls({week.starts_on: week for week in weeks})
        read = cls.of(weeks, first=first, last=last)
        return read if stamp is None else _remember(read, first, last, stamp)

    @classmethod
    def last_seen(cls) -> "Places":
        """What this process remembers, which may be old, and of some weeks only; no query."""
        return _known.places if _known else cls()

    @classmethod
    def of(cls, weeks: Iterable[Week], *, first: dt.date, last: dt.date) -> "Places":
        """With weeks that were read already; one query for the reservations."""
        active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
        active = active.filter(date__range=(first, last)).order_by()
        rows = active.values_list(*Taken._fields)
        return cls._among({week.starts_on: week for week in weeks}, map(Taken._make, rows))

    @classmethod
    def among(cls, weeks: Mapping[dt.date, Week], active: Iterable[Reservation]) -> "Places":
        """Of weeks and active reservations that were read already."""
        rows = (Taken(r.room_id, r.date, r.starts_at, r.ends_at, r.owner, r.state) for r in active)
        return cls._among(weeks, rows)

    @classmethod
    def _among(cls, weeks: Mapping[dt.date, Week], active: Iterable[Taken]) -> "Places":
        by_date: dict[dt.date, list[Taken]] = defaultdict(list)
        for taken in active:
            by_date[taken.date].append(taken)
        return cls(weeks, dict(by_date))

    def of_week(self, monday: dt.date) -> Iterator[Taken]:
        """The week's active reservations."""
        for day in days_of(monday):
            yield from self.by_date.get(day, ())


@dataclass(frozen=True)
class _Known:
    """What was read since places changed the last time: those weeks, by their Mondays."""

    stamp: int
    mondays: frozenset[dt.date]
    places: Places

    def has(self, first: dt.date, last: dt.date) -> bool:
        """Whether all those weeks are among them."""
        return self.mondays.issuperset(_mondays(first, last))

    @property
    def size(self) -> int:
        """How much there is to remember."""
        return len(self.mondays) + sum(map(len, self.places.by_date.values()))


def _mondays(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + n * _ONE_WEEK for n in range((last - first).days // 7 + 1)]


def _remember(read: Places, first: dt.date, last: dt.date, stamp: int) -> Places:
    """Add what was `read` of those weeks to what is known under that mark; gives all of it.

    Of two threads that add at once one adds in vain: it is read again by whoever asks next.
    """
    global _known
    mondays = frozenset(_mondays(first, last))
    known = _Known(stamp, mondays, read)
    before = _known
    if before and before.stamp == stamp:
        weeks = {m: week for m, week in before.places.weeks.items() if m not in mondays}
        days = {
            d: there for d, there in before.places.by_date.items() if monday_of(d) not in mondays
        }
        both = Places({**weeks, **read.weeks}, {**days, **read.by_date})
        more = _Known(stamp, before.mondays | mondays, both)
        known = more if more.size <= MOST_REMEMBERED else known
    if known.size <= MOST_REMEMBERED:
        _known = known
    return known.places


_known: _Known | None = None

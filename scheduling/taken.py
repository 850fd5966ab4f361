"""What is taken in a range of whole weeks, as availability.py looks at it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scheduling.models import Reservation, Week
from scheduling.weeks import days_of


@dataclass
class Places:
    """What is taken: the stored weeks, and active reservations by date."""

    weeks: dict[dt.date, Week] = field(default_factory=dict)
    by_date: dict[dt.date, list[Reservation]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, *, first: dt.date, last: dt.date, rooms: bool) -> "Places":
        """Of whole weeks; two queries, or without the `rooms` that are taken one."""
        weeks = Week.objects.filter(starts_on__range=(first, last)).order_by()
        if not rooms:
            return cls({week.starts_on: week for week in weeks})
        return cls.of(weeks, first=first, last=last)

    @classmethod
    def of(cls, weeks: Iterable[Week], *, first: dt.date, last: dt.date) -> "Places":
        """With weeks that were read already; one query for the reservations."""
        active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
        active = active.filter(date__range=(first, last)).order_by()
        return cls.among({week.starts_on: week for week in weeks}, active)

    @classmethod
    def among(cls, weeks: Mapping[dt.date, Week], active: Iterable[Reservation]) -> "Places":
        """Of weeks and active reservations that were read already."""
        places = cls(dict(weeks))
        for reservation in active:
            places.by_date[reservation.date].append(reservation)
        return places

    def of_week(self, monday: dt.date) -> Iterator[Reservation]:
        """The week's active reservations."""
        for day in days_of(monday):
            yield from self.by_date.get(day, ())

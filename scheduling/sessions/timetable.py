"""Which sessions a day has, by the timetable that holds on it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from scheduling.models import Timetable
from scheduling.slots import SlotId


@dataclass(frozen=True, order=True)
class Session:
    """A session as its pattern gives it: local hours and the room."""

    starts_at: dt.time
    room_name: str
    ends_at: dt.time
    room_id: int
    room_code: str
    people_limit: int

    def on(self, day: dt.date) -> SlotId:
        """Its identity on `day`."""
        return SlotId(date=day, starts_at=self.starts_at, room=self.room_code)


@dataclass(frozen=True)
class _Table:
    valid_from: dt.date
    valid_until: dt.date
    sessions: dict[int, list[Session]]


class Sessions:
    """The sessions of every day in a range of dates; made by `load`."""

    def __init__(self, tables: list[_Table]) -> None:
        self._tables = sorted(tables, key=lambda table: table.valid_from, reverse=True)

    @classmethod
    def load(cls, *, first: dt.date, last: dt.date) -> "Sessions":
        """All that is needed for the days from `first` to `last`; one query.

        A timetable without any pattern counts too: on its days there are no sessions.
        """
        rows = (
            Timetable.objects.filter(
                Q(valid_until__isnull=True) | Q(valid_until__gte=first), valid_from__lte=last
            )
            .order_by("valid_from")
            .values_list(
                "valid_from",
                "valid_until",
                "patterns__weekday",
                "patterns__starts_at",
                "patterns__ends_at",
                "patterns__room",
                "patterns__room__code",
                "patterns__room__name",
                "patterns__room__people_limit",
                "patterns__room__active",
            )
        )
        tables: dict[dt.date, _Table] = {}
        for valid_from, until, weekday, starts_at, ends_at, room, code, name, limit, active in rows:
            table = tables.setdefault(
                valid_from, _Table(valid_from, until or dt.date.max, defaultdict(list))
            )
            if active:
                table.sessions[weekday].append(Session(starts_at, name, ends_at, room, code, limit))
        for table in tables.values():
            for sessions in table.sessions.values():
                sessions.sort()
        return cls(list(tables.values()))

    def of(self, day: dt.date) -> Iterator[Session]:
        """The sessions of `day` in order of time; of two timetables the later begun holds."""
        for table in self._tables:
            if table.valid_from <= day <= table.valid_until:
                yield from table.sessions.get(day.isoweekday(), ())
                return

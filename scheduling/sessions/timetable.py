"""Which sessions a day has, by the timetable that holds on it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
class _Weekday:
    """The sessions of a weekday in order of time, and each by its begin and room."""

    sessions: Sequence[Session] = ()
    by_id: Mapping[tuple[dt.time, str], Session] = field(default_factory=dict)
    by_begin: Mapping[dt.time, Sequence[Session]] = field(default_factory=dict)

    @classmethod
    def of(cls, sessions: Iterable[Session]) -> "_Weekday":
        by_begin: dict[dt.time, list[Session]] = defaultdict(list)
        for session in sorted(sessions, key=lambda session: session.room_code):
            by_begin[session.starts_at].append(session)
        by_id = {(session.starts_at, session.room_code): session for session in sessions}
        return cls(sorted(sessions), by_id, by_begin)


_NONE = _Weekday()


@dataclass(frozen=True)
class _Table:
    valid_from: dt.date
    valid_until: dt.date
    weekdays: Mapping[int, _Weekday]


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
        tables: dict[dt.date, tuple[dt.date, dict[int, list[Session]]]] = {}
        for valid_from, until, weekday, starts_at, ends_at, room, code, name, limit, active in rows:
            _, days = tables.setdefault(valid_from, (until or dt.date.max, defaultdict(list)))
            if active:
                days[weekday].append(Session(starts_at, name, ends_at, room, code, limit))
        return cls(
            [
                _Table(first, last, {day: _Weekday.of(held) for day, held in days.items()})
                for first, (last, days) in tables.items()
            ]
        )

    def of(self, day: dt.date) -> Sequence[Session]:
        """The sessions of `day` in order of time; of two timetables the later begun holds."""
        return self._on(day).sessions

    def find(self, slot_id: SlotId) -> Session | None:
        """The session with that identity, if there is one."""
        return self._on(slot_id.date).by_id.get((slot_id.starts_at, slot_id.room))

    def by_begin(self, day: dt.date) -> Mapping[dt.time, Sequence[Session]]:
        """The sessions of `day` that begin at the same time, by the codes of their rooms."""
        return self._on(day).by_begin

    def _on(self, day: dt.date) -> _Weekday:
        for table in self._tables:
            if table.valid_from <= day <= table.valid_until:
                return table.weekdays.get(day.isoweekday(), _NONE)
        return _NONE

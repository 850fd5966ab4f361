"""Weeks and months of sessions with the visits in them: the read model of the board."""

import calendar
import datetime as dt
from dataclasses import dataclass, replace

from scheduling.availability import Schedule, WeekState
from scheduling.models import Waiting
from scheduling.slots import SOFT_REASONS, Reason, Slot, SlotId
from scheduling.weeks import days_of, monday_of, sunday_of
from visits.inbox.items import Obligation
from visits.inbox.open_visits import Open
from visits.inbox.sources import of_week
from visits.models import Visit
from visits.pages.desk.board.taken import Card, Taken
from visits.queries.visits import Session, session_in


@dataclass(frozen=True)
class Place:
    """One session in one room: who has it, or why it cannot be had, or that it is free."""

    slot_id: str
    room_name: str
    hours: tuple[dt.datetime, dt.datetime] | None
    card: Card | None
    closed: bool
    note: str
    slot: Slot | None = None

    @property
    def droppable(self) -> bool:
        """Whether a visit can be let go here: free, or against a rule that staff may go over."""
        if self.card or self.closed or self.slot is None:
            return False
        return self.slot.reason in (None, Reason.WEEK_FULL, *SOFT_REASONS)


@dataclass(frozen=True)
class Row:
    """The sessions that begin at one hour: for each day of the week its places."""

    starts_at: dt.time
    ends_at: dt.time
    cells: list[tuple[dt.date, list[Place]]]


@dataclass(frozen=True)
class Week:
    """A week of the board."""

    state: WeekState
    days: list[dt.date]
    rows: list[Row]
    waiting: list[tuple[int, Waiting, Visit]]
    several_rooms: bool
    attention: list[Obligation]
    own_capacity: int | None
    note: str
    rule: int


def week_of(monday: dt.date, *, now: dt.datetime) -> Week:
    """The board of the week that begins on `monday`; eight queries, three more for proposals."""
    days = days_of(monday)
    schedule = Schedule.load(first=monday, last=sunday_of(monday), now=now, rooms=False)
    taken = Taken.load(first=monday, last=sunday_of(monday), waits=True)
    schedule.count_in(taken.reservations)
    slots = {str(slot.id): slot for slot in schedule.slots()}
    ids = sorted({*slots, *taken.cards})
    # Weekends only where something is on them.
    used = {SlotId.parse(text).date for text in ids}
    days = [day for day in days if day.weekday() < 5 or day in used]
    rows = []
    for hour in sorted({SlotId.parse(text).starts_at for text in ids}):
        cells = [
            (
                day,
                [
                    _place(text, slots.get(text), taken)
                    for text in ids
                    if SlotId.parse(text).date == day and SlotId.parse(text).starts_at == hour
                ],
            )
            for day in days
        ]
        ends = [_ends_at(text, slots, taken) for text in ids if f"-{hour:%H%M}-" in text]
        rows.append(_with_hours(Row(hour, max(ends, key=ends.count), cells)))
    [state] = schedule.weeks()
    rooms = {SlotId.parse(text).room for text in ids}
    stored = schedule.stored(monday)
    return Week(
        state=state,
        days=days,
        rows=rows,
        waiting=_waiting_in(monday, taken),
        several_rooms=len(rooms) > 1,
        attention=_attention(taken, schedule),
        own_capacity=stored.own_capacity if stored else None,
        note=stored.note if stored else "",
        rule=schedule.by_rule(monday),
    )


def _attention(taken: Taken, schedule: Schedule) -> list[Obligation]:
    """What of the week waits for staff, as the inbox says it."""
    sessions: dict[int, Session] = {}
    for place in taken.reservations:
        group = taken.owners[place.pk]
        session = session_in(place, zone=schedule.zone, joint=len(group) > 1)
        sessions |= {taken.visits[o].pk: session for o in group if o in taken.visits}
    visits = [visit for visit in taken.visits.values() if visit.pk in sessions]
    return of_week(Open.among(visits, sessions, taken.named, taken.queue, schedule=schedule))


def _ends_at(text: str, slots: dict[str, Slot], taken: Taken) -> dt.time:
    slot = slots.get(text)
    return slot.ends_at.time() if slot else taken.places[text].ends_at


def _place(text: str, slot: Slot | None, taken: Taken) -> Place:
    card = taken.cards.get(text)
    closed = slot is None or slot.reason is Reason.CLOSED
    if card is not None and closed:
        card = replace(card, closed=True)
    return Place(
        slot_id=text,
        room_name=slot.room_name if slot else taken.places[text].room.name,
        hours=(slot.starts_at, slot.ends_at) if slot else None,
        card=card,
        closed=closed,
        note=slot.note if slot else "",
        slot=slot,
    )


def _with_hours(row: Row) -> Row:
    """Only what ends at another hour than its row says its own hours."""

    def short(place: Place) -> Place:
        same = place.hours is not None and place.hours[1].time() == row.ends_at
        return replace(place, hours=None) if same else place

    cells = [(day, [short(place) for place in cell]) for day, cell in row.cells]
    return replace(row, cells=cells)


def _waiting_in(monday: dt.date, taken: Taken) -> list[tuple[int, Waiting, Visit]]:
    """Who waits for a place of that week, with the number on the whole list."""
    return [
        (number, entry, taken.visits[entry.owner])
        for number, entry in enumerate(taken.queue, start=1)
        if entry.owner in taken.visits
        and any(monday_of(SlotId.parse(text).date) == monday for text in entry.wishes)
    ]


@dataclass(frozen=True)
class Day:
    """A day of the month view: its visits, and the name of what closes it."""

    date: dt.date
    cards: list[Card]
    closed: str
    outside: bool
    free: int


@dataclass(frozen=True)
class MonthWeek:
    """A week of the month view."""

    state: WeekState
    days: list[Day]


def month_weeks(first: dt.date, *, now: dt.datetime) -> list[MonthWeek]:
    """The whole weeks of the month that begins on `first`; eleven queries."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    start, end = monday_of(first), sunday_of(last)
    schedule = Schedule.load(first=start, last=end, now=now)
    taken = Taken.load(first=start, last=end)
    weeks = []
    for state in schedule.weeks():
        days = [_day(day, schedule, taken, first.month) for day in days_of(state.starts_on)]
        weeks.append(MonthWeek(state, [d for d in days if d.date.weekday() < 5 or d.cards]))
    return weeks


def _day(day: dt.date, schedule: Schedule, taken: Taken, month: int) -> Day:
    slots = schedule.of_day(day)
    closed = [slot for slot in slots if slot.reason is Reason.CLOSED]
    whole = bool(slots) and len(closed) == len(slots)
    return Day(
        date=day,
        cards=taken.by_day.get(day, []),
        closed=(closed[0].note or "–") if whole else "",
        outside=day.month != month,
        free=sum(slot.available for slot in slots),
    )


@dataclass(frozen=True)
class Heat:
    """A week in the year view: `level` 0 (empty) to 4 (full), 5 over-committed, -1 closed."""

    state: WeekState
    level: int


def year_heat(year: int, *, now: dt.datetime) -> list[tuple[dt.date, list[Heat]]]:
    """The weeks of an ISO year by the month of their Thursday (ISO 8601); six queries."""
    first = dt.date.fromisocalendar(year, 1, 1)
    last = dt.date(year, 12, 28)  # always in the last ISO week
    found: dict[dt.date, list[Heat]] = {}
    for state in Schedule.load(first=first, last=sunday_of(last), now=now).weeks():
        thursday = state.starts_on + dt.timedelta(days=3)
        month = thursday.replace(day=1)
        found.setdefault(month, []).append(Heat(state, _level(state)))
    return sorted(found.items())


def _level(state: WeekState) -> int:
    if state.overcommitted:
        return 5
    if state.state == "closed" or (not state.capacity and not state.taken):
        return -1
    return -(-4 * state.taken // state.capacity) if state.taken else 0

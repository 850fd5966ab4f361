"""Weeks and months of sessions with the visits in them: the read model of the board."""

import calendar
import datetime as dt
from dataclasses import dataclass, field, replace

from scheduling.availability import Schedule, WeekState
from scheduling.models import Reservation, Share, Waiting
from scheduling.sharing import waiting
from scheduling.slots import Reason, Slot, SlotId
from scheduling.weeks import days_of, monday_of, sunday_of
from visits.models import Assignment, Visit


@dataclass(frozen=True)
class Card:
    """A place that is taken: by one visit, or by those of a joint one, the holder first."""

    slot_id: str
    visits: list[Visit]
    receiving: Assignment | None
    held: bool
    closed: bool = False

    @property
    def visit(self) -> Visit:
        """The one that holds the place."""
        return self.visits[0]

    @property
    def joint(self) -> bool:
        """Whether several are received together."""
        return len(self.visits) > 1

    @property
    def people(self) -> str:
        """ "9 + 7"."""
        return " + ".join(str(visit.people) for visit in self.visits)


@dataclass(frozen=True)
class Place:
    """One session in one room: who has it, or why it cannot be had, or that it is free."""

    slot_id: str
    room_name: str
    hours: tuple[dt.datetime, dt.datetime] | None
    card: Card | None
    closed: bool
    note: str


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


@dataclass
class _Taken:
    """The active places of a range of dates, with their visits."""

    cards: dict[str, Card] = field(default_factory=dict)
    by_day: dict[dt.date, list[Card]] = field(default_factory=dict)
    places: dict[str, Reservation] = field(default_factory=dict)

    @classmethod
    def load(cls, *, first: dt.date, last: dt.date) -> "_Taken":
        """Five queries."""
        active = Reservation.objects.filter(date__range=(first, last))
        active = active.exclude(state=Reservation.State.RELEASED).select_related("room")
        places = list(active.order_by("date", "starts_at"))
        owners = {place.pk: [place.owner] for place in places}
        for share in Share.objects.filter(reservation__in=places).order_by("id"):
            owners[share.reservation_id].append(share.owner)
        uids = [owner.removeprefix("visit:") for group in owners.values() for owner in group]
        found = Visit.objects.filter(uid__in=uids).select_related("region__province")
        visits = {visit.owner_key: visit for visit in found}
        receiving = Assignment.objects.filter(
            visit__in=[visit.pk for visit in visits.values()], role=Assignment.Role.RECEIVING
        )
        by_visit = {a.visit_id: a for a in receiving.select_related("officer")}
        taken = cls()
        for place in places:
            group = [visits[owner] for owner in owners[place.pk] if owner in visits]
            if not group:
                continue
            card = Card(
                slot_id=place.slot_id,
                visits=group,
                receiving=by_visit.get(group[0].pk),
                held=place.state == Reservation.State.HOLD,
            )
            taken.cards[place.slot_id] = card
            taken.by_day.setdefault(place.date, []).append(card)
            taken.places[place.slot_id] = place
        return taken


def week_of(monday: dt.date, *, now: dt.datetime) -> Week:
    """The board of the week that begins on `monday`; thirteen queries at most."""
    days = days_of(monday)
    schedule = Schedule.load(first=monday, last=sunday_of(monday), now=now)
    taken = _Taken.load(first=monday, last=sunday_of(monday))
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
    return Week(state, days, rows, _waiting_in(monday), len(rooms) > 1)


def _ends_at(text: str, slots: dict[str, Slot], taken: _Taken) -> dt.time:
    slot = slots.get(text)
    return slot.ends_at.time() if slot else taken.places[text].ends_at


def _place(text: str, slot: Slot | None, taken: _Taken) -> Place:
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
    )


def _with_hours(row: Row) -> Row:
    """Only what ends at another hour than its row says its own hours."""

    def short(place: Place) -> Place:
        same = place.hours is not None and place.hours[1].time() == row.ends_at
        return replace(place, hours=None) if same else place

    cells = [(day, [short(place) for place in cell]) for day, cell in row.cells]
    return replace(row, cells=cells)


def _waiting_in(monday: dt.date) -> list[tuple[int, Waiting, Visit]]:
    """Who waits for a place of that week, with the number on the whole list."""
    entries = [
        (number, entry)
        for number, entry in enumerate(waiting.queue(), start=1)
        if any(monday_of(SlotId.parse(text).date) == monday for text in entry.wishes)
    ]
    uids = [entry.owner.removeprefix("visit:") for _number, entry in entries]
    visits = {v.owner_key: v for v in Visit.objects.filter(uid__in=uids)}
    return [(n, entry, visits[entry.owner]) for n, entry in entries if entry.owner in visits]


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
    taken = _Taken.load(first=start, last=end)
    weeks = []
    for state in schedule.weeks():
        days = [_day(day, schedule, taken, first.month) for day in days_of(state.starts_on)]
        weeks.append(MonthWeek(state, [d for d in days if d.date.weekday() < 5 or d.cards]))
    return weeks


def _day(day: dt.date, schedule: Schedule, taken: _Taken, month: int) -> Day:
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

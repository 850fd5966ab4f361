"""Factories of rules and places. Moments: NOW is Monday, 23 November 2026, 09.00 WIB."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from scheduling import capacity
from scheduling.models import (
    CapacityRule,
    Closure,
    Reservation,
    Room,
    SessionPattern,
    Timetable,
    Week,
)
from scheduling.slots import SlotId
from scheduling.weeks import monday_of

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
# A Tuesday within lead time and horizon, and the Monday of its week.
TUESDAY = dt.date(2026, 12, 8)
MONDAY = dt.date(2026, 12, 7)
MORNING = dt.time(9)
AFTERNOON = dt.time(13, 30)


def a_slot(day: dt.date = TUESDAY, at: dt.time = MORNING, *, room: str = "aula") -> SlotId:
    """The id of a session; without arguments of one that is open at NOW."""
    return SlotId(date=day, starts_at=at, room=room)


def take(
    owner: str = "visit:1",
    *choices: SlotId,
    people: int = 10,
    now: dt.datetime = NOW,
    overrule: bool = False,
) -> Reservation:
    """Take a place that does not lapse."""
    return capacity.take(
        choices=choices or [a_slot()],
        owner=owner,
        people=people,
        now=now,
        hold_until=None,
        overrule=overrule,
    )


def fill(monday: dt.date = MONDAY, *, places: int = 4) -> list[Reservation]:
    """Take that many places of the week: mornings from Tuesday on, then afternoons."""
    sessions = [
        a_slot(monday + dt.timedelta(days=day), at)
        for at in (MORNING, AFTERNOON)
        for day in (1, 2, 3)
    ]
    return [take(f"fill:{monday}:{n}", slot) for n, slot in enumerate(sessions[:places])]


class RoomFactory(DjangoModelFactory[Room]):
    class Meta:
        model = Room
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"ruang-{n}")
    name = factory.Sequence(lambda n: f"Ruang {n}")


class TimetableFactory(DjangoModelFactory[Timetable]):
    class Meta:
        model = Timetable

    name = "Jam khusus"
    valid_from = dt.date(2020, 1, 1)


class PatternFactory(DjangoModelFactory[SessionPattern]):
    class Meta:
        model = SessionPattern

    timetable = factory.SubFactory(TimetableFactory)
    weekday = 2
    starts_at = MORNING
    ends_at = dt.time(11, 30)
    room = factory.SubFactory(RoomFactory)


def two_sessions_a_day() -> Room:
    """A room with a session at 09.00 and at 13.00 from Monday to Friday."""
    room, timetable = RoomFactory.create(code="aula"), TimetableFactory.create()
    for weekday in range(1, 6):
        for hour in (9, 13):
            PatternFactory.create(
                timetable=timetable,
                weekday=weekday,
                starts_at=dt.time(hour),
                ends_at=dt.time(hour + 2),
                room=room,
            )
    return room


class ClosureFactory(DjangoModelFactory[Closure]):
    class Meta:
        model = Closure

    name = "Rapat kerja"
    kind = Closure.Kind.OWN_EVENT
    starts_on = TUESDAY
    ends_on = factory.SelfAttribute("starts_on")


class CapacityRuleFactory(DjangoModelFactory[CapacityRule]):
    class Meta:
        model = CapacityRule
        django_get_or_create = ("from_week",)

    from_week = dt.date(2020, 1, 6)
    capacity = 4


class ReservationFactory(DjangoModelFactory[Reservation]):
    """A row put straight into the table, as whoever goes past capacity.py would."""

    class Meta:
        model = Reservation

    room = factory.SubFactory(RoomFactory)
    date = TUESDAY
    starts_at = MORNING
    ends_at = dt.time(11, 30)
    owner = factory.Sequence(lambda n: f"raw:{n}")
    people = 10
    state = Reservation.State.BOOKED
    created_at = NOW

    @factory.lazy_attribute
    def week(self) -> Week:
        monday = monday_of(self.date)
        return Week.objects.get_or_create(starts_on=monday, defaults={"capacity": 4})[0]

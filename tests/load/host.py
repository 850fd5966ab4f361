"""The host that is measured: rooms, hours, and visits in numbers."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.utils import timezone

from scheduling.models import BookingRules, CapacityRule, Room, SessionPattern, Timetable
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import HostFactory, RegionFactory, application
from visits.history.events import SYSTEM, Actor
from visits.life.deciding import approve
from visits.life.requesting import submit
from visits.models import Visit, VisitEvent

MORNING, AFTERNOON = dt.time(9), dt.time(13, 30)
_ENDS = {MORNING: dt.time(11, 30), AFTERNOON: dt.time(15, 30)}
WEEKS = 26
STAFF = Actor(VisitEvent.By.STAFF, name="protokol")


def furnish(
    rooms: int,
    *,
    capacity: int = 100,
    hours: Mapping[dt.time, dt.time] = _ENDS,
    horizon_days: int = 300,
) -> None:
    """A host with so many rooms, open for half a year; `hours` are when sessions of a working day
    begin and end."""
    HostFactory.create()
    RegionFactory.create()
    BookingRules.objects.update_or_create(
        pk=1, defaults={"lead_working_days": 0, "horizon_days": horizon_days}
    )
    CapacityRule.objects.create(from_week=dt.date(2020, 1, 6), capacity=capacity)
    timetable = Timetable.objects.create(name="Jam biasa", valid_from=dt.date(2020, 1, 1))
    halls = Room.objects.bulk_create(Room(code=f"r{n}", name=f"Ruang {n}") for n in range(rooms))
    SessionPattern.objects.bulk_create(
        SessionPattern(timetable=timetable, weekday=day, starts_at=starts, ends_at=ends, room=hall)
        for hall in halls
        for day in range(1, 6)
        for starts, ends in hours.items()
    )


def mondays() -> list[dt.date]:
    """The weeks in which places are taken."""
    first = monday_of(timezone.localdate()) + dt.timedelta(weeks=1)
    return [first + dt.timedelta(weeks=n) for n in range(WEEKS)]


def sessions(
    room: int, weeks: Sequence[dt.date], *, hours: Mapping[dt.time, dt.time] = _ENDS
) -> list[SlotId]:
    """All sessions of a room in those weeks, week after week."""
    return [
        SlotId(date=monday + dt.timedelta(days=day), starts_at=starts, room=f"r{room}")
        for monday in weeks
        for day in range(5)
        for starts in hours
    ]


def approved_visits(number: int, *, rooms: int) -> list[Visit]:
    """So many approved visits, spread over the weeks and rooms."""
    now = timezone.now()
    free = [slot for room in range(rooms) for slot in sessions(room, mondays())]
    made = []
    for n in range(number):
        asked = application(
            slots=[free[n]], institution=f"DPMPTSP Kabupaten Solok {n}",
        )  # fmt: skip
        made.append(approve(submit(asked, by=SYSTEM, now=now, trusted=True), by=STAFF, now=now))
    return made

"""What is offered instead."""

import datetime as dt
import itertools
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.alternatives import alternatives, distance
from scheduling.availability import Schedule
from scheduling.models import BookingRules, Room, Timetable
from scheduling.sessions.timetable import Session
from scheduling.slots import Slot, SlotId
from scheduling.weeks import monday_of
from tests.scheduling.factories import (
    AFTERNOON,
    MONDAY,
    MORNING,
    NOW,
    TUESDAY,
    ClosureFactory,
    PatternFactory,
    RoomFactory,
    a_slot,
    fill,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]


def offered(near: SlotId, *, people: int = 10, limit: int = 5, owner: str = "") -> list[str]:
    """The ids that are offered, in order."""
    slots = alternatives(near=near, people=people, now=NOW, limit=limit, ignore_owner=owner)
    return [str(slot.id) for slot in slots]


def test_the_nearest_days_come_first() -> None:
    take()
    assert offered(a_slot()) == [
        "2026-12-08-1330-aula",
        "2026-12-07-0900-aula",
        "2026-12-09-0900-aula",
        "2026-12-07-1330-aula",
        "2026-12-09-1330-aula",
    ]


def test_the_same_hour_comes_first() -> None:
    ClosureFactory.create()
    assert offered(a_slot(at=AFTERNOON), limit=2) == [
        "2026-12-07-1330-aula",
        "2026-12-09-1330-aula",
    ]


def test_the_same_weekday_comes_first_among_equally_near_days() -> None:
    fill()
    # Six days before and after: Wednesday and Monday; seven: the Tuesdays.
    near = [SlotId.parse(text).date for text in offered(a_slot(), limit=9)]
    distances = [abs((day - TUESDAY).days) for day in near]
    assert distances == sorted(distances)
    assert all(day.isocalendar().week != TUESDAY.isocalendar().week for day in near)


def test_nothing_is_offered_that_would_be_refused() -> None:
    fill()
    ClosureFactory.create(starts_on=dt.date(2026, 12, 14), ends_on=dt.date(2026, 12, 15))
    everything = alternatives(near=a_slot(), people=10, now=NOW, limit=1000)
    assert all(slot.available for slot in everything)
    days = [slot.date for slot in everything]
    assert min(days) == dt.date(2026, 12, 2)
    assert max(days) == dt.date(2027, 3, 23)
    assert not {day for day in days if dt.date(2026, 12, 7) <= day <= dt.date(2026, 12, 15)}


def test_the_session_itself_is_not_an_alternative() -> None:
    assert str(a_slot()) not in offered(a_slot(), limit=1000)


def test_far_off_and_past_sessions_have_alternatives() -> None:
    assert offered(a_slot(dt.date(9999, 12, 28)), limit=1) == ["2027-03-23-0900-aula"]
    assert offered(a_slot(dt.date(2020, 1, 7)), limit=1) == ["2026-12-02-0900-aula"]


def test_too_many_people_for_every_room_have_none() -> None:
    assert offered(a_slot(), people=61) == []


def test_nothing_lies_in_weeks_that_are_closed_to_the_asker() -> None:
    near = a_slot()
    found = alternatives(near=near, people=10, now=NOW, closed_weeks={monday_of(near.date)})
    assert found
    assert all(monday_of(slot.date) != monday_of(near.date) for slot in found)


def test_ones_own_place_is_no_hindrance() -> None:
    fill()
    friday = a_slot(dt.date(2026, 12, 11), MORNING)
    assert not any(text < "2026-12-14" for text in offered(friday) if text > "2026-12-07")
    assert offered(friday, owner="fill:2026-12-07:0", limit=1) == ["2026-12-10-1330-aula"]


@pytest.mark.parametrize("full_weeks", [0, 1, 8])
def test_they_are_the_nearest_of_all_that_can_be_had(full_weeks: int) -> None:
    """However far one must look: the same as when every session to the horizon was judged."""
    for n in range(full_weeks):
        fill(MONDAY + dt.timedelta(weeks=n))
    take("visit:near", a_slot(dt.date(2027, 2, 9)))
    everything = [slot for slot in Schedule.load(now=NOW).slots(people=10) if slot.available]
    for near in (a_slot(), a_slot(dt.date(2027, 2, 9), AFTERNOON), a_slot(dt.date(2026, 11, 2))):
        nearest = sorted(everything, key=lambda slot: distance(slot.id, near))
        rest = [str(slot.id) for slot in nearest if slot.id != near]
        assert offered(near) == rest[:5]


def many_rooms(number: int) -> None:
    """So many more rooms, whose names are in another order than their codes."""
    timetable = Timetable.objects.get()
    for n in range(number):
        room = RoomFactory.create(
            code=f"r{n:02}", name=f"Ruang {number - n:02}", people_limit=20 + 10 * (n % 3)
        )
        for weekday, hour in itertools.product((1, 2, 3), (8, 10, 13)):
            PatternFactory.create(
                timetable=timetable,
                weekday=weekday,
                starts_at=dt.time(hour),
                ends_at=dt.time(hour + 2),
                room=room,
            )


@pytest.mark.parametrize("people", [10, 25, 60, 61])
def test_in_many_rooms_too_they_are_the_nearest_of_all(people: int) -> None:
    many_rooms(5)
    fill(places=3)
    ClosureFactory.create(starts_on=MONDAY, ends_on=MONDAY)
    ClosureFactory.create(
        starts_on=dt.date(2026, 12, 9),
        room=Room.objects.get(code="r02"),
        starts_at=dt.time(9),
        ends_at=dt.time(11),
    )
    everything = [slot for slot in Schedule.load(now=NOW).slots(people=people) if slot.available]
    for near in (
        a_slot(),
        a_slot(room="r03", at=dt.time(10)),
        a_slot(dt.date(2026, 12, 12), dt.time(11)),
    ):
        nearest = sorted(everything, key=lambda slot: distance(slot.id, near))
        rest = [str(slot.id) for slot in nearest if slot.id != near]
        assert offered(near, people=people, limit=40) == rest[:40]


@pytest.mark.parametrize(("rooms", "days", "full"), [(0, 120, 1), (30, 300, 1), (30, 300, 12)])
def test_what_a_refusal_costs_grows_with_neither_rooms_nor_horizon(
    rooms: int, days: int, full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    BookingRules.objects.update(horizon_days=days)
    many_rooms(rooms)
    for n in range(full):
        fill(MONDAY + n * dt.timedelta(weeks=1))
    # A closure of a month takes no longer than one of a day.
    ClosureFactory.create(starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2026, 12, 4))
    Schedule.load(first=dt.date(2020, 1, 6), last=dt.date(2020, 1, 6), now=NOW)
    judged: list[SlotId] = []
    answer = Schedule._answer

    def counted(schedule: Schedule, session: Session, slot_id: SlotId, **asked: Any) -> Slot:
        judged.append(slot_id)
        return answer(schedule, session, slot_id, **asked)

    monkeypatch.setattr(Schedule, "_answer", counted)
    near = a_slot(MONDAY + dt.timedelta(weeks=full // 2, days=1))
    queries = []
    for _ in range(2):
        judged.clear()
        with CaptureQueriesContext(connection) as seen:
            assert len(offered(near)) == 5
        queries.append(len(seen))
        assert len(judged) == 5
    # What is taken is read by the first alone: of the weeks around, and further off where those
    # are full.
    assert queries == [3 if full == 1 else 5, 1]

"""A week with too many says which places could be moved, and where."""

import datetime as dt

import pytest

from scheduling import capacity, relief
from scheduling.models import Reservation, Room
from scheduling.rules import weekly_capacity
from scheduling.sharing import joint
from tests.scheduling.factories import MONDAY, NOW, TUESDAY, a_slot, fill, take

pytestmark = pytest.mark.django_db
NEXT = MONDAY + dt.timedelta(weeks=1)


def lower(to: int, week: dt.date = MONDAY) -> None:
    weekly_capacity.set_week_capacity(week=week, capacity=to, note="", now=NOW)


def test_a_week_that_keeps_its_number_needs_no_move(room: Room) -> None:
    fill()
    assert relief.relief_of([MONDAY], now=NOW) == []
    assert relief.relief_of([], now=NOW) == []


def test_as_many_as_are_too_many_the_unapproved_and_the_last_to_come_first(room: Room) -> None:
    days = [MONDAY + dt.timedelta(days=n) for n in range(4)]
    for n, day in enumerate(days):
        take(f"visit:{n}", a_slot(day))
    Reservation.objects.filter(owner="visit:3").update(created_at=NOW - dt.timedelta(days=3))
    capacity.book(owner="visit:2", now=NOW)
    joint.join(owner="visit:with", people=5, into="visit:0", now=NOW)
    lower(1)
    found = relief.relief_of([MONDAY], now=NOW)
    assert [one.owner for one in found] == ["visit:1", "visit:3", "visit:2"]
    targets = [one.to for one in found if one.to]
    assert len({str(slot) for slot in targets}) == 3
    assert all(slot.date >= NEXT or slot.date < MONDAY for slot in targets)


def test_no_week_is_suggested_beyond_what_it_has_left(room: Room) -> None:
    fill()
    lower(3, NEXT)
    lower(0)
    found = relief.relief_of([MONDAY], now=NOW)
    assert len(found) == 4
    assert sum(1 for one in found if one.to and NEXT <= one.to.date < NEXT + dt.timedelta(7)) <= 3


def test_what_a_change_would_need_is_said_and_nothing_of_it_kept(room: Room) -> None:
    take("visit:1", a_slot(TUESDAY))
    [one] = relief.relief_after(lambda: lower(0), [MONDAY], now=NOW)
    assert one.owner == "visit:1"
    assert one.to is not None
    assert relief.relief_of([MONDAY], now=NOW) == []

"""Differences between counts, places and rooms are found."""

import datetime as dt

import pytest
from django.db import connection

from scheduling import capacity
from scheduling.audit import audit
from scheduling.database import guards
from scheduling.models import Reservation, Room, Week
from scheduling.rules import weekly_capacity
from tests.scheduling.factories import (
    MONDAY,
    NOW,
    CapacityRuleFactory,
    ReservationFactory,
    fill,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]


def found() -> list[str]:
    """What the audit checked and did not find right."""
    return [difference.check for difference in audit()]


def unguarded() -> None:
    """Take the guards away, as somebody with a console might."""
    with connection.cursor() as cursor:
        for name in guards.missing() or _names():
            on = " ON scheduling_reservation" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def _names() -> list[str]:
    return ["scheduling_guard_places"] if connection.vendor == "postgresql" else [*guards._SQLITE]


def test_ordinary_life_leaves_no_difference() -> None:
    fill()
    capacity.release(owner=f"fill:{MONDAY}:0", now=NOW)
    take("visit:1")
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=2, note="", now=NOW)
    assert audit() == []


def test_a_wrong_count_is_found() -> None:
    fill()
    Week.objects.update(taken=3)
    [difference] = audit()
    assert str(difference) == "count: 2026-W50: taken is 3, active reservations are 4"


def test_a_capacity_that_is_not_the_rules_is_found() -> None:
    fill()
    CapacityRuleFactory.create(from_week=MONDAY, capacity=6)
    assert found() == ["capacity"]


def test_missing_guards_are_found() -> None:
    unguarded()
    assert set(found()) == {"guard"}


def test_two_in_one_room_are_found(room: Room) -> None:
    unguarded()
    ReservationFactory.create(room=room, owner="a", starts_at=dt.time(8), ends_at=dt.time(16))
    ReservationFactory.create(room=room, owner="b", starts_at=dt.time(9), ends_at=dt.time(10))
    ReservationFactory.create(room=room, owner="c", starts_at=dt.time(15), ends_at=dt.time(17))
    guards.install()
    Week.objects.update(taken=3)
    assert [d.found for d in audit()] == ["a and b at one time", "a and c at one time"]


def test_a_place_in_the_wrong_week_is_found() -> None:
    take()
    unguarded()
    Reservation.objects.update(date=dt.date(2026, 12, 15))
    guards.install()
    assert found() == ["week"]

"""Working days: Monday to Friday on which the house is open."""

import datetime as dt

import pytest

from scheduling.models import BookingRules, Closure
from scheduling.rules.due import working_day_after
from scheduling.sessions.working_days import add_working_days, days_off
from tests.scheduling.factories import NOW, ClosureFactory, RoomFactory

FRIDAY = dt.date(2026, 12, 4)


def never(day: dt.date) -> bool:
    return False


def test_weekends_do_not_count() -> None:
    assert add_working_days(FRIDAY, 1, is_off=never) == dt.date(2026, 12, 7)
    assert add_working_days(FRIDAY, 5, is_off=never) == dt.date(2026, 12, 11)
    assert add_working_days(dt.date(2026, 12, 5), 1, is_off=never) == dt.date(2026, 12, 7)


def test_no_days_are_the_same_day() -> None:
    assert add_working_days(FRIDAY, 0, is_off=never) == FRIDAY


def test_days_on_which_the_house_is_closed_do_not_count() -> None:
    monday = dt.date(2026, 12, 7)
    assert add_working_days(FRIDAY, 1, is_off=monday.__eq__) == dt.date(2026, 12, 8)


def test_a_house_that_is_closed_for_good_ends_the_search() -> None:
    assert add_working_days(FRIDAY, 1, is_off=lambda day: True) > dt.date(2030, 1, 1)
    assert add_working_days(dt.date.max, 3, is_off=never) == dt.date.max


@pytest.mark.django_db
def test_part_of_a_day_or_one_room_does_not_close_the_house() -> None:
    whole = ClosureFactory.create(starts_on=dt.date(2026, 12, 7), ends_on=dt.date(2026, 12, 8))
    part = ClosureFactory.create(
        starts_on=dt.date(2026, 12, 9), starts_at=dt.time(8), ends_at=dt.time(12)
    )
    room = ClosureFactory.create(starts_on=dt.date(2026, 12, 10), room=RoomFactory.create())
    is_off = days_off([whole, part, room])
    assert [day for day in range(6, 12) if is_off(dt.date(2026, 12, day))] == [7, 8]


@pytest.mark.django_db
def test_a_reply_is_due_at_the_same_local_hour() -> None:
    ClosureFactory.create(kind=Closure.Kind.HOLIDAY, starts_on=dt.date(2026, 11, 24))
    assert working_day_after(now=NOW, days=2).isoformat() == "2026-11-26T09:00:00+07:00"


@pytest.mark.django_db
def test_the_day_is_that_of_the_host() -> None:
    BookingRules.objects.create(pk=1, time_zone=BookingRules.Zone.WIT)
    # 23.30 WIB on Monday is 01.30 WIT on Tuesday.
    late = dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)
    assert working_day_after(now=late, days=1).isoformat() == "2026-11-25T01:30:00+09:00"

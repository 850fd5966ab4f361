"""What can be had, and why not."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from scheduling import capacity
from scheduling.availability import Schedule, WeekState
from scheduling.capacity import Refused
from scheduling.models import BookingRules, CapacityRule, Closure, Reservation, Room, SessionPattern
from scheduling.rules import weekly_capacity
from scheduling.slots import Reason, Slot
from scheduling.weeks import week_name
from tests.scheduling.factories import (
    AFTERNOON,
    MONDAY,
    MORNING,
    NOW,
    TUESDAY,
    CapacityRuleFactory,
    ClosureFactory,
    PatternFactory,
    ReservationFactory,
    RoomFactory,
    TimetableFactory,
    a_slot,
    fill,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]

LAST_NIGHT = dt.datetime(2026, 12, 7, 16, 0, tzinfo=dt.UTC)


def on(day: dt.date, *, now: dt.datetime = NOW, **asked: Any) -> list[Slot]:
    """The sessions of one day."""
    return Schedule.load(first=day, last=day, now=now).slots(**asked)


def reason(day: dt.date = TUESDAY, at: dt.time = MORNING, **asked: Any) -> Reason | None:
    """Why that session cannot be had."""
    return {slot.id.starts_at: slot.reason for slot in on(day, **asked)}[at]


def week(monday: dt.date = MONDAY, *, now: dt.datetime = NOW) -> WeekState:
    """One week's state."""
    [state] = Schedule.load(first=monday, last=monday, now=now).weeks()
    return state


def hours(day: dt.date) -> list[str]:
    """The sessions of a day as they are written."""
    return [f"{slot.starts_at:%H.%M}-{slot.ends_at:%H.%M}" for slot in on(day)]


# --- Sessions ---------------------------------------------------------------------------------


def test_sessions_are_those_of_the_weekday() -> None:
    assert hours(TUESDAY) == ["09.00-11.30", "13.30-15.30"]
    assert hours(dt.date(2026, 12, 11)) == ["09.00-11.00"]
    assert hours(dt.date(2026, 12, 12)) == []


def test_a_session_tells_all_about_itself(room: Room) -> None:
    slot = on(TUESDAY)[0]
    assert str(slot.id) == "2026-12-08-0900-aula"
    assert slot.starts_at.isoformat() == "2026-12-08T09:00:00+07:00"
    assert slot.ends_at.isoformat() == "2026-12-08T11:30:00+07:00"
    assert (slot.room_id, slot.room_name, slot.people_limit) == (room.pk, "Aula Lt. 2", 60)
    assert slot.available


def test_ramadan_has_hours_of_its_own(room: Room) -> None:
    ramadan = TimetableFactory.create(
        valid_from=dt.date(2027, 2, 8), valid_until=dt.date(2027, 3, 9)
    )
    PatternFactory.create(
        timetable=ramadan, weekday=1, starts_at="08:00", ends_at="10:00", room=room
    )
    assert hours(dt.date(2027, 2, 1)) == ["09.00-11.30", "13.30-15.30"]
    assert hours(dt.date(2027, 2, 8)) == ["08.00-10.00"]
    assert hours(dt.date(2027, 2, 9)) == []
    assert hours(dt.date(2027, 3, 15)) == ["09.00-11.30", "13.30-15.30"]


def test_a_timetable_without_sessions_empties_its_days() -> None:
    TimetableFactory.create(valid_from=TUESDAY, valid_until=TUESDAY)
    assert hours(TUESDAY) == []
    assert hours(MONDAY) != []


def test_sessions_come_in_order_of_time_and_room() -> None:
    other = RoomFactory.create(code="rapat", name="Ruang Rapat")
    PatternFactory.create(timetable=SessionPattern.objects.all()[0].timetable, room=other)
    assert [str(slot.id) for slot in on(TUESDAY)] == [
        "2026-12-08-0900-aula",
        "2026-12-08-0900-rapat",
        "2026-12-08-1330-aula",
    ]


def test_a_room_out_of_use_has_no_sessions(room: Room) -> None:
    room.active = False
    room.save()
    assert on(TUESDAY) == []


def test_one_session_is_found_by_its_id() -> None:
    schedule = Schedule.load(first=TUESDAY, last=TUESDAY, now=NOW)
    assert schedule.slot(a_slot()) == schedule.slots()[0]
    assert schedule.slot(a_slot(at=dt.time(9, 5))) is None
    assert schedule.slot(a_slot(room="gudang")) is None


# --- Reasons ----------------------------------------------------------------------------------


def test_lead_time_is_seven_working_days() -> None:
    schedule = Schedule.load(first=TUESDAY, last=TUESDAY, now=NOW)
    assert schedule.earliest == dt.date(2026, 12, 2)
    assert reason(dt.date(2026, 12, 1)) is Reason.TOO_SOON
    assert reason(dt.date(2026, 12, 2)) is None


def test_a_closed_house_makes_lead_time_longer() -> None:
    ClosureFactory.create(starts_on=dt.date(2026, 11, 25))
    assert reason(dt.date(2026, 12, 2)) is Reason.TOO_SOON
    assert reason(dt.date(2026, 12, 3)) is None


def test_what_has_begun_is_too_soon() -> None:
    BookingRules.objects.update(lead_working_days=0)
    today = NOW.date()
    assert reason(today, MORNING) is Reason.TOO_SOON
    assert reason(today, AFTERNOON) is None
    assert reason(today - dt.timedelta(days=7)) is Reason.TOO_SOON


def test_the_horizon_is_120_days() -> None:
    assert reason(dt.date(2027, 3, 23)) is None
    assert reason(dt.date(2027, 3, 24)) is Reason.TOO_FAR


def test_a_closure_names_itself() -> None:
    ClosureFactory.create(name="Hari Raya Natal", name_en="Christmas Day")
    assert [(slot.reason, slot.note) for slot in on(TUESDAY)] == [
        (Reason.CLOSED, "Hari Raya Natal")
    ] * 2
    with translation.override("en"):
        assert on(TUESDAY)[0].note == "Christmas Day"


def test_part_of_a_day_closes_the_sessions_that_it_touches() -> None:
    ClosureFactory.create(starts_at=dt.time(11), ends_at=dt.time(13, 30))
    assert reason(at=MORNING) is Reason.CLOSED
    assert reason(at=AFTERNOON) is None


def test_a_closed_room_leaves_the_others_open(room: Room) -> None:
    other = RoomFactory.create(code="rapat")
    PatternFactory.create(timetable=SessionPattern.objects.all()[0].timetable, room=other)
    ClosureFactory.create(kind=Closure.Kind.ROOM_OUT, room=room)
    assert {str(slot.id): slot.reason for slot in on(TUESDAY)} == {
        "2026-12-08-0900-aula": Reason.CLOSED,
        "2026-12-08-0900-rapat": None,
        "2026-12-08-1330-aula": Reason.CLOSED,
    }


def test_a_full_week_has_no_session_left() -> None:
    fill()
    assert {slot.reason for slot in on(dt.date(2026, 12, 11))} == {Reason.WEEK_FULL}
    assert reason(dt.date(2026, 12, 15)) is None


def test_a_taken_session_leaves_the_others_of_the_day() -> None:
    take()
    assert reason(at=MORNING) is Reason.SLOT_TAKEN
    assert reason(at=AFTERNOON) is None


def test_a_session_that_overlaps_a_taken_one_is_taken(room: Room) -> None:
    ReservationFactory.create(room=room, starts_at=dt.time(11), ends_at=dt.time(13, 31))
    assert {slot.reason for slot in on(TUESDAY)} == {Reason.SLOT_TAKEN}


def test_a_place_given_back_is_free_again() -> None:
    take()
    capacity.release(owner="visit:1", now=NOW)
    assert reason() is None


def test_more_people_than_the_room_takes() -> None:
    assert reason(people=60) is None
    assert reason(people=61) is Reason.TOO_MANY_PEOPLE


def test_the_first_reason_of_several_is_named() -> None:
    fill()
    assert reason(people=61) is Reason.WEEK_FULL
    assert reason(people=61, now=LAST_NIGHT) is Reason.TOO_SOON
    ClosureFactory.create()
    assert reason(people=61, now=LAST_NIGHT) is Reason.CLOSED


def test_staff_go_over_soft_rules_and_never_over_hard_ones() -> None:
    far = dt.date(2027, 6, 1)
    for day, asked in ((dt.date(2026, 11, 24), {}), (far, {}), (TUESDAY, {"people": 99})):
        assert reason(day, **asked) is not None
        assert reason(day, overrule=True, **asked) is None
    fill(dt.date(2026, 12, 7))
    assert reason(TUESDAY, now=LAST_NIGHT, overrule=True) is Reason.WEEK_FULL
    assert reason(dt.date(2026, 12, 7), now=LAST_NIGHT, overrule=True) is Reason.TOO_LATE


def test_ones_own_place_does_not_stand_in_ones_way() -> None:
    fill(places=3)
    take("visit:1", a_slot(dt.date(2026, 12, 10), AFTERNOON))
    assert reason(dt.date(2026, 12, 11)) is Reason.WEEK_FULL
    assert reason(dt.date(2026, 12, 11), ignore_owner="visit:1") is None
    assert reason(dt.date(2026, 12, 10), AFTERNOON, ignore_owner="visit:1") is None
    assert reason(TUESDAY, ignore_owner="visit:1") is Reason.SLOT_TAKEN


# --- Time zones -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "offset"), [("Asia/Makassar", "+08:00"), ("Asia/Jayapura", "+09:00")]
)
def test_sessions_are_in_the_hosts_own_time(zone: str, offset: str) -> None:
    BookingRules.objects.update(time_zone=zone)
    assert on(TUESDAY)[0].starts_at.isoformat() == f"2026-12-08T09:00:00{offset}"


def test_today_is_the_hosts_day() -> None:
    late = dt.datetime(2026, 11, 23, 15, 30, tzinfo=dt.UTC)
    assert Schedule.load(now=late).today == dt.date(2026, 11, 23)
    BookingRules.objects.update(time_zone=BookingRules.Zone.WIT)
    assert Schedule.load(now=late).today == dt.date(2026, 11, 24)


# --- Weeks ------------------------------------------------------------------------------------


def test_an_untouched_week_has_the_rules_capacity() -> None:
    CapacityRuleFactory.create(from_week=dt.date(2027, 1, 4), capacity=6)
    before, after = week(dt.date(2026, 12, 28)), week(dt.date(2027, 1, 4))
    assert (before.name, before.capacity) == ("2026-W53", 4)
    assert (after.name, after.capacity) == ("2027-W01", 6)


def test_without_any_rule_a_week_takes_four() -> None:
    CapacityRuleFactory._meta.model.objects.all().delete()
    assert week().capacity == 4


def test_a_week_counts_its_places() -> None:
    fill(places=3)
    capacity.book(owner=f"fill:{MONDAY}:0", now=NOW)
    state = week()
    assert (state.capacity, state.taken, state.held, state.available) == (4, 3, 2, 1)
    assert (state.state, state.bookable, state.overcommitted) == ("open", True, False)


def test_a_full_week_is_full() -> None:
    fill()
    state = week()
    assert (state.state, state.available, state.bookable) == ("full", 0, False)


def test_a_lowered_week_is_overcommitted_and_says_why() -> None:
    fill()
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=2, note="Aula dicat", now=NOW)
    state = week()
    assert (state.capacity, state.taken, state.available) == (2, 4, 0)
    assert (state.state, state.overcommitted, state.note) == ("full", True, "Aula dicat")


def test_a_week_with_room_for_nobody_is_closed() -> None:
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=0, note="Pindah gedung", now=NOW)
    state = week()
    assert (state.state, state.bookable, state.note) == ("closed", False, "Pindah gedung")
    assert {(slot.reason, slot.note) for slot in on(TUESDAY)} == {(Reason.CLOSED, "Pindah gedung")}


def test_a_week_of_closures_is_closed_and_names_them() -> None:
    ClosureFactory.create(name="Cuti", starts_on=MONDAY, ends_on=dt.date(2026, 12, 10))
    assert week().state == "open"
    ClosureFactory.create(name="Libur", starts_on=dt.date(2026, 12, 11))
    state = week()
    assert (state.state, state.bookable, state.note) == ("closed", False, "Cuti, Libur")


def test_a_week_without_sessions_is_closed() -> None:
    SessionPattern.objects.all().delete()
    assert week().state == "closed"


def test_weeks_before_this_one_are_past() -> None:
    assert week(dt.date(2026, 11, 16)).state == "past"
    this_week = week(dt.date(2026, 11, 23))
    assert (this_week.state, this_week.bookable) == ("open", False)


def test_weeks_of_a_range_are_whole_and_without_a_gap() -> None:
    schedule = Schedule.load(first=dt.date(2026, 12, 31), last=dt.date(2027, 1, 4), now=NOW)
    assert [state.name for state in schedule.weeks()] == ["2026-W53", "2027-W01"]
    assert schedule.slots()[0].date == dt.date(2026, 12, 31)
    assert schedule.slots()[-1].date == dt.date(2027, 1, 4)


def test_the_last_days_there_are() -> None:
    schedule = Schedule.load(first=dt.date(9999, 12, 20), last=dt.date.max, now=NOW)
    assert [state.name for state in schedule.weeks()][-1] == week_name(dt.date.max)
    assert {slot.reason for slot in schedule.slots()} == {Reason.TOO_FAR}


# --- The day's own limit ------------------------------------------------------------------------


def test_a_day_takes_no_more_than_its_limit_and_the_week_goes_on() -> None:
    CapacityRule.objects.update(daily_limit=1)
    take()
    assert reason(at=AFTERNOON) is Reason.DAY_FULL
    assert reason(TUESDAY + dt.timedelta(days=1)) is None
    with pytest.raises(Refused) as refused:
        take("visit:2", a_slot(at=AFTERNOON))
    assert refused.value.code == "day_full"


def test_ones_own_place_does_not_fill_the_day() -> None:
    CapacityRule.objects.update(daily_limit=1)
    take()
    moved = capacity.move(owner="visit:1", to=a_slot(at=AFTERNOON), people=10, now=NOW)
    assert moved.slot == a_slot(at=AFTERNOON)


def test_a_limit_begins_with_its_week() -> None:
    CapacityRule.objects.create(from_week=MONDAY + dt.timedelta(weeks=1), capacity=4, daily_limit=1)
    take()
    take("visit:2", a_slot(at=AFTERNOON))
    later = TUESDAY + dt.timedelta(weeks=1)
    take("visit:3", a_slot(later))
    assert reason(later, AFTERNOON) is Reason.DAY_FULL


# --- Cost -------------------------------------------------------------------------------------


def test_26_weeks_cost_six_queries_at_the_most(
    room: Room, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        monday = MONDAY + dt.timedelta(weeks=n - 52)
        Reservation.objects.bulk_create(
            [
                ReservationFactory.build(
                    room=room,
                    date=monday,
                    week=None,
                    week_id=_stored(monday),
                    owner=f"{n}:{hour}",
                    starts_at=dt.time(hour),
                    ends_at=dt.time(hour, 59),
                )
                for hour in (8, 9)
            ]
        )
    ClosureFactory.create_batch(20)
    # The second time the rules are known, and what is taken.
    for queries in (6, 1):
        with django_assert_num_queries(queries):
            schedule = Schedule.load(
                first=MONDAY, last=MONDAY + dt.timedelta(weeks=26, days=-1), now=NOW
            )
            assert len(schedule.weeks()) == 26
            assert len(schedule.slots()) == 26 * 9
            schedule.slot(a_slot())
    assert sum(len(day) for day in schedule._places.by_date.values()) == 16


def _stored(monday: dt.date) -> dt.date:
    weekly_capacity.set_week_capacity(week=monday, capacity=None, note="", now=NOW)
    return monday

"""What is over-committed is shown, and a change says first what it would do."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from scheduling import capacity, impact
from scheduling.impact import Kind
from scheduling.models import Closure, Room
from scheduling.rules import weekly_capacity
from tests.scheduling.factories import (
    MONDAY,
    NOW,
    TUESDAY,
    ClosureFactory,
    PatternFactory,
    TimetableFactory,
    a_slot,
    fill,
    take,
)

pytestmark = pytest.mark.django_db


def kinds(found: list[impact.Trouble]) -> list[tuple[str, str]]:
    return [(str(trouble.kind), trouble.slot) for trouble in found]


def test_nothing_is_wrong_with_what_is_booked_by_the_rules(room: Room) -> None:
    fill()
    assert impact.troubles(now=NOW) == []


def test_a_closure_over_booked_sessions_is_shown_and_throws_nobody_out(room: Room) -> None:
    place = take()
    ClosureFactory.create(name="Rapat kerja")
    [trouble] = impact.troubles(now=NOW)
    assert (trouble.kind, trouble.owner, trouble.note) == (Kind.CLOSED, "visit:1", "Rapat kerja")
    place.refresh_from_db()
    assert place.active


def test_a_part_of_a_day_concerns_its_sessions_alone(room: Room) -> None:
    take("visit:1", a_slot(TUESDAY, dt.time(9)))
    take("visit:2", a_slot(TUESDAY, dt.time(13, 30)))
    ClosureFactory.create(starts_at=dt.time(13), ends_at=dt.time(16))
    assert kinds(impact.troubles(now=NOW)) == [("closed", f"{TUESDAY}-1330-aula")]


def test_new_hours_leave_a_booked_session_without_a_session(room: Room) -> None:
    take()
    table = TimetableFactory.create(valid_from=TUESDAY, valid_until=TUESDAY)
    PatternFactory.create(timetable=table, room=room, starts_at=dt.time(8))
    assert kinds(impact.troubles(now=NOW)) == [("no_session", f"{TUESDAY}-0900-aula")]


def test_a_lowered_capacity_is_an_over_committed_week_that_takes_no_more(room: Room) -> None:
    fill()
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=3, note="", now=NOW)
    [trouble] = impact.troubles(now=NOW)
    assert (trouble.kind, trouble.week, trouble.note) == (Kind.OVERCOMMITTED, MONDAY, "4 > 3")
    with pytest.raises(capacity.Refused) as refused:
        take("visit:late", a_slot(MONDAY + dt.timedelta(days=4)))
    assert refused.value.code == "week_full"


def test_what_lies_in_the_past_concerns_nobody(room: Room) -> None:
    take()
    ClosureFactory.create()
    assert impact.troubles(now=NOW + dt.timedelta(days=30)) == []


def test_a_preview_tells_and_keeps_nothing(room: Room) -> None:
    fill()
    closure = ClosureFactory.build(starts_on=TUESDAY, ends_on=TUESDAY + dt.timedelta(days=1))
    found = impact.preview(closure.save, now=NOW)
    assert [trouble.kind for trouble in found] == [Kind.CLOSED] * 3
    assert not Closure.objects.exists()
    assert impact.troubles(now=NOW) == []


def test_a_preview_leaves_out_what_is_wrong_already(room: Room) -> None:
    take()
    ClosureFactory.create()
    assert impact.preview(lambda: ClosureFactory.create(name="Lagi"), now=NOW) == []


def test_troubles_cost_the_same_queries_however_many(
    room: Room, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill()
    with django_assert_max_num_queries(17) as one_week:
        impact.troubles(now=NOW)
    for n in range(1, 5):
        fill(MONDAY + dt.timedelta(days=7 * n))
    with django_assert_max_num_queries(17) as five_weeks:
        impact.troubles(now=NOW)
    assert len(five_weeks) <= len(one_week)

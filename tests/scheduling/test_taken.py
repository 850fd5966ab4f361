"""What is taken is read once a change, and never shown as it was before one."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from scheduling import capacity, taken
from scheduling.alternatives import alternatives
from scheduling.availability import Schedule
from scheduling.database import marks
from scheduling.database.marks import Topic
from scheduling.models import BookingRules, Reservation, Week
from scheduling.once import reading_once
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import Reason
from tests.scheduling.factories import (
    AFTERNOON,
    MONDAY,
    MORNING,
    NOW,
    TUESDAY,
    ClosureFactory,
    a_slot,
    fill,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]
WEEK = dt.timedelta(weeks=1)


def reason(*, at: dt.time = AFTERNOON) -> Reason | None:
    """Why that session of Tuesday cannot be had."""
    slot = Schedule.load(first=TUESDAY, last=TUESDAY, now=NOW).slot(a_slot(at=at))
    assert slot is not None
    return slot.reason


def queries_of(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def load(*, weeks: int = 1, after: int = 0) -> Schedule:
    """So many weeks from the first, or `after` more, on."""
    first = MONDAY + after * WEEK
    return Schedule.load(first=first, last=first + weeks * WEEK - dt.timedelta(days=1), now=NOW)


def test_a_week_is_read_once_a_change() -> None:
    take()
    load()
    assert queries_of(load) == 1
    take("visit:2", a_slot(at=AFTERNOON))
    assert [queries_of(load), queries_of(load)] == [3, 1]


def test_weeks_are_added_to_those_that_are_known() -> None:
    take()
    load(weeks=2)
    assert queries_of(lambda: load(after=1)) == 1
    assert queries_of(lambda: load(weeks=4, after=1)) == 3
    assert queries_of(lambda: load(weeks=5)) == 1
    assert reason(at=dt.time(9)) is Reason.SLOT_TAKEN


@pytest.mark.parametrize(
    "change",
    [
        lambda: take("visit:5", a_slot(at=AFTERNOON)),
        lambda: set_week_capacity(week=MONDAY, capacity=1, note="", now=NOW),
        lambda: Week.objects.filter(starts_on=MONDAY).update(capacity=1),
        lambda: ClosureFactory.create(),
        lambda: Reservation.objects.update(starts_at=AFTERNOON, ends_at=dt.time(15)),
        lambda: capacity.move(owner="visit:1", to=a_slot(at=AFTERNOON), people=10, now=NOW),
    ],
)
def test_whatever_takes_a_session_away_counts_at_once(change: Callable[[], Any]) -> None:
    take()
    assert reason() is None
    change()
    assert reason() is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda: capacity.release(owner="fill:2026-12-07:0", now=NOW),
        lambda: set_week_capacity(week=MONDAY, capacity=5, note="", now=NOW),
        lambda: Reservation.objects.all().delete(),
        # A count that was mended by hand, as after audit_capacity.
        lambda: Week.objects.filter(starts_on=MONDAY).update(taken=1),
    ],
)
def test_a_place_that_is_free_again_is_offered_at_once(change: Callable[[], Any]) -> None:
    fill()
    near = a_slot(TUESDAY + dt.timedelta(days=2))

    def offered() -> bool:
        found = alternatives(near=near, people=10, now=NOW)
        return any(MONDAY <= slot.date < MONDAY + WEEK for slot in found)

    assert not offered()
    change()
    assert offered()


def test_what_is_undone_was_never_so() -> None:
    take()
    assert reason() is None
    with transaction.atomic():
        take("visit:2", a_slot(at=AFTERNOON))
        assert reason() is Reason.SLOT_TAKEN
        transaction.set_rollback(True)
    assert reason() is None
    with transaction.atomic():
        set_week_capacity(week=MONDAY, capacity=1, note="", now=NOW)
        transaction.set_rollback(True)
    assert reason() is None
    ClosureFactory.create()
    assert reason() is Reason.CLOSED


def test_an_answer_that_reads_the_rules_once_sees_its_own_changes_of_places() -> None:
    fill(places=2)
    with reading_once():
        assert reason(at=MORNING) is Reason.SLOT_TAKEN
        assert queries_of(reason) == 0
        take("visit:2", a_slot(at=AFTERNOON))
        assert reason() is Reason.SLOT_TAKEN
        capacity.release(owner="visit:2", now=NOW)
        assert reason() is None
        set_week_capacity(week=MONDAY, capacity=1, note="", now=NOW)
        assert reason() is Reason.WEEK_FULL


def test_what_is_remembered_by_a_mark_is_not_older_than_it() -> None:
    with reading_once():
        assert reason() is None
        Week.objects.update_or_create(starts_on=MONDAY, defaults={"capacity": 0})
        mark = marks.read()
        # Whoever keeps an answer under this mark shows what is so.
        assert reason() is Reason.CLOSED
        assert BookingRules.load().mark[Topic.PLACES] == mark[Topic.PLACES]


def test_without_rules_that_somebody_saved_nothing_is_remembered() -> None:
    BookingRules.objects.all().delete()
    take()
    load()
    assert queries_of(load) == 6


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "MOST_REMEMBERED", 6)
    fill()
    for after in range(1, 30):
        assert load(after=after).weeks()[0].taken == 0
        assert taken._known is not None
        assert taken._known.size <= 6
    load(weeks=9)
    assert taken._known.size <= 6
    assert load(weeks=9).weeks()[0].taken == 4
    assert queries_of(lambda: load(weeks=9)) == 3


def test_an_old_look_says_what_it_saw_without_asking() -> None:
    take()
    load()
    Reservation.objects.all().delete()

    def seen() -> Reason | None:
        slot = Schedule.last_seen(first=TUESDAY, last=TUESDAY, now=NOW).slot(a_slot())
        assert slot is not None
        return slot.reason

    assert queries_of(seen) == 0
    assert seen() is Reason.SLOT_TAKEN
    load()
    assert seen() is None


@pytest.mark.django_db(transaction=True)
def test_threads_see_each_others_changes_at_once() -> None:
    """Each with a connection of its own, as other processes have."""

    def work(number: int) -> list[Reason | None]:
        seen = []
        try:
            for _ in range(5):
                slot = a_slot(TUESDAY + number * WEEK)
                take(f"visit:{number}", slot)
                for weeks in (1, 9, number + 1):
                    found = load(weeks=weeks, after=0 if weeks > number else number).slot(slot)
                    assert found is not None
                    seen.append(found.reason)
                capacity.release(owner=f"visit:{number}", now=NOW)
                found = load(after=number).slot(slot)
                assert found is not None
                seen.append(found.reason)
        finally:
            connection.close()
        return seen

    with ThreadPoolExecutor(4) as threads:
        for seen in threads.map(work, range(4)):
            assert seen == [*[Reason.SLOT_TAKEN] * 3, None] * 5
    assert load(weeks=4).weeks()[0].taken == 0

"""The desk says so where nothing is sent any more."""

import datetime as dt

import pytest

from notifications.due import run_due
from notifications.standstill import standstill
from scheduling.models import BookingRules, Room
from scheduling.slots import SlotId
from tests.factories import a_visit
from visits.inbox.items import Kind, from_elsewhere
from visits.models import Host, Region, Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def test_what_has_waited_for_long_is_an_alarm_with_the_moment_since_when(now: dt.datetime) -> None:
    a_visit(now=now)
    assert list(standstill(now + dt.timedelta(minutes=14))) == []
    later = now + dt.timedelta(minutes=16)
    [alarm] = standstill(later)
    assert (alarm.kind, alarm.due, alarm.urgent) == (Kind.MESSAGE, now, True)
    assert alarm in from_elsewhere(now=later)


def test_a_pass_ends_it(now: dt.datetime) -> None:
    a_visit(now=now)
    later = now + dt.timedelta(hours=20)
    assert list(standstill(later))
    run_due(now=later)
    assert list(standstill(later)) == []


def test_a_place_that_should_have_lapsed_for_want_of_its_letter_is_one_until_its_day_has_come(
    now: dt.datetime,
) -> None:
    BookingRules.objects.update(letter_working_days=3)
    visit = a_visit(trusted=True, now=now, slots=[SlotId.parse("2026-12-09-0900-aula")])
    run_due(now=now)
    assert visit.letter_due_at is not None
    due, quarter = visit.letter_due_at, dt.timedelta(minutes=15)
    visit.refresh_from_db()
    # Whatever else the clock brings is told; only the lapse itself waits.
    assert list(standstill(due - dt.timedelta(seconds=1))) == []
    [alarm] = standstill(due + quarter)
    assert alarm.due == due
    assert alarm in from_elsewhere(now=due + quarter)
    day = dt.datetime(2026, 12, 8, 17, tzinfo=dt.UTC)  # midnight of its own day
    assert list(standstill(day)) == []
    run_due(now=day - dt.timedelta(seconds=1))
    visit.refresh_from_db()
    assert visit.status == Status.EXPIRED
    assert list(standstill(day - dt.timedelta(seconds=1))) == []

"""The desk says so where nothing is sent any more."""

import datetime as dt

import pytest

from notifications.due import run_due
from notifications.standstill import standstill
from scheduling.models import Room
from tests.factories import a_visit
from visits.inbox.items import Kind, from_elsewhere
from visits.models import Host, Region

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

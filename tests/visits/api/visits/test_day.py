"""Arrival and departure, also written down later."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.sampled import sampled
from tests.visits.api.conftest import program
from tests.visits.api.visits.test_visits import url
from visits.history.events import program as system
from visits.life import deciding
from visits.models import Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.usefixtures("host", "room")


@pytest.fixture
def coming(now: dt.datetime) -> Visit:
    """A confirmed visit."""
    return deciding.approve(a_visit(trusted=True), by=system("Tes"), now=now)


def begins(visit: Visit) -> dt.datetime:
    session = session_of(visit)
    assert session is not None
    return session.starts_at


def test_times_and_people_written_down_after_the_visit(coming: Visit) -> None:
    staff = program("visits:write")
    start = begins(coming)
    with time_machine.travel(start + dt.timedelta(days=1), tick=False):
        came = (start + dt.timedelta(minutes=5)).isoformat()
        there = staff.post(url(coming, "check-in"), {"arrived_at": came, "people": 22})
        assert there.status_code == 200, there.content
        assert there.json() | {"arrived_at": came, "people_came": 22} == there.json()
        # The same instant in another zone.
        left = (start + dt.timedelta(hours=2)).astimezone(dt.UTC)
        gone = staff.post(url(coming, "complete"), {"left_at": left.strftime("%Y-%m-%dT%H:%MZ")})
        assert dt.datetime.fromisoformat(gone.json()["left_at"]) == left
        assert gone.json()["people_came"] == 22


def test_a_departure_of_an_earlier_day_without_a_time_is_the_end_of_the_session(
    coming: Visit,
) -> None:
    staff, start = program("visits:write"), begins(coming)
    session = session_of(coming)
    assert session is not None
    with time_machine.travel(start + dt.timedelta(days=1), tick=False):
        staff.post(url(coming, "check-in"), {"arrived_at": start.isoformat(), "people": 22})
        gone = staff.post(url(coming, "complete"), {})
        assert gone.status_code == 200, gone.content
        assert dt.datetime.fromisoformat(gone.json()["left_at"]) == session.ends_at


def test_times_that_cannot_be_true_name_the_field(coming: Visit) -> None:
    staff, start = program("visits:write"), begins(coming)
    with time_machine.travel(start + dt.timedelta(hours=1), tick=False):
        for at, code in (
            (start + dt.timedelta(hours=2), "not_yet"),
            (start - dt.timedelta(days=1), "another_day"),
        ):
            answer = staff.post(url(coming, "check-in"), {"arrived_at": at.isoformat()})
            assert answer.status_code == 400
            [error] = answer.json()["errors"]
            assert (error["field"], error["code"]) == ("arrived_at", code)
        staff.post(url(coming, "check-in"), {"arrived_at": start.isoformat()})
        before = (start - dt.timedelta(minutes=1)).isoformat()
        answer = staff.post(url(coming, "complete"), {"left_at": before})
        [error] = answer.json()["errors"]
        assert (error["field"], error["code"]) == ("left_at", "before_arrival")


@pytest.mark.parametrize(
    ("field", "value"),
    sampled([
        *(("arrived_at", bad) for bad in (
            "2026-12-08", "2026-12-08T09:00:00", "2026-12-08T25:00+07:00", "09.00", 5, "", {},
            "２０２６-12-08T09:00+07:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
        )),
        *(("people", bad) for bad in (0, -1, 2001, 1.5, True, "x", [])),
    ], every=3),
)  # fmt: skip
def test_values_that_are_none_name_the_field(
    staff: APIClient, coming: Visit, field: str, value: Any
) -> None:
    answer = staff.post(url(coming, "check-in"), {field: value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field

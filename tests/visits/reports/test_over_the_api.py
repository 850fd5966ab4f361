"""The same figures for other systems."""

import datetime as dt

import pytest
from django.test import Client

from scheduling.models import Room
from tests.visits.api.conftest import program
from tests.visits.reports.past import a_past
from visits.api.access.callers import Scope
from visits.models import Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host")]


def test_a_program_reads_the_figures_of_a_period(room: Room) -> None:
    rows = a_past(room, first=dt.date(2026, 3, 2), count=40, seed=3)
    held = [row for row in rows if row.status == Status.COMPLETED]
    caller = program(Scope.REPORTS_READ)
    found = caller.get("/api/v1/reports/?from=2026-01-01&to=2026-12-31").json()
    assert found["visits"]["visits"] == len(held)
    assert [month["visits"] for month in found["visits"]["by"]["month"]][2] == len(
        [row for row in held if row.day.month == 3]
    )
    assert found["quota"]["taken"] == len(held) + found["visits"]["no_shows"]
    assert found["satisfaction"] == {"answers": 0, "index": None, "grade": None}
    assert caller.get("/api/v1/reports/?from=2020-01-01&to=2026-12-31").status_code == 400
    assert Client().get("/api/v1/reports/").status_code == 401

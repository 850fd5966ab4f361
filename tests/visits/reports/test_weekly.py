"""Figures of the weeks."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from scheduling.slots import SlotId
from scheduling.weeks import monday_of, week_name
from tests.factories import RegionFactory, a_free_slot, a_visit
from tests.visits.api.conftest import delegation, program, signed_in
from visits.history.events import program as system
from visits.life import attendance, deciding, joint_visits
from visits.models import Region, Visit
from visits.people import roles
from visits.reports.weekly import weekly

pytestmark = pytest.mark.usefixtures("host", "room")
STAFF = system("Tes")


def _of_week(day: dt.date) -> list[Visit]:
    """Completed with 20 of 24, joined to it another region of 10, and one that did not come."""
    now = timezone.now()
    slot = a_free_slot(after_days=(day - timezone.localdate()).days)
    other = RegionFactory.create(code="13.75", name="Bukittinggi", kind=Region.Kind.CITY)
    came = a_visit(trusted=True, slots=[slot])
    joined = a_visit(trusted=True, region=other, people=10, slots=[a_free_slot()])
    later = SlotId(slot.date, dt.time(13, 30), slot.room)
    absent = a_visit(trusted=True, slots=[later])
    deciding.approve(came, by=STAFF, now=now)
    joint_visits.merge(joined, into=came, by=STAFF, now=now)
    deciding.approve(absent, by=STAFF, now=now)
    attendance.no_show(absent, by=STAFF, now=now)
    attendance.check_in(came, by=STAFF, now=now, people=20)
    attendance.check_in(joined, by=STAFF, now=now)
    for visit in (came, joined):
        attendance.complete(visit, by=STAFF, now=now)
    return [came, joined, absent]


def test_a_week_counts_what_was_asked_and_what_became_of_it() -> None:
    monday = monday_of(timezone.localdate()) + dt.timedelta(weeks=4)
    _of_week(monday)
    a_visit(slots=[a_free_slot(after_days=60)])
    figures = {week.starts_on: week for week in weekly(timezone.localdate(), monday)}
    assert len(figures) == 5
    assert figures[monday_of(timezone.localdate())].requests == 4
    week = figures[monday]
    assert (week.requests, week.confirmed, week.completed, week.no_show) == (0, 3, 2, 1)
    assert (week.people, week.regions) == (30, 2)


def test_a_request_counts_in_the_week_of_the_hosts_own_zone(room: Any) -> None:
    # Monday, half past midnight in Batam, is still Sunday in UTC.
    with time_machine.travel(dt.datetime(2026, 11, 22, 17, 30, tzinfo=dt.UTC), tick=False):
        a_visit()
        [before, this] = weekly(dt.date(2026, 11, 16), dt.date(2026, 11, 23))
    assert (before.requests, this.requests) == (0, 1)


def test_the_report_is_for_leaders_and_programs_that_may_read_reports(client: Any) -> None:
    visit = a_visit()
    address = "/api/v1/reports/weeks/"
    for caller in (signed_in(roles.LEADER), signed_in(roles.PROTOCOL), program("reports:read")):
        weeks = caller.get(address).json()
        assert len(weeks) == 26
        assert weeks[-1]["week"] == week_name(monday_of(timezone.localdate()))
        assert weeks[-1]["requests"] == 1
        assert visit.institution not in str(weeks)
    for caller in (delegation(visit), program("visits:read"), signed_in(roles.OFFICER)):
        assert caller.get(address).status_code == 403
    assert APIClient().get(address).status_code == 401
    bad = program("reports:read", "visits:read").get(address + "?from=2027-01-01&to=2026-01-01")
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (400, "to")


def test_the_report_costs_the_same_number_of_queries(django_assert_num_queries: Any) -> None:
    monday = monday_of(timezone.localdate()) + dt.timedelta(weeks=4)
    for days in (0, 7):
        _of_week(monday + dt.timedelta(days=days))
        with django_assert_num_queries(5):
            weekly(monday, monday + dt.timedelta(weeks=10))

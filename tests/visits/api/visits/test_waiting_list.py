"""The waiting list and its order."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of, week_name
from tests.factories import a_free_slot, a_visit
from tests.visits.api.conftest import delegation
from tests.visits.api.visits.test_visits import url
from visits.models import Visit

pytestmark = pytest.mark.usefixtures("host", "room")


@pytest.fixture
def waiting(now: dt.datetime) -> list[Visit]:
    """Two who wait for the same week."""
    slot = a_free_slot(after_days=30)
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=now)
    a_visit(slots=[slot])
    return [a_visit(trusted=True, slots=[slot], waitlist=True) for _ in range(2)]


def order(caller: APIClient, query: str = "") -> list[str]:
    page = caller.get(f"/api/v1/waiting-list/{query}").json()
    return [row["visit"] for row in page["results"]]


def test_who_waits_is_listed_in_order_and_by_week(staff: APIClient, waiting: list[Visit]) -> None:
    references = [visit.reference for visit in waiting]
    wish = waiting[0].preferred_slots[0]
    [first, second] = staff.get("/api/v1/waiting-list/").json()["results"]
    assert (first["number"], second["number"]) == (1, 2)
    assert first["wishes"] == [wish]
    assert first["could_have"] == []
    day = dt.date.fromisoformat(wish[:10])
    assert order(staff, f"?week={week_name(day)}") == references
    assert order(staff, f"?week={week_name(day + dt.timedelta(weeks=1))}") == []
    bad = staff.get("/api/v1/waiting-list/?week=2026-W54")
    assert (bad.status_code, bad.json()["errors"][0]["field"]) == (400, "week")


def test_a_visit_is_put_at_another_place_with_a_reason(
    staff: APIClient, waiting: list[Visit]
) -> None:
    first, second = waiting
    moved = staff.post(url(second, "reorder"), {"number": 1, "reason": "Sudah dua kali ditunda"})
    assert (moved.status_code, moved.json()["waiting_number"]) == (200, 1)
    assert order(staff) == [second.reference, first.reference]
    assert delegation(first).get(url(first)).json()["waiting_number"] == 2
    for body, field in (({"number": 0, "reason": "x"}, "number"), ({"number": 1}, "reason")):
        answer = staff.post(url(second, "reorder"), body)
        assert answer.json()["errors"][0]["field"] == field


def test_the_inbox_holds_what_waits_for_the_host(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    [row] = staff.get("/api/v1/inbox/").json()["results"]
    assert (row["kind"], row["visit"], row["ours"]) == ("decide", visit.reference, True)
    visit.refresh_from_db()
    assert dt.datetime.fromisoformat(row["due"]) == visit.reply_due_at

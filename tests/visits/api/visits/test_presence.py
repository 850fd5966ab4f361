"""Presence over the API: noted, read by both sides, taken back, and refused in the field."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.visits.api.conftest import delegation
from tests.visits.pages.conftest import bring_to
from visits.history.events import program
from visits.life import deciding
from visits.life.requesting import Person
from visits.models import Status, Visit

pytestmark = pytest.mark.usefixtures("host", "room", "solok")
WIB = dt.timezone(dt.timedelta(hours=7))


@pytest.fixture
def coming(room: object, now: dt.datetime) -> Visit:
    asked = a_visit(trusted=True, participants=[Person("Ani"), Person("Budi"), Person("Citra")])
    visit = deciding.approve(asked, by=program("desk"), now=now)
    bring_to(visit, timezone.localdate(now, WIB), starts="08:00", ends="08:30")
    return visit


def url(visit: Visit, call: str = "presence") -> str:
    return f"/api/v1/visits/{visit.reference}/{call}/"


def test_who_is_noted_is_read_by_both_sides(staff: APIClient, coming: Visit) -> None:
    answer = staff.post(url(coming), {"participants": [3, 1]})
    assert answer.status_code == 200, answer.content
    coming.refresh_from_db()
    assert (coming.status, coming.people_came) == (Status.ARRIVED, 2)
    for reader in (staff, delegation(coming)):
        rows = reader.get(url(coming)).json()["results"]
        assert [(row["number"], row["name"], row["how"]) for row in rows] == [
            (1, "Ani", "door"),
            (2, "Budi", None),
            (3, "Citra", "door"),
        ]
    assert delegation(coming).post(url(coming), {"participants": [2]}).status_code == 403


def test_times_of_arrival_and_departure(staff: APIClient, coming: Visit, now: dt.datetime) -> None:
    day = timezone.localdate(now, WIB)
    came, left = (dt.datetime.combine(day, dt.time(8, m), WIB).isoformat() for m in (5, 25))
    staff.post(url(coming), {"participants": [1], "came_at": came})
    both = {"participants": [1, 2], "came_at": came, "left_at": left, "from_list": True}
    rows = staff.post(url(coming), both).json()["results"]
    assert [(r["came_at"], r["left_at"], r["how"]) for r in rows[:2]] == [
        (came, left, "door"),
        (came, left, "list"),
    ]
    assert rows[2]["came_at"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"participants": []}, "participants"),
        ({"participants": [4]}, "participants"),
        ({"participants": [0]}, "participants.0"),
        ({"participants": "1"}, "participants"),
        ({"participants": [1], "came_at": "2030-01-01T00:00:00Z"}, "came_at"),
        ({"participants": [1], "left_at": "2020-01-01T00:00:00Z"}, "left_at"),
        ({"participants": [1], "reason": "x" * 1001}, "reason"),
    ],
)
def test_what_cannot_be_true_is_said_at_its_field(
    staff: APIClient, coming: Visit, body: dict[str, object], field: str
) -> None:
    answer = staff.post(url(coming), body)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not coming.presences.exists()


def test_before_their_day_and_after_seven_days(
    staff: APIClient, coming: Visit, now: dt.datetime
) -> None:
    today = timezone.localdate(now, WIB)
    bring_to(coming, today + dt.timedelta(days=1))
    early = staff.post(url(coming), {"participants": [1]})
    assert (early.status_code, early.json()["errors"][0]["code"]) == (400, "not_yet")
    bring_to(coming, today - dt.timedelta(days=8))
    late = staff.post(url(coming), {"participants": [1]})
    assert [error["field"] for error in late.json()["errors"]] == ["reason"]
    body = {"participants": [1], "reason": "Daftar terselip"}
    assert staff.post(url(coming), body).status_code == 200


def test_taken_back_and_a_list_that_leaves_somebody_out(staff: APIClient, coming: Visit) -> None:
    staff.post(url(coming), {"participants": [1, 2]})
    address = f"/api/v1/visits/{coming.reference}/"
    refused = staff.patch(address, {"participants": [{"name": "Ani"}, {"name": "Citra"}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "noted_present")
    assert refused.json()["participants"] == [2]
    rows = staff.post(url(coming, "take-back-presence"), {"participants": [2, 3]}).json()["results"]
    assert [row["came_at"] is None for row in rows] == [False, True, True]
    listed = {"participants": [{"name": "Ani"}, {"name": "Citra"}]}
    assert staff.patch(address, listed).status_code == 200
    assert coming.presences.count() == 1


def test_a_visit_that_is_not_expected_is_refused_by_its_status(
    staff: APIClient, room: object
) -> None:
    visit = a_visit(trusted=True, participants=[Person("Ani")])
    for call in ("presence", "take-back-presence"):
        answer = staff.post(url(visit, call), {"participants": [1]})
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")

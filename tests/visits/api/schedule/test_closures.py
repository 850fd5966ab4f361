"""Closing days by a program."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from rest_framework.test import APIClient

from scheduling.models import Closure
from tests.factories import a_visit
from tests.visits.api.conftest import program

pytestmark = pytest.mark.usefixtures("host", "room")
AT = "/api/v1/closures/"


def test_a_closed_day_takes_no_more_and_names_the_visits_to_move(client: APIClient) -> None:
    visit = a_visit()
    day = visit.preferred_slots[0][:10]
    portal = program("schedule:write")
    headers = {"idempotency-key": "a"}
    first = portal.post(AT, {"name": "Rakernas", "starts_on": day}, headers=headers)
    assert first.status_code == 201, first.content
    made = first.json()
    assert made | {"ends_on": day, "kind": "own_event", "room": None} == made
    assert made["to_move"] == [visit.reference]
    again = portal.post(AT, {"name": "Rakernas", "starts_on": day}, headers=headers)
    assert again.json() == made
    assert Closure.objects.count() == 1
    slots = client.get(f"/api/v1/slots/?from={day}&to={day}").json()
    assert {slot["reason"] for slot in slots} == {"closed"}
    assert [row["name"] for row in client.get(AT).json()["results"]] == ["Rakernas"]
    assert client.get(f"{AT}?to=2020-01-01&from=2019-12-01").json()["results"] == []
    assert portal.delete(f"{AT}{made['id']}/").status_code == 204
    assert portal.delete(f"{AT}{made['id']}/").status_code == 404
    slots = client.get(f"/api/v1/slots/?from={day}&to={day}").json()
    assert "closed" not in {slot["reason"] for slot in slots}


def test_a_part_of_a_day_in_one_room(staff: APIClient) -> None:
    day = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    body = {"name": "AC", "starts_on": day, "starts_at": "13:00", "ends_at": "16:00:00"}
    made = staff.post(AT, body | {"room": "aula", "kind": "room_out"}).json()
    assert (made["starts_at"], made["ends_at"], made["room"]) == ("13:00", "16:00", "aula")
    assert LogEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("name", {"name": " "}),
        ("starts_on", {"starts_on": "2026-02-30"}),
        ("ends_on", {"ends_on": "2026-12-07"}),
        ("ends_at", {"starts_at": "09:00"}),
        ("ends_at", {"starts_at": "09:00", "ends_at": "09:00"}),
        ("starts_at", {"starts_at": "9.00", "ends_at": "10:00"}),
        ("starts_at", {"starts_at": "２４:00", "ends_at": "10:00"}),
        ("room", {"room": "nowhere"}),
        ("kind", {"kind": "x"}),
    ],
)
def test_closures_that_are_none_name_the_field(
    staff: APIClient, field: str, more: dict[str, Any]
) -> None:
    answer = staff.post(AT, {"name": "Libur", "starts_on": "2026-12-08", **more})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert not Closure.objects.exists()

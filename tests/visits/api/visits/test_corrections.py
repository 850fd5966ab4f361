"""PATCH of a visit by staff: everything that the page *Ubah data* changes."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import AgencyFactory, RegionFactory, TopicFactory, a_visit
from tests.visits.api.conftest import delegation, program, signed_in
from tests.visits.api.visits.test_visits import url
from visits.models import FieldChange, Visit
from visits.people import roles

pytestmark = pytest.mark.usefixtures("host", "room")


@pytest.fixture
def staff() -> APIClient:
    return signed_in(roles.PROTOCOL)


def test_staff_change_who_comes_and_why(staff: APIClient, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    RegionFactory.create(code="13.71", kind="city", name="Padang")
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    old = TopicFactory.create(active=False)
    visit.topics.add(old)
    answer = staff.patch(
        url(visit),
        {
            "institution": "DPMPTSP Kota Padang",
            "region": "13.71",
            "leader": {"rank": "regional_head"},
            "purpose": "Melihat loket",
            "topics": [old.code, topic.code],
            "agencies": [agency.code],
            "letter": {"number": "005/9/2026", "date": "2026-11-02"},
        },
    )
    assert answer.status_code == 200, answer.content
    seen = answer.json()
    assert (seen["institution"], seen["region"]["code"]) == ("DPMPTSP Kota Padang", "13.71")
    assert seen["leader"] == {
        "name": visit.leader_name,
        "position": visit.leader_position,
        "rank": "regional_head",
    }
    assert set(seen["topics"]) == {old.code, topic.code}
    assert (seen["agencies"], seen["purpose"]) == ([agency.code], "Melihat loket")
    assert seen["letter"] == {
        "number": "005/9/2026",
        "date": "2026-11-02",
        "file": False,
        "instead": "",
    }
    emptied = staff.patch(url(visit), {"letter": {"date": None}, "topics": []}).json()
    assert (emptied["letter"]["date"], emptied["topics"]) == (None, [])
    assert emptied["letter"]["number"] == "005/9/2026"


def test_programs_and_the_feed_get_no_values(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    writer = program("visits:write", "visits:read")
    changed = {"leader": {"name": "Rina Rahasia"}, "contact": {"phone": "0813-0000-1111"}}
    assert writer.patch(url(visit), changed).status_code == 200
    assert FieldChange.objects.count() == 2
    feed = staff.get("/api/v1/events/").content.decode()
    assert '"fields":["contact_phone","leader_name"]' in feed
    assert "Rahasia" not in feed
    assert "1300001111" not in feed


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"region": "99.99"}, "region", "unknown"),
        ({"topics": ["tidak-ada"]}, "topics", "unknown"),
        ({"leader": {"name": " "}}, "leader.name", "blank"),
        ({"letter": {"date": "kemarin"}}, "letter.date", "invalid"),
        ({"institution": ""}, "institution", "blank"),
    ],
)
def test_a_bad_field_is_named(staff: APIClient, body: object, field: str, code: str) -> None:
    answer = staff.patch(url(a_visit(trusted=True)), body)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)


def test_a_delegation_is_told_what_staff_alone_change(now: dt.datetime) -> None:
    visit = a_visit()
    answer = delegation(visit).patch(url(visit), {"leader": {"name": "Lain"}, "people": 3})
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [
        ("leader.name", "staff_only")
    ]
    visit.refresh_from_db()
    assert visit.people != 3


# --- What is not understood is said --------------------------------------------------------------


def errors_in(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    return {one["field"]: one["code"] for one in answer.json()["errors"]}


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"contcat": {"name": "Rina"}}, ["contcat"]),
        ({"people": 30, "reference": "ST-2026-0001"}, ["reference"]),
        ({"contact": {"emial": "a@b.example"}}, ["contact.emial"]),
        ({"letter": {"file": "x"}, "leader": {"title": "Ir."}}, ["letter.file", "leader.title"]),
        ({"participants": [{"name": "Ani"}, {"name": "Budi", "nik": "1"}]}, ["participants.1.nik"]),
    ],
)
def test_a_change_of_what_there_is_not_is_refused_and_named(
    staff: APIClient, body: dict[str, Any], fields: list[str]
) -> None:
    visit = a_visit(trusted=True)
    assert errors_in(staff.patch(url(visit), body)) == dict.fromkeys(fields, "unknown")
    assert visit.events.filter(kind="amended").count() == 0


def test_unknown_names_stand_beside_what_else_is_wrong(staff: APIClient) -> None:
    body = {"people": 0, "contact": {"email": "x", "emial": "y"}, "who": [1]}
    assert errors_in(staff.patch(url(a_visit(trusted=True)), body)) == {
        "people": "min_value",
        "contact.email": "invalid",
        "contact.emial": "unknown",
        "who": "unknown",
    }


def test_however_many_names_are_unknown_a_few_are_said(staff: APIClient) -> None:
    body = {"x" * 500 + str(number): number for number in range(300)}
    errors = staff.patch(url(a_visit(trusted=True)), body).json()["errors"]
    assert len(errors) <= 20
    assert max(len(one["field"]) for one in errors) <= 80


@pytest.mark.parametrize("days", [1, 365])
def test_a_letter_of_a_day_to_come_is_refused_as_on_the_pages(
    staff: APIClient, now: dt.datetime, days: int
) -> None:
    visit = a_visit(trusted=True)
    later = (timezone.localdate(now) + dt.timedelta(days=days)).isoformat()
    changed = staff.patch(url(visit), {"letter": {"date": later}})
    sent = delegation(visit).post(url(visit, "letter"), {"number": "1/2026", "date": later})
    assert errors_in(changed) == {"letter.date": "to_come"}
    assert errors_in(sent) == {"date": "to_come"}
    assert "still to come" in changed.json()["errors"][0]["detail"]
    today = timezone.localdate(now).isoformat()
    assert staff.patch(url(visit), {"letter": {"date": today}}).status_code == 200


def test_a_date_that_is_kept_may_be_sent_again(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    Visit.objects.update(letter_date=dt.date(2030, 1, 1))
    kept = {"letter": {"number": "2/2026", "date": "2030-01-01"}}
    assert staff.patch(url(visit), kept).status_code == 200

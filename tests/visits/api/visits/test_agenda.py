"""The rundown over the API: set whole, read by either side, refused where it cannot be."""

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.factories import OfficerFactory, a_visit
from tests.visits.api.conftest import delegation
from tests.visits.api.visits.test_visits import url
from visits.history.events import program
from visits.life import answering
from visits.models import Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.usefixtures("host", "room")


def moment(visit: Visit, minutes: int) -> str:
    session = session_of(visit)
    assert session is not None
    return (session.starts_at + dt.timedelta(minutes=minutes)).isoformat()


def item(visit: Visit, begin: int, end: int, **more: Any) -> dict[str, Any]:
    return {
        "starts_at": moment(visit, begin),
        "ends_at": moment(visit, end),
        "title": "Paparan",
        **more,
    }


def test_a_rundown_is_set_and_read_as_it_was_set(staff: APIClient) -> None:
    visit, officer = a_visit(trusted=True), OfficerFactory.create()
    assert staff.get(url(visit, "agenda")).json() == []
    body = [
        item(visit, 30, 60, officer=officer.pk, speaker="is left out", place=" Lantai 2 "),
        item(visit, 0, 30, title="Pembukaan", speaker="Ibu Sari"),
        item(visit, 60, 90, officer=officer.email.upper()),
    ]
    answer = staff.put(url(visit, "agenda"), body)
    assert answer.status_code == 200, answer.content
    rows = answer.json()
    assert [row["title"] for row in rows] == ["Pembukaan", "Paparan", "Paparan"]
    assert rows[0]["starts_at"] == moment(visit, 0)
    assert (rows[0]["officer"], rows[0]["speaker"]) == (None, "Ibu Sari")
    assert (rows[1]["officer"], rows[1]["officer_name"]) == (officer.pk, officer.name)
    assert (rows[1]["speaker"], rows[1]["place"]) == ("", "Lantai 2")
    assert rows[2]["officer"] == officer.pk
    # What was answered can be sent back, also once the officer is out of use.
    officer.active = False
    officer.save()
    assert staff.put(url(visit, "agenda"), rows).json() == rows
    assert delegation(visit).get(url(visit, "agenda")).json() == rows
    assert staff.put(url(visit, "agenda"), []).json() == []


@pytest.mark.parametrize(
    ("begin", "end", "field", "code"),
    [
        (-1, 30, "1.starts_at", "outside_session"),
        (30, 1000, "1.ends_at", "outside_session"),
        (10, 40, "1.starts_at", "overlap"),
        (50, 40, "1.ends_at", "order"),
    ],
)
def test_hours_that_cannot_be_are_named_by_their_place_in_the_list(
    staff: APIClient, begin: int, end: int, field: str, code: str
) -> None:
    visit = a_visit(trusted=True)
    answer = staff.put(url(visit, "agenda"), [item(visit, 0, 30), item(visit, begin, end)])
    assert answer.status_code == 400
    assert (field, code) in [(e["field"], e["code"]) for e in answer.json()["errors"]]
    assert visit.agenda.count() == 0


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"title": "  "}, "0.title", "blank"),
        ({"title": "x" * 161}, "0.title", "max_length"),
        ({"starts_at": "2026-12-08T09:00"}, "0.starts_at", "instant"),
        ({"officer": 999999}, "0.officer", "unknown"),
        ({"officer": "nobody@example.org"}, "0.officer", "unknown"),
        ({"officer": True}, "0.officer", "invalid"),
        ({"officer": 10**30}, "0.officer", "unknown"),
        ({"place": ["x"]}, "0.place", "invalid"),
    ],
)
def test_a_bad_field_is_named(
    staff: APIClient, change: dict[str, Any], field: str, code: str
) -> None:
    visit = a_visit(trusted=True)
    answer = staff.put(url(visit, "agenda"), [item(visit, 0, 30) | change])
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


def test_what_is_no_list_or_too_long_a_one_is_refused(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    assert staff.put(url(visit, "agenda"), {"items": []}).status_code == 400
    assert staff.put(url(visit, "agenda"), [1]).status_code == 400
    many = staff.put(url(visit, "agenda"), [item(visit, n, n + 1) for n in range(41)])
    assert (many.status_code, many.json()["errors"][0]["code"]) == (400, "max_length")


def test_an_old_version_is_refused(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    first = staff.put(
        url(visit, "agenda"), [item(visit, 0, 30)], headers={"If-Match": f'"{visit.version}"'}
    )
    assert first.status_code == 200
    assert first.headers["ETag"] == f'"{visit.version + 1}"'
    stale = staff.put(url(visit, "agenda"), [], headers={"If-Match": f'"{visit.version}"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


def test_without_a_session_or_after_the_end_there_is_no_rundown(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    body = [item(visit, 0, 30)]
    answering.cancel(visit, reason="x", by=program("Tes"), now=visit.created_at)
    ended = staff.put(url(visit, "agenda"), body)
    assert (ended.status_code, ended.json()["code"]) == (409, "wrong_status")
    Visit.objects.filter(pk=visit.pk).update(status="proposed")
    without = staff.put(url(visit, "agenda"), body)
    assert (without.status_code, without.json()["code"]) == (409, "no_session")

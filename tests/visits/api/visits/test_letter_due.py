"""A letter that is required, over the API: until when, another day, none, on paper."""

import pytest
from rest_framework.test import APIClient

from scheduling.models import BookingRules, Room
from tests.factories import a_visit
from tests.visits.api.conftest import delegation
from visits.models import Visit

pytestmark = pytest.mark.usefixtures("host", "room")
DUE = "2026-11-26T23:59:59+07:00"


@pytest.fixture
def visit(room: Room) -> Visit:
    BookingRules.objects.update(letter_working_days=3)
    return a_visit(trusted=True)


def url(visit: Visit, step: str = "") -> str:
    return f"/api/v1/visits/{visit.reference}/" + (f"{step}/" if step else "")


def test_a_visit_says_until_when_to_both_sides(staff: APIClient, visit: Visit) -> None:
    for reader in (staff, delegation(visit)):
        shown = reader.get(url(visit)).json()
        assert (shown["letter_due"], shown["letter"]["instead"]) == (DUE, "")
    assert "letter-due" in staff.get(url(visit)).json()["allowed"]


def test_another_day_and_none(staff: APIClient, visit: Visit) -> None:
    body = {"until": "2026-11-30", "reason": "Menunggu tanda tangan."}
    assert staff.post(url(visit, "letter-due"), body).json()["letter_due"].startswith("2026-11-30")
    body = {"until": None, "reason": "Mitra lama."}
    waived = staff.post(url(visit, "letter-due"), body).json()
    assert (waived["letter_due"], waived["letter"]["instead"]) == (None, "waived")
    again = staff.post(url(visit, "letter-due"), {**body, "reason": "Sama saja."})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")


@pytest.mark.parametrize("until", ["2026-11-25", "2027-02-01"])
def test_a_day_that_cannot_be_is_named_with_those_that_can(
    staff: APIClient, visit: Visit, until: str
) -> None:
    answer = staff.post(url(visit, "letter-due"), {"until": until, "reason": "x"})
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("until", "out_of_range")]


def test_on_paper_and_not_after_all(staff: APIClient, visit: Visit) -> None:
    came = staff.post(url(visit, "letter-came"), {"came": True}).json()
    assert (came["letter_due"], came["letter"]["instead"]) == (None, "paper")
    back = staff.post(url(visit, "letter-came"), {"came": False}).json()
    assert (back["letter_due"], back["letter"]["instead"]) == (DUE, "")
    assert delegation(visit).post(url(visit, "letter-came"), {"came": True}).status_code == 403

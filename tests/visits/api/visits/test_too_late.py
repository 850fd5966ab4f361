"""The API answers `too_late` once the visit's session has come too far, whoever asks."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from tests.factories import OfficerFactory, UserFactory, a_free_slot, a_visit
from tests.sampled import sampled
from tests.visits.api.conftest import delegation, program, signed_in
from tests.visits.api.visits.test_visits import url
from visits.history.events import staff as staff_actor
from visits.life import deciding
from visits.models import Visit
from visits.people import roles
from visits.queries.visits import session_of

pytestmark = pytest.mark.usefixtures("host", "room")


@pytest.fixture
def confirmed(now: dt.datetime, room: Any) -> Visit:
    by = staff_actor(UserFactory.create())
    return deciding.approve(a_visit(trusted=True), by=by, now=now)


def after(visit: Visit, **more: float) -> time_machine.travel:
    """The clock of the test at the end of the visit's session, and so much later."""
    session = session_of(visit)
    assert session is not None
    return time_machine.travel(session.ends_at + dt.timedelta(**more))


def bodies() -> dict[str, dict[str, Any]]:
    return {
        "cancel": {"reason": "Batal"},
        "assign": {"officers": [OfficerFactory.create().email]},
        "ask-missing": {"text": "Surat tugas"},
        "give-missing": {},
    }


@pytest.mark.parametrize("step", ["cancel", "assign", "ask-missing", "give-missing"])
@pytest.mark.parametrize("hours", sampled([0, 5, 48], every=3))
def test_staff_and_programs_are_too_late(confirmed: Visit, step: str, hours: int) -> None:
    with after(confirmed, hours=hours):
        answers = [
            caller.post(url(confirmed, step), bodies()[step])
            for caller in (signed_in(roles.PROTOCOL), program("visits:write"))
        ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (409, "too_late"), answer.content
        assert answer.json()["cut_off"]
    confirmed.refresh_from_db()
    assert confirmed.status == "confirmed"


@pytest.mark.parametrize("change", [{"people": 9}, {"notes": "x"}, {"contact": {"name": "Ani"}}])
def test_staff_alone_amend_what_is_over(confirmed: Visit, change: dict[str, Any]) -> None:
    with after(confirmed, minutes=1):
        refused = delegation(confirmed).patch(url(confirmed), change)
        done = [
            caller.patch(url(confirmed), change)
            for caller in (signed_in(roles.PROTOCOL), program("visits:write"))
        ]
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late"), refused.content
    assert [answer.status_code for answer in done] == [200, 200]


@pytest.mark.parametrize("step", ["cancel", "reschedule"])
def test_a_delegation_is_too_late_once_it_is_due(confirmed: Visit, step: str) -> None:
    body = {"reason": "Batal", "slots": [str(a_free_slot(after_days=40))]}
    with after(confirmed, hours=-1):
        answer = delegation(confirmed).post(url(confirmed, step), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late"), answer.content


def test_what_is_allowed_says_so(confirmed: Visit) -> None:
    with after(confirmed, hours=1):
        staff = signed_in(roles.PROTOCOL)
        assert delegation(confirmed).get(url(confirmed)).json()["allowed"] == []
        allowed = staff.get(url(confirmed)).json()["allowed"]
        listed = staff.get("/api/v1/visits/").json()["results"][0]["allowed"]
    assert set(allowed) == set(listed) == {"amend", "check-in", "no-show", "reschedule", "merge"}


def test_a_request_whose_day_is_over_is_not_approved_for_it() -> None:
    visit = a_visit(trusted=True)
    with after(visit, minutes=-10):
        staff = signed_in(roles.PROTOCOL)
        answer = staff.post(url(visit, "approve"), {})
        assert (answer.status_code, answer.json()["code"]) == (409, "too_soon"), answer.content
    with after(visit, minutes=1):
        staff = signed_in(roles.PROTOCOL)
        for body in ({}, {"override_reason": "Sudah hadir"}, {"slot": visit.preferred_slots[0]}):
            answer = staff.post(url(visit, "approve"), body)
            assert (answer.status_code, answer.json()["code"]) == (409, "too_late"), body
        assert answer.json()["alternatives"]
        decline = staff.post(url(visit, "decline"), {"reason": "Sudah lewat"})
        assert decline.status_code == 200, decline.content


def test_a_day_is_noted_after_it(confirmed: Visit) -> None:
    with after(confirmed, hours=20):
        staff = signed_in(roles.PROTOCOL)
        for step in ("check-in", "take-back", "no-show"):
            answer = staff.post(url(confirmed, step), {})
            assert answer.status_code == 200, answer.content
        over = staff.post(url(confirmed, "cancel"), {"reason": "Keliru"})
        assert (over.status_code, over.json()["code"]) == (409, "wrong_status")


def test_a_visit_that_did_not_take_place_is_moved(confirmed: Visit) -> None:
    with after(confirmed, hours=20):
        staff = signed_in(roles.PROTOCOL)
        slot = str(a_free_slot(after_days=40))
        answer = staff.post(url(confirmed, "reschedule"), {"slots": [slot], "reason": "Cuaca"})
        assert (answer.status_code, answer.json()["slot"]) == (200, slot)


def test_nothing_is_merged_into_a_past_one(confirmed: Visit) -> None:
    other = a_visit(trusted=True, slots=[a_free_slot(after_days=50)])
    body = {"into": confirmed.reference, "override_reason": "Bersama"}
    with after(confirmed, hours=20):
        staff = signed_in(roles.PROTOCOL)
        answer = staff.post(url(other, "merge"), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late"), answer.content


def test_a_session_that_is_over_is_entered_by_nobody(body: Any, confirmed: Visit) -> None:
    slot = confirmed.preferred_slots[0]
    with after(confirmed, days=1):
        late = program("visits:submit").post("/api/v1/visits/", body(slots=[slot]))
        assert (late.status_code, late.json()["code"]) == (409, "too_soon"), late.content

"""A visit and its delegation: reading, changing, confirming, answering, cancelling."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from scheduling.models import Room
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.visits.api.conftest import bearer, delegation, program, signed_in
from visits.access.tokens import email_code
from visits.history.events import SYSTEM
from visits.history.events import program as system
from visits.life import address, amending, deciding, joint_visits
from visits.models import Visit
from visits.people import roles
from visits.queries.visits import session_of

pytestmark = pytest.mark.usefixtures("host", "room")
STAFF = system("Tes")


def url(visit: Visit, step: str = "") -> str:
    return f"/api/v1/visits/{visit.reference}/" + (f"{step}/" if step else "")


def test_only_its_delegation_and_staff_see_a_visit(client: APIClient, staff: APIClient) -> None:
    visit, other = a_visit(), a_visit()
    nothing = "/api/v1/visits/ST-2026-9999/"
    assert client.get(url(visit)).status_code == 401
    assert client.get(nothing).status_code == 401
    assert delegation(other).get(url(visit)).json() == delegation(other).get(nothing).json()
    assert delegation(other).get(url(visit)).status_code == 404
    for reader in (delegation(visit), staff, program("visits:read"), signed_in(roles.LEADER)):
        assert reader.get(url(visit)).json()["reference"] == visit.reference


def test_who_has_no_right_gets_the_same_answer_for_any_reference() -> None:
    visit = a_visit()
    for caller in (program("schedule:write"), signed_in(roles.OFFICER)):
        there = caller.get(url(visit))
        gone = caller.get("/api/v1/visits/ST-2026-9999/")
        assert (there.status_code, there.json()) == (gone.status_code, gone.json())
        assert there.status_code in (401, 403)


@pytest.mark.parametrize("token", ["", "sgk_nothing", "x" * 36, "é", "a b", "sgk_é"])
def test_unknown_tokens_are_401_everywhere(token: str) -> None:
    answer = bearer(token).get("/api/v1/weeks/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "authentication_failed"


def test_keys_end_when_they_are_revoked_or_expire(now: dt.datetime) -> None:
    visit = a_visit()
    past = now - dt.timedelta(minutes=1)
    assert program("visits:read", revoked_at=past).get(url(visit)).status_code == 401
    assert program("visits:write", expires_at=past).get(url(visit)).status_code == 401


def test_a_keys_last_use_is_noted() -> None:
    from visits.models import ApiKey

    caller = program("visits:read")
    caller.get("/api/v1/visits/")
    assert ApiKey.objects.get().last_used_at is not None


def test_officers_addresses_are_for_staff_alone(staff: APIClient, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    amending.assign(visit, officers=[OfficerFactory.create()], by=STAFF, now=now)
    [seen_by_staff] = staff.get(url(visit)).json()["officers"]
    assert seen_by_staff["email"].startswith("petugas")
    [seen] = delegation(visit).get(url(visit)).json()["officers"]
    assert set(seen) == {"name", "position", "role"}


def test_allowed_depends_on_the_reader(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    assert delegation(visit).get(url(visit)).json()["allowed"] == [
        "cancel",
        "amend",
        "reschedule",
        "give-missing",
    ]
    assert "approve" in staff.get(url(visit)).json()["allowed"]
    assert signed_in(roles.LEADER).get(url(visit)).json()["allowed"] == []


def test_the_code_confirms_the_address_and_does_so_again(client: APIClient) -> None:
    visit = a_visit()
    for _ in range(2):
        answer = client.post(url(visit, "verify"), {"code": email_code(visit)})
        assert answer.status_code == 200
        assert answer.json()["status"] == "requested"
    assert "contact" not in answer.json()


def test_a_wrong_code_and_no_visit_are_told_alike(client: APIClient) -> None:
    visit = a_visit()
    wrong = "111111" if email_code(visit) == "000000" else "000000"
    answers = [
        client.post(url(visit, "verify"), {"code": wrong}),
        client.post("/api/v1/visits/ST-2026-9999/verify/", {"code": wrong}),
        client.post(url(a_visit(trusted=True), "verify"), {"code": wrong}),
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert answers[0].json()["code"] == "bad_code"
    for bad in ({}, {"code": None}, {"code": []}, {"code": "\0"}, {"code": "1" * 21}):
        assert client.post(url(visit, "verify"), bad).json()["code"] == "invalid"


def test_codes_have_a_limit(client: APIClient, settings: Any) -> None:
    settings.THROTTLE = True
    visit = a_visit()
    answers = [client.post(url(visit, "verify"), {"code": "x"}) for _ in range(21)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "throttled"


def test_a_hold_that_lapsed_cannot_be_confirmed(client: APIClient, now: dt.datetime) -> None:
    visit = a_visit()
    with time_machine.travel(now + dt.timedelta(hours=2)):
        answer = client.post(url(visit, "verify"), {"code": email_code(visit)})
    assert answer.status_code == 409
    problem = answer.json()
    assert (problem["code"], problem["visit_status"], problem["allowed"]) == (
        "wrong_status",
        "expired",
        [],
    )


def test_a_delegation_changes_its_details(staff: APIClient) -> None:
    visit = a_visit()
    changes = {
        "people": 30,
        "contact": {"phone": "+62 (0)813 1111 2222"},
        "participants": [{"name": "Ani"}, {"name": "Budi", "nip": "1" * 18}],
        "notes": "Satu bus\n\n\n\nberesiko",
    }
    answer = delegation(visit).patch(url(visit), changes)
    assert answer.status_code == 200, answer.content
    seen = answer.json()
    assert seen["people"] == 30
    assert seen["contact"]["phone"] == "+6281311112222"
    assert seen["contact"]["name"] == "Budi Hartono"
    assert seen["notes"] == "Satu bus\n\nberesiko"
    assert [person["name"] for person in seen["participants"]] == ["Ani", "Budi"]
    assert seen["version"] == visit.version + 1
    assert answer["ETag"] == f'"{seen["version"]}"'
    cleared = staff.patch(url(visit), {"participants": []}).json()
    assert cleared["participants"] == []


@pytest.mark.parametrize(
    "changes",
    [{"people": 0}, {"people": True}, {"contact": {"email": "x"}}, {"contact": {"name": ""}},
     {"contact": []}, {"notes": 5}, {"participants": [{}]}, {"version": "x"}, [], "x"],
)  # fmt: skip
def test_bad_changes_change_nothing(changes: Any) -> None:
    visit = a_visit()
    assert delegation(visit).patch(url(visit), changes).status_code == 400
    visit.refresh_from_db()
    assert visit.version == 1


def test_more_people_than_the_room_holds_are_refused_but_staff_may_overrule(
    staff: APIClient,
) -> None:
    visit = a_visit()
    many = {"people": 61, "override_reason": "Kursi ditambah"}
    for caller, body in ((delegation(visit), many), (staff, {"people": 61})):
        answer = caller.patch(url(visit), body)
        assert (answer.status_code, answer.json()["code"]) == (409, "too_many_people")
    assert staff.patch(url(visit), many).json()["people"] == 61
    assert visit.events.get(kind="amended").data["override_reason"] == "Kursi ditambah"


def test_what_is_as_it_was_is_no_change(staff: APIClient, now: dt.datetime) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=STAFF, now=now)
    seen = staff.get(url(visit)).json()
    slot = seen["slot"]
    assert seen["proposed_slots"] == []
    for caller in (staff, delegation(visit)):
        same = caller.patch(url(visit), {"people": seen["people"], "contact": seen["contact"]})
        assert (same.status_code, same.json()["version"]) == (200, seen["version"])
        moved = caller.post(url(visit, "reschedule"), {"slots": [slot]})
        assert (moved.status_code, moved.json()["version"]) == (200, seen["version"])
    assert staff.get(url(visit)).json() == seen


def test_an_accepted_proposal_is_one_no_more(staff: APIClient, now: dt.datetime) -> None:
    slot = a_free_slot(after_days=30)
    visit = deciding.propose(a_visit(trusted=True), slots=[slot], message="", by=STAFF, now=now)
    assert staff.get(url(visit)).json()["proposed_slots"] == [str(slot)]
    accepted = delegation(visit).post(url(visit, "accept"), {"slot": str(slot)}).json()
    assert (accepted["slot"], accepted["proposed_slots"]) == (str(slot), [])


def test_after_the_cut_off_only_staff_change_details(staff: APIClient) -> None:
    visit = a_visit()
    session = session_of(visit)
    assert session is not None
    evening_before = session.starts_at - dt.timedelta(days=2, hours=0)
    with time_machine.travel(evening_before):
        assert delegation(visit).patch(url(visit), {"notes": "a"}).status_code == 200
    with time_machine.travel(evening_before + dt.timedelta(days=1)):
        answer = delegation(visit).patch(url(visit), {"notes": "b"})
        assert (answer.status_code, answer.json()["code"]) == (409, "too_late")
        assert program("visits:write").patch(url(visit), {"notes": "c"}).status_code == 200


@pytest.mark.parametrize("how", ["body", "header", "weak"])
def test_an_old_version_is_stale(how: str) -> None:
    visit = a_visit()
    caller = delegation(visit)
    tag = {"header": '"9"', "weak": 'W/"9"'}.get(how)
    headers = {"if-match": tag} if tag else {}
    values: dict[str, Any] = {"notes": "x"} | ({} if tag else {"version": 9})
    answer = caller.patch(url(visit), values, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert answer.json()["version"] == 1
    right = caller.patch(url(visit), {"notes": "x"}, headers={"if-match": '"1"'})
    assert right.status_code == 200
    assert caller.patch(url(visit), {}, headers={"if-match": "mine"}).status_code == 400


def test_a_proposal_is_accepted_by_its_delegation(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    other = a_free_slot(after_days=30)
    deciding.propose(visit, slots=[other], message="Mohon maaf", by=STAFF, now=now)
    caller = delegation(visit)
    not_proposed = caller.post(url(visit, "accept"), {"slot": "2026-12-08-0900-aula"})
    assert not_proposed.json()["errors"][0]["field"] == "slot"
    assert caller.post(url(visit, "accept"), {"slot": 5}).status_code == 400
    assert caller.get(url(visit)).json()["allowed"] == [
        "accept",
        "cancel",
        "amend",
        "refuse",
        "reschedule",
        "give-missing",
    ]
    answer = caller.post(url(visit, "accept"), {"slot": str(other)})
    assert answer.status_code == 200, answer.content
    assert answer.json()["status"] == "confirmed"
    assert answer.json()["slot"] == str(other)
    assert answer.json()["date"] == other.date.isoformat()


def test_a_delegation_cancels_its_visit_and_no_other() -> None:
    visit, other = a_visit(), a_visit()
    assert delegation(other).post(url(visit, "cancel"), {"reason": "x"}).status_code == 404
    answer = delegation(visit).post(url(visit, "cancel"), {"reason": "Anggaran"})
    assert (answer.json()["status"], answer.json()["slot"]) == ("cancelled", None)
    again = delegation(visit).post(url(visit, "cancel"), {})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_status")


def test_an_unverified_visit_lapses_for_its_reader_too(now: dt.datetime) -> None:
    visit = a_visit()
    address.expire_due(now=now + dt.timedelta(hours=2))
    assert delegation(visit).get(url(visit)).json()["status"] == "expired"
    assert SYSTEM.kind == "system"


def test_a_session_of_staff_needs_the_csrf_token(room: Room) -> None:
    visit = a_visit(trusted=True)
    caller = APIClient(enforce_csrf_checks=True)
    user = signed_in(roles.PROTOCOL)
    caller.cookies = user.cookies
    assert caller.post(url(visit, "approve"), {}).status_code == 403


def test_a_wish_to_move_is_answered_with_no_and_a_reason(
    staff: APIClient, now: dt.datetime
) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=STAFF, now=now)
    held, wish = visit.preferred_slots[0], str(a_free_slot(after_days=40))
    early = staff.post(url(visit, "keep"), {"reason": "Penuh"})
    assert (early.status_code, early.json()["code"]) == (409, "wrong_status")
    assert "keep" not in early.json()["allowed"]
    asked = delegation(visit).post(url(visit, "reschedule"), {"slots": [wish]}).json()
    assert (asked["slot"], asked["wished_slots"]) == (held, [wish])
    assert "keep" in staff.get(url(visit)).json()["allowed"]
    empty = staff.post(url(visit, "keep"), {"reason": " "})
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (400, "reason")
    kept = staff.post(url(visit, "keep"), {"reason": "Aula sudah dipakai"}).json()
    assert (kept["slot"], kept["wished_slots"]) == (held, [])
    assert delegation(visit).get(url(visit)).json()["reason"] == "Aula sudah dipakai"


def test_nobodys_answer_and_no_joint_visit_are_not_offered(
    staff: APIClient, now: dt.datetime
) -> None:
    one, two = (deciding.approve(a_visit(trusted=True), by=STAFF, now=now) for _ in range(2))

    def offered(visit: Visit) -> set[str]:
        found = staff.get(url(visit)).json()["allowed"]
        [listed] = staff.get("/api/v1/visits/", {"search": visit.reference}).json()["results"]
        assert listed["allowed"] == found
        return {"answer", "split"} & set(found)

    assert offered(one) == set()
    amending.assign(one, officers=[OfficerFactory.create()], by=STAFF, now=now)
    assert offered(one) == {"answer"}
    joint_visits.merge(two, into=one, by=STAFF, now=now)
    assert offered(one) == {"answer", "split"}
    assert offered(two) == {"split"}


def test_a_delegation_does_not_read_who_comes_with_it(staff: APIClient) -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True)
    staff.post(url(other, "merge"), {"into": visit.reference})
    assert staff.get(url(visit)).json()["together"] == [other.reference]
    assert delegation(visit).get(url(visit)).json()["together"] == []


def test_links_lead_to_our_own_address_whatever_host_was_asked(
    staff: APIClient, settings: Any
) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://kunjungan.example"
    for _ in range(2):
        a_visit()
    for path in ("visits/?limit=1", "events/?limit=1"):
        page = staff.get(f"/api/v1/{path}", headers={"host": "elsewhere.example"}).json()
        assert page["next"].startswith("https://kunjungan.example/api/v1/")
        assert staff.get(page["next"]).status_code == 200

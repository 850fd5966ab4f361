"""What staff and their programs do: list, decide, set weeks, read events."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from scheduling.weeks import monday_of, week_name
from tests.factories import (
    AgencyFactory,
    OfficerFactory,
    RegionFactory,
    TopicFactory,
    a_free_slot,
    a_visit,
)
from tests.visits.api.conftest import bearer, delegation, program, signed_in
from tests.visits.api.visits.test_visits import url
from visits.access.tokens import arrival_code, hash_key
from visits.history import events
from visits.life import deciding
from visits.models import ApiKey, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.usefixtures("host", "room")
DECISIONS = (
    "approve",
    "decline",
    "propose",
    "assign",
    "check-in",
    "complete",
    "no-show",
    "take-back",
)


@pytest.mark.parametrize("step", DECISIONS)
def test_decisions_are_for_who_may_decide(client: APIClient, step: str) -> None:
    visit = a_visit(trusted=True)
    assert client.post(url(visit, step), {}).status_code == 401
    for caller in (
        delegation(visit),
        program("visits:read", "visits:submit"),
        signed_in(roles.LEADER),
    ):
        assert caller.post(url(visit, step), {}).status_code in (401, 403)
    visit.refresh_from_db()
    assert visit.version == 1


def test_two_visits_are_joined_and_taken_apart(staff: APIClient) -> None:
    one, two = a_visit(trusted=True), a_visit(trusted=True)
    joined = staff.post(url(two, "merge"), {"into": one.reference.lower()})
    assert joined.status_code == 200, joined.content
    assert joined.json()["slot"] == staff.get(url(one)).json()["slot"]
    again = staff.post(url(two, "merge"), {"into": one.reference})
    assert (again.status_code, again.json()["code"]) == (409, "cannot_join")
    assert again.json()["reason"] == "joined_already"
    nobody = staff.post(url(two, "merge"), {"into": "ST-2026-9999"})
    assert nobody.json()["errors"][0]["field"] == "into"
    apart = staff.post(url(two, "split"), {"slot": str(a_free_slot(after_days=30))})
    assert apart.status_code == 200, apart.content
    assert apart.json()["slot"] != one.preferred_slots[0]


def test_a_visit_from_approval_to_its_end(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    officer = OfficerFactory.create()
    assert staff.post(url(visit, "approve"), {}).json()["status"] == "confirmed"
    assigned = staff.post(url(visit, "assign"), {"officers": [officer.email.upper()]}).json()
    assert assigned["officers"][0]["role"] == "receiving"
    assert staff.post(url(visit, "check-in"), {}).json()["status"] == "arrived"
    wrong = staff.post(url(visit, "no-show"), {})
    assert wrong.json()["visit_status"] == "arrived"
    assert wrong.json()["allowed"] == ["amend", "complete", "take-back"]
    assert staff.post(url(visit, "complete"), {}).json()["status"] == "completed"


def test_approval_in_another_session(staff: APIClient) -> None:
    visit, rival = a_visit(trusted=True), a_visit(trusted=True)
    taken = staff.post(url(visit, "approve"), {"slot": rival.preferred_slots[0]})
    assert (taken.status_code, taken.json()["code"]) == (409, "slot_taken")
    assert taken.json()["alternatives"]
    free = str(a_free_slot(after_days=30))
    assert staff.post(url(visit, "approve"), {"slot": free}).json()["slot"] == free


def test_declining_needs_a_reason(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    for empty in ({}, {"reason": "  "}):
        answer = staff.post(url(visit, "decline"), empty)
        assert answer.status_code == 400
        assert (
            answer.json()["errors"][0] | {"field": "reason", "code": "required"}
            == (answer.json()["errors"][0])
        )
    assert staff.post(url(visit, "decline"), {"reason": "Penuh"}).json()["status"] == "declined"


def test_no_cache_keeps_what_only_this_caller_sees(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    assert "no-store" in staff.get(url(visit))["Cache-Control"]
    assert "no-store" in delegation(visit).get(url(visit))["Cache-Control"]
    assert "Cache-Control" not in APIClient().get("/api/v1/topics/")


def test_proposing_other_sessions(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    slot = str(a_free_slot(after_days=30))
    for bad in ({}, {"slots": []}, {"slots": [slot, slot]}, {"slots": ["x"]}, {"slots": slot}):
        assert staff.post(url(visit, "propose"), bad).status_code == 400
    answer = staff.post(url(visit, "propose"), {"slots": [slot], "message": "Bisakah?"}).json()
    assert (answer["status"], answer["proposed_slots"], answer["reason"]) == (
        "proposed",
        [slot],
        "Bisakah?",
    )


@pytest.mark.parametrize("officers", [["x@y.example"], "a@b.example", [5], [None], [""], {}])
def test_officers_that_are_none(staff: APIClient, officers: Any) -> None:
    visit = a_visit(trusted=True)
    answer = staff.post(url(visit, "assign"), {"officers": officers})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].startswith("officers")


def test_the_desks_list_is_filtered_and_ordered(staff: APIClient, client: APIClient) -> None:
    first = a_visit(institution="Dinas A")
    bukittinggi = RegionFactory.create(code="13.75", name="Bukittinggi", kind=Region.Kind.CITY)
    second = a_visit(
        institution="Dinas B", trusted=True, region=bukittinggi,
        slots=[a_free_slot(after_days=40)],
    )  # fmt: skip
    week = week_name(dt.date.fromisoformat(second.preferred_slots[0][:10]))

    def found(query: str) -> list[str]:
        answer = staff.get(f"/api/v1/visits/?{query}")
        assert answer.status_code == 200, answer.content
        return [visit["reference"] for visit in answer.json()["results"]]

    both = [second.reference, first.reference]
    assert found("") == both
    assert found("ordering=institution") == both[::-1]
    Visit.objects.filter(pk=first.pk).update(institution="dinas C")  # as the desk: in any case
    assert found("ordering=institution") == both
    assert found("status=requested") == both[:1]
    assert found("status=requested&status=unverified") == both
    assert found(f"week={week}") == both[:1]
    assert found("region=13.75") == both[:1]
    assert found("region=13") == both
    assert found("search=bukit") == both[:1]
    assert found("search=bukit%20tinggi") == found("search=kota%20bukittinggi") == both[:1]
    assert found("search=sumbar") == found("search=provinsi%20sumatera%20barat") == both
    assert found(f"search={first.reference}") == both[1:]
    assert found(f"ticket={arrival_code(second)}") == both[:1]
    assert found("ticket=AAAA-BBBB") == found("ticket=%C3%A9") == []
    page = staff.get("/api/v1/visits/?limit=1").json()
    assert [v["reference"] for v in page["results"]] == both[:1]
    assert "participants" not in page["results"][0]
    assert [v["reference"] for v in staff.get(page["next"]).json()["results"]] == both[1:]
    assert client.get("/api/v1/visits/").status_code == 401
    assert delegation(first).get("/api/v1/visits/").status_code == 403


def test_a_list_is_narrowed_to_what_a_report_counts(staff: APIClient) -> None:
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    asked = a_visit(trusted=True, topics=[topic], agencies=[agency])
    declined = a_visit(trusted=True, slots=[a_free_slot(after_days=40)])
    deciding.decline(
        declined, reason="Aula dipakai.", by=events.program("desk"), now=timezone.now()
    )
    day, today = asked.preferred_slots[0][:10], timezone.localdate()
    yesterday = today - dt.timedelta(days=1)

    def found(query: str) -> set[str]:
        answer = staff.get(f"/api/v1/visits/?{query}")
        assert answer.status_code == 200, answer.content
        return {visit["reference"] for visit in answer.json()["results"]}

    one, other = {asked.reference}, {declined.reference}
    assert found(f"topic={topic.code}") == found(f"agency={agency.code}") == one
    assert found("topic=mimpi") == found("waited=yes") == found("waited=placed") == set()
    assert found("reason=Aula%20dipakai.") == found("reason=aula") == other
    assert found(f"rank={asked.leader_rank}") == one | other
    assert found(f"from={day}&to={day}") == one
    assert found(f"from={day}") == one | other
    assert found(f"sent_from={today}") == found(f"sent_to={today}") == one | other
    assert found(f"sent_to={yesterday}") == set()
    # A place given back is held no more, but its day is remembered.
    given_back = declined.preferred_slots[0][:10]
    week = week_name(dt.date.fromisoformat(given_back))
    assert found(f"week={week}") == set()
    assert found(f"from={given_back}&to={given_back}") == other


@pytest.mark.parametrize(
    "query",
    [
        "status=x",
        "status=",
        "ordering=",
        "week=2026-W54",
        "week=9999-W52",
        "ordering=contact_email",
        "search=%00",
        "from=2026-13-01",
        "from=1026-12-01",
        "to=1.12.2026",
        "sent_from=2026-1-1",
        "sent_to=besok",
        "rank=x",
        "rank=",
        "waited=no",
        "reason=%00",
    ],
)
def test_filters_that_make_no_sense(staff: APIClient, query: str) -> None:
    answer = staff.get(f"/api/v1/visits/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.split("=")[0]


def test_the_list_costs_the_same_number_of_queries(
    staff: APIClient, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        a_visit()
    with django_assert_max_num_queries(16):
        staff.get("/api/v1/visits/")


def test_a_weeks_own_capacity(client: APIClient, staff: APIClient) -> None:
    week = week_name(monday_of(timezone.localdate() + dt.timedelta(days=28)))
    address = f"/api/v1/weeks/{week}/"
    assert client.put(address, {"capacity": 1}).status_code == 401
    assert program("visits:write").put(address, {"capacity": 1}).status_code == 403
    assert signed_in(roles.OFFICER).put(address, {"capacity": 1}).status_code == 403
    assert signed_in(roles.LEADER).put(address, {"capacity": 6}).status_code == 200
    set_to = program("schedule:write").put(address, {"capacity": 0, "note": "Rakernas"})
    assert (set_to.status_code, set_to.json()["state"]) == (200, "closed")
    assert staff.put(address, {"capacity": None}).json()["capacity"] == 4


@pytest.mark.parametrize("value", [-1, 101, "x", True, 1.5, [], {}])
def test_capacities_that_are_none(staff: APIClient, value: Any) -> None:
    answer = staff.put("/api/v1/weeks/2026-W50/", {"capacity": value})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "capacity"


@pytest.mark.parametrize("week", ["2026-W54", "x", "0000-W01", "9999-W52", "%00", "2026-12-01"])
def test_weeks_that_are_none(staff: APIClient, week: str) -> None:
    answer = staff.put(f"/api/v1/weeks/{week}/", {"capacity": 1})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "week"


def test_events_come_in_order_after_the_last_one_seen(staff: APIClient, client: APIClient) -> None:
    visit = a_visit(trusted=True)
    staff.post(url(visit, "approve"), {})
    page = program("visits:read").get("/api/v1/events/?limit=1").json()
    [first] = page["results"]
    assert (first["kind"], first["visit"], first["to"]) == (
        "submitted",
        visit.reference,
        "requested",
    )
    [second] = staff.get(page["next"]).json()["results"]
    assert (second["kind"], second["by"], second["from"]) == ("approved", "staff", "requested")
    last = staff.get(f"/api/v1/events/?after={second['id']}").json()
    assert last == {"next": None, "previous": None, "results": []}
    assert client.get("/api/v1/events/").status_code == 401
    assert delegation(visit).get("/api/v1/events/").status_code == 403


@pytest.mark.parametrize("after", ["x", "-1", "１", "9" * 30, "%00", "9223372036854775808"])
def test_events_after_nothing_that_is_a_number(staff: APIClient, after: str) -> None:
    assert staff.get(f"/api/v1/events/?after={after}").status_code == 400


def test_a_key_is_printed_once_and_only_its_hash_is_kept() -> None:
    out = StringIO()
    scopes = ["visits:read", "schedule:write"]
    call_command("create_api_key", "Portal", "--scope", *scopes, stdout=out)
    key = out.getvalue().splitlines()[-1]
    assert ApiKey.objects.get().key_hash == hash_key(key)
    assert ApiKey.objects.get().scopes == sorted(scopes)
    assert bearer(key).get("/api/v1/visits/").status_code == 200


@pytest.mark.parametrize(
    "words", [["Portal"], ["Portal", "--scope", "all"], [" ", "--scope", "visits:read"]]
)
def test_a_key_needs_a_name_and_known_scopes(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("create_api_key", *words)


def test_a_slip_of_the_day_is_taken_back_for_a_day(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    staff.post(url(visit, "approve"), {})
    assert staff.post(url(visit, "no-show"), {}).json()["status"] == "no_show"
    assert staff.post(url(visit, "take-back"), {}).json()["status"] == "confirmed"
    staff.post(url(visit, "check-in"), {})
    Visit.objects.filter(pk=visit.pk).update(changed_at=timezone.now() - dt.timedelta(days=2))
    late = staff.post(url(visit, "take-back"), {})
    assert (late.status_code, late.json()["code"]) == (409, "too_late")
    assert late.json()["cut_off"]


def test_ones_own_decision_is_taken_back_for_a_while(
    staff: APIClient, settings: Settings, now: dt.datetime
) -> None:
    settings.UNDO_SECONDS = 20
    visit = a_visit(trusted=True)
    decided = staff.post(url(visit, "decline"), {"reason": "Penuh"}).json()
    others = signed_in(roles.PROTOCOL).post(url(visit, "undo"), {})
    assert (others.status_code, others.json()["code"]) == (409, "cannot_undo")
    assert others.json()["reason"] == "not_yours"
    undone = staff.post(url(visit, "undo"), {}).json()
    assert (undone["status"], undone["version"]) == ("requested", decided["version"] + 1)
    kinds = [event["kind"] for event in staff.get("/api/v1/events/").json()["results"]]
    assert kinds[-2:] == ["declined", "undone"]
    program("visits:write").post(url(visit, "approve"), {})
    late = staff.post(url(visit, "undo"), {})
    assert late.json()["reason"] == "not_yours"


def test_a_refusal_names_sessions_and_what_ended_is_opened_again(staff: APIClient) -> None:
    visit, slot = a_visit(trusted=True), str(a_free_slot(after_days=30))
    many = {"reason": "Penuh", "slots": [slot] * 6}
    assert staff.post(url(visit, "decline"), many).json()["errors"][0]["field"] == "slots"
    assert (
        staff.post(url(visit, "decline"), {"reason": "Penuh", "slots": [slot]}).status_code == 200
    )
    event = staff.get("/api/v1/events/").json()["results"][-1]
    assert event["data"]["slots"] == [slot]
    assert staff.post(url(visit, "reopen"), {}).json()["errors"][0]["field"] == "reason"
    again = staff.post(url(visit, "reopen"), {"reason": "Bebas lagi", "slot": slot}).json()
    assert (again["status"], again["slot"]) == ("requested", slot)

"""What anyone may read: weeks, sessions, regions, agencies, topics."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from scheduling.availability import Schedule
from scheduling.models import BookingRules, Room
from scheduling.slots import Reason
from scheduling.weeks import monday_of, week_name
from tests.factories import AgencyFactory, RegionFactory, TopicFactory, a_free_slot, a_visit
from visits.api.serializers.schedule import SlotOut, slots_json
from visits.reference.regions import import_regions

pytestmark = pytest.mark.usefixtures("host", "room")


def test_weeks_are_this_one_and_the_25_after_it(client: APIClient) -> None:
    weeks = client.get("/api/v1/weeks/").json()
    assert len(weeks) == 26
    assert weeks[0]["week"] == week_name(monday_of(timezone.localdate()))
    assert set(weeks[5]) == {
        "week", "starts_on", "capacity", "taken", "available", "state", "bookable",
    }  # fmt: skip
    assert weeks[5] | {"capacity": 4, "taken": 0, "available": 4, "state": "open"} == weeks[5]


def test_weeks_can_be_asked_by_date_or_week(client: APIClient) -> None:
    weeks = client.get("/api/v1/weeks/?from=2026-W53&to=2027-01-05").json()
    assert [week["week"] for week in weeks] == ["2026-W53", "2027-W01"]


def test_slots_reach_from_today_to_the_horizon(client: APIClient) -> None:
    slots = client.get("/api/v1/slots/").json()
    first = next(slot for slot in slots if slot["available"])
    assert first["id"] == str(a_free_slot(after_days=0))
    assert slots[-1]["date"] <= (timezone.localdate() + dt.timedelta(days=120)).isoformat()
    assert first["people"] == 60
    assert first["room"] == "Aula Lt. 2"
    assert first["reason"] is None
    assert first["starts_at"].endswith("+07:00")


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Jayapura", "UTC"])
def test_slots_are_written_as_they_are_described(zone: str) -> None:
    BookingRules.objects.update(time_zone=zone)
    a_visit(slots=[a_free_slot()])
    slots = Schedule.load(now=timezone.now()).slots(people=5)
    assert {slot.reason for slot in slots} >= {None, Reason.SLOT_TAKEN}
    with timezone.override(zone):
        assert slots_json(slots) == SlotOut(slots, many=True).data


def test_slots_say_why_not(client: APIClient, room: Room) -> None:
    day = timezone.localdate() + dt.timedelta(days=30)
    slots = client.get(
        "/api/v1/slots/", {"from": day, "to": day + dt.timedelta(days=7), "people": 61}
    ).json()
    assert {slot["reason"] for slot in slots} == {"too_many_people"}


@pytest.mark.parametrize(
    "query",
    [
        "weeks/?from=2026-W54",
        "weeks/?from=0000-01-01",
        "weeks/?from=9999-12-31",
        "weeks/?from=2026-12-01&to=2026-01-01",
        "weeks/?from=2026-01-01&to=2029-01-01",
        "weeks/?from=%00",
        "slots/?from=２０２６-12-01",
        "slots/?to=2001-01-01",
        "slots/?people=0",
        "slots/?people=１２x",
        "slots/?people=",
        "slots/?people=1e9",
        "slots/?people=99999999999999999999",
        "slots/?people=true",
    ],
)
def test_ranges_that_make_no_sense_are_refused(client: APIClient, query: str) -> None:
    answer = client.get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] in ("from", "to", "people")


@pytest.mark.parametrize(("typed", "taken"), [("61", True), (" 61 ", True), ("６１", False)])
def test_people_are_counted_in_plain_digits(client: APIClient, typed: str, taken: bool) -> None:
    answer = client.get("/api/v1/slots/", {"people": typed})
    assert answer.status_code == (200 if taken else 400)
    if taken:
        assert "too_many_people" in {slot["reason"] for slot in answer.json()}
    refused = client.post("/api/v1/visits/", {"people": typed}).json()["errors"]
    assert ("people" not in {error["field"] for error in refused}) is taken


def test_regions_come_page_by_page_or_by_what_people_type(client: APIClient) -> None:
    for n in range(10, 70):
        RegionFactory.create(code=f"13.{n}", name=f"Contoh {n}")
    page = client.get("/api/v1/regions/").json()
    assert len(page["results"]) == 50
    assert page["previous"] is None
    rest = client.get(page["next"]).json()
    assert len(rest["results"]) == 11
    assert rest["next"] is None
    RegionFactory.create()
    [solok, *_more] = client.get("/api/v1/regions/?search=kab%20solok").json()["results"]
    assert solok["label"] == "Kabupaten Solok, Sumatera Barat"
    assert solok["code"] == "13.02"


def test_a_search_says_what_it_only_guesses(client: APIClient) -> None:
    import_regions()

    def found(words: str) -> list[tuple[str, bool]]:
        answer = client.get("/api/v1/regions/", {"search": words}).json()
        return [(region["code"], region["guessed"]) for region in answer["results"]]

    assert found("oku timur") == [("16.08", False)]
    assert found("kota administrasi jakarta pusat") == [("31.71", False)]
    assert found("slemam") == [("34.04", True)]
    assert found("solok") == [("13.02", False), ("13.72", False), ("13.11", False)]
    everywhere = client.get("/api/v1/regions/").json()["results"]
    assert not any(region["guessed"] for region in everywhere)


def test_a_search_heeds_the_size_of_a_page_too(client: APIClient) -> None:
    for n in range(10, 14):
        RegionFactory.create(code=f"13.{n}", name=f"Contoh {n}", search_text=f"contoh {n}")
    found = client.get("/api/v1/regions/?search=contoh&limit=2").json()["results"]
    assert len(found) == 2
    assert client.get("/api/v1/regions/?search=contoh&limit=null").status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "x", "１", "null", "9" * 30])
def test_a_size_that_is_none_is_refused(client: APIClient, staff: APIClient, limit: str) -> None:
    for caller, place in ((client, "agencies"), (staff, "visits"), (staff, "events")):
        answer = caller.get(f"/api/v1/{place}/?limit={limit}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "limit"
        assert caller.get(f"/api/v1/{place}/?limit=100000").status_code == 200


def test_agencies_and_topics_in_use_are_listed(client: APIClient) -> None:
    AgencyFactory.create(code="imigrasi", name="Imigrasi")
    AgencyFactory.create(active=False)
    topic = TopicFactory.create(name="Perizinan", name_en="Licensing")
    agencies = client.get("/api/v1/agencies/").json()
    assert agencies["results"] == [{"code": "imigrasi", "name": "Imigrasi"}]
    topics = client.get("/api/v1/topics/").json()
    assert topics["results"] == [{"code": topic.code, "name": "Licensing"}]


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "%00", "bz05OTk5OTk5"])
def test_a_foreign_cursor_is_refused(client: APIClient, staff: APIClient, cursor: str) -> None:
    for caller, place in ((client, "agencies"), (staff, "visits")):
        answer = caller.get(f"/api/v1/{place}/?cursor={cursor}")
        assert answer.status_code in (200, 404)


def test_an_address_that_is_none_is_a_problem_too(client: APIClient) -> None:
    answer = client.get("/api/v1/nowhere/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_forgotten_slash_keeps_method_and_body(client: APIClient) -> None:
    answer = client.post("/api/v1/visits", {})
    assert answer.status_code == 308
    assert answer["Location"] == "/api/v1/visits/"


def test_problems_speak_the_readers_language(client: APIClient) -> None:
    answer = client.get("/api/v1/slots/?people=0", headers={"accept-language": "id"})
    assert answer.json()["title"] == "Permintaan tidak benar"

"""Messages between the two sides, notes of staff, and what is passed on elsewhere."""

import pytest
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.visits.api.conftest import delegation, program, signed_in
from tests.visits.api.visits.test_visits import url
from visits.people import roles

pytestmark = pytest.mark.usefixtures("host", "room")


def test_both_sides_write_and_read_the_conversation_in_its_order(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    asked = delegation(visit).post(url(visit, "messages"), {"text": " Ada parkir?\u200b "})
    assert asked.status_code == 201, asked.content
    assert (asked.json()["by"], asked.json()["text"]) == ("delegation", "Ada parkir?")
    staff.post(url(visit, "messages"), {"text": "Ada."})
    for reader in (delegation(visit), staff, signed_in(roles.LEADER), program("visits:read")):
        page = reader.get(url(visit, "messages")).json()
        assert [row["text"] for row in page["results"]] == ["Ada parkir?", "Ada."]
        assert (page["next"], page["previous"]) == (None, None)
    first = staff.get(url(visit, "messages") + "?limit=1").json()
    assert [m["text"] for m in staff.get(first["next"]).json()["results"]] == ["Ada."]


def test_a_delegation_reads_no_name_of_staff(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    assert staff.post(url(visit, "messages"), {"text": "Ada."}).json()["name"]
    [seen] = delegation(visit).get(url(visit, "messages")).json()["results"]
    assert set(seen) == {"id", "at", "by", "text"}


def test_internal_notes_are_for_staff_alone(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    kept = staff.post(url(visit, "notes"), {"text": "Rahasia"})
    assert kept.status_code == 201
    [note] = program("visits:read").get(url(visit, "notes")).json()["results"]
    assert note["text"] == "Rahasia"
    own = delegation(visit)
    assert own.get(url(visit, "notes")).status_code == 403
    for path in ("", "messages"):
        assert "Rahasia" not in own.get(url(visit, path)).content.decode()
    assert staff.get(url(visit, "messages")).json()["results"] == []


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "x" * 2001, None, 5, "\0"])
@pytest.mark.parametrize("where", ["messages", "notes"])
def test_words_that_are_none_are_refused(staff: APIClient, where: str, text: object) -> None:
    answer = staff.post(url(a_visit(trusted=True), where), {"text": text})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "text"


def test_before_its_address_is_confirmed_a_visit_has_no_conversation() -> None:
    visit = a_visit()
    answer = delegation(visit).post(url(visit, "messages"), {"text": "Halo"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")


def test_passing_on_gives_the_words_and_is_noted(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    told = staff.post(url(visit, "pass-on"), {}).json()
    assert told["link"].startswith("https://wa.me/6281234567890?text=")
    assert visit.reference in told["text"]
    assert visit.contact_name not in told["text"]
    assert visit.events.filter(kind="passed_on").count() == 1
    wrong = staff.post(url(visit, "pass-on"), {"channel": "fax"})
    assert wrong.json()["errors"][0]["field"] == "channel"


def test_what_is_missing_is_asked_for_and_given(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    asked = staff.post(url(visit, "ask-missing"), {"text": "Surat tugas"})
    assert asked.json()["missing"] == "Surat tugas"
    given = delegation(visit).post(url(visit, "give-missing"), {"version": 2})
    assert (given.status_code, given.json()["missing"]) == (200, "")
    assert delegation(visit).post(url(visit, "ask-missing"), {"text": "x"}).status_code == 403
    empty = staff.post(url(visit, "ask-missing"), {"text": " "})
    assert empty.json()["errors"][0]["field"] == "text"


def test_what_came_in_is_marked_as_read_up_to_what_was_seen(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    for text in ("Halo", "Ada parkir?"):
        delegation(visit).post(url(visit, "messages"), {"text": text})

    def waiting() -> list[str]:
        rows = staff.get("/api/v1/inbox/").json()["results"]
        return [row["until"] for row in rows if row["kind"] == "written"]

    [until] = waiting()
    first, second = staff.get(url(visit, "messages")).json()["results"]
    assert until == second["at"]
    assert staff.post(url(visit, "mark-read"), {"until": first["at"]}).json() == {"marked": 1}
    assert waiting() == [until]
    assert staff.post(url(visit, "mark-read"), {"until": until}).json() == {"marked": 1}
    assert waiting() == []
    assert staff.post(url(visit, "mark-read"), {"until": until}).json() == {"marked": 0}
    for wrong in ({}, {"until": "kemarin"}, {"until": None}):
        answer = staff.post(url(visit, "mark-read"), wrong)
        assert answer.json()["errors"][0]["field"] == "until"
    assert delegation(visit).post(url(visit, "mark-read"), {"until": until}).status_code == 403

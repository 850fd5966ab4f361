"""The host's people: the list of them, and whether they will be there."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from tests.factories import AgencyFactory, OfficerFactory, UserFactory, a_visit
from tests.visits.api.conftest import delegation, program
from tests.visits.api.visits.test_visits import url
from visits.history.events import program as system
from visits.life import amending
from visits.models import Assignment, Officer, Visit
from visits.people import roles

pytestmark = pytest.mark.usefixtures("host", "room")


def signed_in_officer() -> tuple[APIClient, Officer]:
    user = UserFactory.create()
    user.groups.add(roles.ensure_groups()[roles.OFFICER])
    caller = APIClient()
    caller.force_login(user)
    return caller, OfficerFactory.create(user=user)


def named_for(*officers: Officer, now: dt.datetime) -> Visit:
    visit = a_visit(trusted=True)
    return amending.assign(visit, officers=officers, by=system("Tes"), now=now)


def test_the_officers_in_use_are_listed_by_name(staff: APIClient) -> None:
    OfficerFactory.create(name="Budi", email="b@x.example", agency=AgencyFactory(code="imigrasi"))
    OfficerFactory.create(name="Ani", email="a@x.example", rank="office_head")
    OfficerFactory.create(active=False)
    found = staff.get("/api/v1/officers/").json()["results"]
    assert [(o["name"], o["email"], o["agency"], o["rank"]) for o in found] == [
        ("Ani", "a@x.example", None, "office_head"),
        ("Budi", "b@x.example", "imigrasi", ""),
    ]


def test_who_could_receive_a_visit_is_suggested_by_rank(staff: APIClient, now: dt.datetime) -> None:
    head = OfficerFactory.create(rank="office_head")
    mayor = OfficerFactory.create(rank="regional_head")
    visit = a_visit(trusted=True)
    first, second = staff.get(url(visit, "candidates")).json()["results"]
    assert (first["email"], first["suggested"], first["step"]) == (head.email, True, 0)
    assert (second["email"], second["suggested"], second["free"]) == (mayor.email, False, True)
    assert delegation(visit).get(url(visit, "candidates")).status_code == 403


def test_an_officer_sees_what_they_are_named_for_and_answers(now: dt.datetime) -> None:
    caller, officer = signed_in_officer()
    visit = named_for(officer, now=now)
    a_visit(trusted=True)
    [duty] = caller.get("/api/v1/duties/").json()["results"]
    assert (duty["visit"], duty["answer"], duty["role"]) == (visit.reference, "", "receiving")
    assert duty["slot"] == visit.preferred_slots[0]
    assert "contact" not in str(duty)
    answer = caller.post(url(visit, "answer"), {"answer": "declined"})
    assert (answer.status_code, answer.json()["answer"]) == (200, "declined")
    assert visit.events.filter(kind="answered", actor_kind="officer").count() == 1


def test_an_officer_answers_for_nobody_else_and_for_no_other_visit(now: dt.datetime) -> None:
    caller, officer = signed_in_officer()
    colleague = OfficerFactory.create()
    visit, other = named_for(officer, colleague, now=now), named_for(colleague, now=now)
    body = {"answer": "accepted", "officer": colleague.email}
    answer = caller.post(url(visit, "answer"), body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "officer")
    assert caller.post(url(other, "answer"), {"answer": "accepted"}).status_code == 404
    assert not Assignment.objects.exclude(answer="").exists()


def test_staff_and_programs_note_what_an_officer_told_them(
    staff: APIClient, now: dt.datetime
) -> None:
    officer = OfficerFactory.create()
    visit = named_for(officer, now=now)
    for caller, answer in ((staff, "tentative"), (program("visits:write"), "accepted")):
        body = {"answer": answer, "officer": officer.email.upper()}
        assert caller.post(url(visit, "answer"), body).json()["answer"] == answer
    [seen] = staff.get(url(visit)).json()["officers"]
    assert seen["answer"] == "accepted"
    assert seen["answered_at"]
    assert "answer" not in delegation(visit).get(url(visit)).json()["officers"][0]


def test_answers_that_are_none_name_the_field(staff: APIClient, now: dt.datetime) -> None:
    officer = OfficerFactory.create()
    visit = named_for(officer, now=now)
    for body, field in (
        ({"officer": officer.email}, "answer"),
        ({"officer": officer.email, "answer": ""}, "answer"),
        ({"answer": "accepted"}, "officer"),
        ({"answer": "accepted", "officer": "nobody@x.example"}, "officer"),
        ({"answer": "accepted", "officer": OfficerFactory.create().email}, "officer"),
    ):
        answer = staff.post(url(visit, "answer"), body)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field

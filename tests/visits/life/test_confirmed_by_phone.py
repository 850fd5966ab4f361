"""A request whose code never came is confirmed by staff who spoke with its contact."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory, a_visit
from tests.visits.api.conftest import delegation, program, signed_in
from tests.visits.api.visits.test_visits import url
from tests.visits.pages.desk.conftest import signed_in as browser
from visits.history.events import Actor, staff
from visits.life import address, step
from visits.models import Status, Visit
from visits.people import roles
from visits.queries.visits import session_of

pytestmark = pytest.mark.usefixtures("host", "room")


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(UserFactory.create(first_name="Rina", last_name="Marlina"))


def test_it_waits_for_its_decision_then_and_the_event_says_by_whom(
    desk: Actor, now: dt.datetime
) -> None:
    visit = address.confirm_by_phone(a_visit(), by=desk, now=now)
    assert (visit.status, visit.verified_at) == (Status.REQUESTED, now)
    event = visit.events.latest("id")
    assert (event.kind, event.actor_name) == ("verified", "Rina Marlina")
    assert event.data["by_phone"] is True
    session = session_of(visit)
    assert session is not None
    assert session.hold_expires_at is None
    assert address.address_is_proven(visit)


def test_twice_is_too_late_and_so_is_a_lapsed_one(desk: Actor, now: dt.datetime) -> None:
    visit = address.confirm_by_phone(a_visit(), by=desk, now=now)
    with pytest.raises(step.WrongStatus):
        address.confirm_by_phone(visit, by=desk, now=now)
    late = a_visit()
    with pytest.raises(step.WrongStatus):
        address.confirm_by_phone(late, by=desk, now=now + dt.timedelta(days=1))
    late.refresh_from_db()
    assert late.status == Status.EXPIRED


def test_by_the_api_staff_alone(now: dt.datetime) -> None:
    visit = a_visit()
    asked = {"by_phone": True}
    for caller in (delegation(visit), signed_in(roles.LEADER), program("visits:read")):
        assert caller.post(url(visit, "verify"), asked).status_code in (401, 403)
    visit.refresh_from_db()
    assert visit.status == Status.UNVERIFIED
    caller = signed_in(roles.PROTOCOL)
    for _ in range(2):  # twice is the same answer
        answer = caller.post(url(visit, "verify"), asked)
        assert (answer.status_code, answer.json()["status"]) == (200, "requested"), answer.content
    other = program("visits:write").post(url(a_visit(), "verify"), asked)
    assert other.status_code == 200
    empty = caller.post(url(a_visit(), "verify"), {})
    assert (empty.status_code, empty.json()["errors"][0]["field"]) == (400, "code")


def test_on_the_desk_by_one_press() -> None:
    visit = a_visit()
    desk: Client = browser(roles.PROTOCOL)
    page = desk.get(reverse("desk-visit", args=[visit.reference]))
    assert "Konfirmasi lewat telepon" in page.text
    press = reverse("desk-step", args=[visit.reference, "konfirmasi"])
    desk.post(press, {"version": visit.version})
    again = Visit.objects.get(pk=visit.pk)
    assert again.status == Status.REQUESTED
    assert (
        "Konfirmasi lewat telepon"
        not in desk.get(reverse("desk-visit", args=[visit.reference])).text
    )

"""The link by which a group writes its own names: `/i/<token>/`, and the contact's page of it."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from keeping.erasing.people import _told
from keeping.erasing.visits import anonymise
from scheduling.models import Room
from tests.factories import UserFactory, a_visit
from tests.visits.pages.conftest import SignIn
from visits.access.tokens import fill_token, visit_token
from visits.history import events
from visits.history.events import DELEGATION
from visits.life import answering, deciding
from visits.life.requesting import Person
from visits.models import Host, ParticipantEntry, Region, Visit, VisitEvent
from visits.people import filling, roles
from visits.people.filling import Link
from visits.people.participants import amend, cut_off_of

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def staff() -> events.Actor:
    return events.staff(UserFactory.create())


@pytest.fixture
def confirmed(host: Host, room: Room, solok: Region, staff: events.Actor) -> Visit:
    visit = deciding.approve(a_visit(trusted=True, people=3), by=staff, now=timezone.now())
    filling.open_link(visit)
    return visit


def own(visit: Visit) -> str:
    return f"/k/{visit_token(visit)}/peserta/tautan/"


def group(visit: Visit) -> str:
    visit.refresh_from_db()
    return f"/i/{fill_token(visit)}/"


def shown(client: Client, address: str) -> str:
    answer = client.get(address, **EN)
    assert answer.status_code == 200
    return str(answer.content.decode())


def write(client: Client, visit: Visit, name: str, **more: str) -> Any:
    """Send a name from this device, by the form as it is shown."""
    key = client.get(group(visit)).context["key"]
    return client.post(group(visit), {"key": key, "name": name, **more}, **EN)


def names(visit: Visit) -> list[str]:
    return list(visit.participants.order_by("number").values_list("name", flat=True))


def state(visit: Visit) -> Link:
    visit.refresh_from_db()
    return filling.link_of(visit, now=timezone.now())


def test_the_contact_makes_renews_and_closes_the_link(client: Client, confirmed: Visit) -> None:
    client.post(own(confirmed), {"do": "stop"})
    assert state(confirmed) == Link.NONE
    assert "wa.me" not in shown(client, own(confirmed))
    client.post(own(confirmed), {"do": "open"})
    first = group(confirmed)
    assert first in shown(client, own(confirmed))
    client.post(own(confirmed), {"do": "renew"})
    assert client.get(first).status_code == 404
    assert client.get(group(confirmed)).status_code == 200
    last = group(confirmed)
    client.post(own(confirmed), {"do": "stop"})
    assert client.get(last).status_code == 404
    # A window of before shows it as open still.
    told = client.post(own(confirmed), {"do": "renew"}, follow=True).content.decode()
    assert ("Tautan itu sudah ditutup" in told, state(confirmed)) == (True, Link.NONE)
    assert client.get(f"/i/{visit_token(confirmed)}/").status_code == 404


def test_each_sees_only_what_they_wrote_and_may_change_it(confirmed: Visit) -> None:
    ani, budi = Client(), Client()
    answer = write(ani, confirmed, "Ani Wijaya, S.E.", position="Analis", grade="III/c")
    assert answer.status_code == 302
    cookie = answer.cookies["isian"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/i/", True, "Lax")
    thanks = shown(ani, group(confirmed))
    assert "Thank you" in thanks
    assert "Analis · III/c" in thanks
    write(budi, confirmed, "Budi")
    other = shown(budi, group(confirmed))
    assert "Ani" not in other
    assert "2 of 3 names" in other
    entry = ParticipantEntry.objects.get(name="Ani Wijaya, S.E.")
    assert 'value="Analis"' in shown(ani, f"{group(confirmed)}?ubah={entry.key}")
    assert "Analis" not in shown(budi, f"{group(confirmed)}?ubah={entry.key}")
    changed = {"entry": entry.key, "name": "Ani Wijaya, S.E., M.M."}
    ani.post(group(confirmed), changed, **EN)
    entry.refresh_from_db()
    assert (entry.name, entry.position) == ("Ani Wijaya, S.E., M.M.", "")
    budi.post(group(confirmed), {"entry": entry.key, "remove": "1"})
    assert ParticipantEntry.objects.count() == 2
    ani.post(group(confirmed), {"entry": entry.key, "remove": "1"})
    assert [one.name for one in filling.waiting_of(confirmed)] == ["Budi"]


def test_nothing_is_on_the_list_before_the_contact_takes_it(
    client: Client, confirmed: Visit
) -> None:
    for name in ("Ani", "Budi"):
        write(Client(), confirmed, name)
    assert names(confirmed) == []
    assert "2 wait for you" in shown(client, f"/k/{visit_token(confirmed)}/")
    page = shown(client, own(confirmed))
    keys = re.findall(r'name="shown" value="([^"]+)"', page)
    assert len(keys) == 2
    client.post(own(confirmed), {"take": keys[1], "shown": keys})
    assert names(confirmed) == ["Budi"]
    client.post(own(confirmed), {"take": "all", "shown": keys})
    assert names(confirmed) == ["Budi", "Ani"]
    # What was written is kept once.
    assert set(ParticipantEntry.objects.values_list("name", "state")) == {("", "taken")}
    amended = VisitEvent.objects.filter(visit=confirmed, kind="amended")
    assert {event.actor_kind for event in amended} == {"delegation"}


def test_all_are_those_that_the_page_showed(client: Client, confirmed: Visit) -> None:
    write(Client(), confirmed, "Ani")
    keys = re.findall(r'name="shown" value="([^"]+)"', shown(client, own(confirmed)))
    write(Client(), confirmed, "Written Since")
    client.post(own(confirmed), {"take": "all", "shown": keys})
    assert names(confirmed) == ["Ani"]


def test_who_was_not_taken_reads_so_and_can_be_put_back(confirmed: Visit) -> None:
    contact, ani = Client(), Client()
    write(ani, confirmed, "Ani")
    key = filling.waiting_of(confirmed).get().key
    contact.post(own(confirmed), {"refuse": key})
    assert not filling.waiting_of(confirmed).exists()
    assert "was not taken" in shown(ani, group(confirmed))
    assert "Ani is not taken" in shown(contact, own(confirmed))
    contact.post(own(confirmed), {"undo": "0"})
    assert "Ani is not taken" not in shown(contact, own(confirmed))
    assert "It waits until" in shown(ani, group(confirmed))
    contact.post(own(confirmed), {"take": key})
    assert names(confirmed) == ["Ani"]
    assert "on the list" in shown(ani, group(confirmed))


def test_a_name_that_is_there_is_asked_about(client: Client, confirmed: Visit) -> None:
    people = [Person("Drs. Budi Hartono, M.Si")]
    amend(confirmed, changes={}, participants=people, by=DELEGATION, now=timezone.now())
    group_member = Client()
    asked = write(group_member, confirmed, "budi hartono", position="Kabid")
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "This name is there already" in page
    assert 'value="budi hartono"' in page
    write(group_member, confirmed, "budi hartono", position="Kabid", anyway="1")
    entry = filling.waiting_of(confirmed).get()
    assert "number 1: Drs. Budi Hartono" in shown(client, own(confirmed))
    client.post(own(confirmed), {"take": entry.key, f"same-{entry.key}": "same"})
    rows = list(confirmed.participants.values_list("name", "position"))
    assert rows == [("Drs. Budi Hartono, M.Si", "Kabid")]


def test_one_form_pressed_twice_writes_one_name(client: Client, confirmed: Visit) -> None:
    key = client.get(group(confirmed)).context["key"]
    for _press in range(2):
        assert client.post(group(confirmed), {"key": key, "name": "Ani"}).status_code == 302
    assert filling.waiting_of(confirmed).count() == 1


def test_it_takes_as_many_as_come_and_says_so(client: Client, confirmed: Visit) -> None:
    for name in ("Ani", "Budi", "Cici"):
        write(Client(), confirmed, name)
    assert state(confirmed) == Link.FULL
    late = Client()
    page = shown(late, group(confirmed))
    assert "All 3 names are there" in page
    assert 'name="name"' not in page
    refused = late.post(group(confirmed), {"name": "Dedi"}, **EN)
    assert refused.status_code == 409
    assert 'value="Dedi"' in refused.content.decode()
    entry = filling.waiting_of(confirmed).first()
    assert entry
    client.post(own(confirmed), {"refuse": entry.key})
    assert write(late, confirmed, "Dedi").status_code == 302


def test_more_than_come_are_not_taken(client: Client, confirmed: Visit) -> None:
    write(Client(), confirmed, "Ani")
    people = [Person(name) for name in ("Budi", "Cici", "Dedi")]
    amend(confirmed, changes={}, participants=people, by=DELEGATION, now=timezone.now())
    client.post(own(confirmed), {"take": filling.waiting_of(confirmed).get().key}, **EN)
    assert "4 names for 3 people" in shown(client, own(confirmed))
    assert names(confirmed) == ["Budi", "Cici", "Dedi"]


def test_it_closes_with_the_list(client: Client, confirmed: Visit) -> None:
    writer = Client()
    write(writer, confirmed, "Ani")
    key = filling.waiting_of(confirmed).get().key
    cut_off = cut_off_of(confirmed)
    assert cut_off
    with time_machine.travel(cut_off + dt.timedelta(minutes=1), tick=False):
        assert state(confirmed) == Link.CLOSED
        assert "The list is closed" in shown(writer, group(confirmed))
        assert writer.post(group(confirmed), {"name": "Budi"}).status_code == 409
        changed = {"entry": key, "name": "Another"}
        assert writer.post(group(confirmed), changed).status_code == 409
        assert "The list is closed" in shown(client, own(confirmed))
        client.post(own(confirmed), {"take": key})
    assert names(confirmed) == []
    assert filling.waiting_of(confirmed).get().name == "Ani"


def test_it_ends_with_the_visit_and_is_erased_with_it(
    client: Client, confirmed: Visit, staff: events.Actor
) -> None:
    write(client, confirmed, "Ani")
    answering.cancel(confirmed, reason="Anggaran.", by=staff, now=timezone.now())
    assert "The list is closed" in shown(client, group(confirmed))
    address = group(confirmed)
    anonymise(confirmed, now=timezone.now())
    assert client.get(address).status_code == 404
    assert not ParticipantEntry.objects.exists()


def test_what_is_wrong_is_said_and_stays(client: Client, confirmed: Visit) -> None:
    empty = client.post(group(confirmed), {"name": "", "position": "Analis"}, **EN)
    assert empty.status_code == 422
    assert "Write your name" in empty.content.decode()
    assert 'value="Analis"' in empty.content.decode()
    for bad in ({"nip": "123"}, {"nip": "1302014101800001"}, {"name": "a" * 200}):
        assert client.post(group(confirmed), {"name": "Ani", **bad}).status_code == 422
    assert not ParticipantEntry.objects.exists()


def test_a_flood_is_slowed(
    client: Client, confirmed: Visit, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.THROTTLE = True
    monkeypatch.setattr("visits.pages.links.own_name._WRITTEN_AN_HOUR", 1)
    for _times in range(2):
        answer = client.post(group(confirmed), {"name": "Ani", "nip": "1"}, **EN)
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert 'value="Ani"' in answer.content.decode()


def test_the_page_is_kept_out_of_caches_and_searches(client: Client, confirmed: Visit) -> None:
    answer = client.get(group(confirmed))
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "/privasi/" in answer.content.decode()


def test_staff_and_programs_read_how_many_wait_and_no_name(
    client: Client,
    confirmed: Visit,
    sign_in: SignIn,
) -> None:
    write(Client(), confirmed, "Ani Wijaya")
    address = f"/api/v1/visits/{confirmed.reference}/"
    told = client.get(address, HTTP_AUTHORIZATION=f"Bearer {visit_token(confirmed)}").json()
    link = told["participants_link"]
    assert (link["state"], link["waiting"], told["participants"]) == ("open", 1, [])
    assert link["url"].endswith(group(confirmed))
    desk = sign_in(roles.PROTOCOL)
    page = desk.get(f"/petugas/kunjungan/{confirmed.reference}/", **EN).content.decode()
    assert "1 waits for their contact" in page
    assert "Ani Wijaya" not in page
    assert desk.get(address).json()["participants_link"]["url"] is None


def test_what_waits_is_given_out_to_the_person_who_asks(confirmed: Visit) -> None:
    write(Client(), confirmed, "Ani Wijaya")
    found = _told(confirmed)
    assert [one["name"] for one in found["names_that_wait"]] == ["Ani Wijaya"]
    assert "fill_nonce" not in found

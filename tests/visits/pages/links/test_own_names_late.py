"""Names written by a link, later: settled, closed, sent again, pressed twice."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories import a_visit
from tests.visits.pages.links.test_own_names import (
    EN,
    confirmed,
    group,
    names,
    own,
    shown,
    staff,
    write,
)
from visits.history.events import DELEGATION, Actor
from visits.life import answering, deciding
from visits.life.requesting import Person
from visits.models import ParticipantEntry, Visit
from visits.people import filling
from visits.people.participants import amend, cut_off_of

__all__ = ["confirmed", "staff"]
pytestmark = pytest.mark.django_db


def waits(visit: Visit) -> list[str]:
    return [entry.name for entry in filling.waiting_of(visit)]


def key_of(visit: Visit) -> str:
    return filling.waiting_of(visit).get().key


def send(client: Client, visit: Visit, **data: str) -> Any:
    return client.post(group(visit), data, **EN)


@pytest.mark.parametrize("press", ["take", "refuse"])
def test_a_late_change_of_what_was_settled_writes_nothing(confirmed: Visit, press: str) -> None:
    ani = Client()
    write(ani, confirmed, "Ani")
    key = key_of(confirmed)
    assert 'value="Ani"' in shown(ani, f"{group(confirmed)}?ubah={key}")
    Client().post(own(confirmed), {press: key})
    late = send(ani, confirmed, entry=key, name="Ani Wijaya")
    page = late.content.decode()
    assert late.status_code == 409
    assert "settled this entry meanwhile" in page
    assert 'value="Ani Wijaya"' in page
    assert waits(confirmed) == []
    assert (
        "settled this entry"
        in ani.post(
            group(confirmed), {"entry": key, "remove": "1"}, follow=True, **EN
        ).content.decode()
    )


def test_a_late_change_of_what_was_deleted_writes_nothing(confirmed: Visit) -> None:
    ani = Client()
    write(ani, confirmed, "Ani")
    key = key_of(confirmed)
    ani.post(group(confirmed), {"entry": key, "remove": "1"})
    late = send(ani, confirmed, entry=key, name="Ani Wijaya")
    assert (late.status_code, waits(confirmed)) == (409, [])
    assert "was deleted meanwhile" in late.content.decode()


def test_what_was_deleted_can_be_put_back(confirmed: Visit) -> None:
    ani = Client()
    write(ani, confirmed, "Ani", position="Analis")
    deleted = ani.post(
        group(confirmed), {"entry": key_of(confirmed), "remove": "1"}, follow=True, **EN
    )
    assert "Ani was deleted" in deleted.content.decode()
    send(ani, confirmed, restore="0")
    assert [(one.name, one.position) for one in filling.waiting_of(confirmed)] == [
        ("Ani", "Analis")
    ]
    page = shown(ani, group(confirmed))
    assert "Ani was deleted" not in page
    assert "It waits until" in page
    for other in ("0", "7", "x"):
        send(ani, confirmed, restore=other)
    assert waits(confirmed) == ["Ani"]


@pytest.mark.parametrize("press", ["stop", "renew"])
def test_what_waits_is_its_writers_after_the_link_was_closed(confirmed: Visit, press: str) -> None:
    ani, address = Client(), group(confirmed)
    write(ani, confirmed, "Ani")
    key = key_of(confirmed)
    Client().post(own(confirmed), {"do": press})
    assert Client().get(address).status_code == 404
    page = shown(ani, address)
    assert "This link was closed" in page
    assert 'name="remove"' in page
    assert 'name="name"' not in page
    assert ani.post(address, {"name": "Budi"}, **EN).status_code == 409
    assert ani.post(address, {"entry": key, "name": "Budi"}, **EN).status_code == 409
    gone = ani.post(address, {"entry": key, "remove": "1"}, **EN)
    assert "Your entry is removed" in gone.content.decode()
    assert waits(confirmed) == []
    assert ani.get(address).status_code == 404


def test_what_waits_is_deleted_or_refused_after_the_list_was_closed(confirmed: Visit) -> None:
    ani, budi, contact = Client(), Client(), Client()
    write(ani, confirmed, "Ani")
    key = key_of(confirmed)
    write(budi, confirmed, "Budi")
    cut_off = cut_off_of(confirmed)
    assert cut_off
    with time_machine.travel(cut_off + dt.timedelta(minutes=1), tick=False):
        page = shown(ani, group(confirmed))
        assert 'name="remove"' in page
        assert "?ubah=" not in page
        ani.post(group(confirmed), {"entry": key, "remove": "1"})
        assert waits(confirmed) == ["Budi"]
        page = shown(contact, own(confirmed))
        assert 'name="refuse"' in page
        assert 'name="take"' not in page
        contact.post(own(confirmed), {"refuse": key_of(confirmed)})
        assert waits(confirmed) == []
        contact.post(own(confirmed), {"undo": "0"})
        assert waits(confirmed) == ["Budi"]


def test_a_form_sent_again_with_another_name_mends_its_entry(confirmed: Visit) -> None:
    ani = Client()
    key = ani.get(group(confirmed)).context["key"]
    cookie = ani.cookies["isian"].value
    send(ani, confirmed, key=key, name="Anni")
    # The answer was lost, and its cookie with it.
    ani.cookies["isian"] = cookie
    assert send(ani, confirmed, key=key, name="Ani", position="Analis").status_code == 302
    assert waits(confirmed) == ["Ani"]
    assert "Analis" in shown(ani, group(confirmed))
    Client().post(own(confirmed), {"take": key_of(confirmed)})
    late = send(ani, confirmed, key=key, name="Ani Wijaya")
    assert (late.status_code, waits(confirmed)) == (409, [])
    assert "settled this entry meanwhile" in late.content.decode()


def test_a_key_counts_on_its_device_and_its_visit_alone(confirmed: Visit, staff: Actor) -> None:
    ani, budi = Client(), Client()
    other = deciding.approve(a_visit(trusted=True, people=3), by=staff, now=timezone.now())
    filling.open_link(other)
    key = ani.get(group(confirmed)).context["key"]
    send(ani, confirmed, key=key, name="Ani")
    assert send(ani, other, key=key, name="Ani").status_code == 302
    assert (waits(confirmed), waits(other)) == (["Ani"], ["Ani"])
    bare = key_of(confirmed)
    for stolen in (key, bare, f"{bare}:x", ""):
        budi.get(group(confirmed))
        send(budi, confirmed, key=stolen, name="Budi", anyway="1")
        assert waits(confirmed)[0] == "Ani"
    assert "Ani" not in shown(budi, group(confirmed))


def test_none_of_a_leaked_links_names_is_taken_by_one_press_that_can_be_undone(
    client: Client, confirmed: Visit
) -> None:
    for name in ("Ani", "Budi"):
        write(Client(), confirmed, name)
    page = shown(client, own(confirmed))
    assert "Take none of them" in page
    keys = re.findall(r'name="shown" value="([^"]+)"', page)
    write(Client(), confirmed, "Written Since")
    client.post(own(confirmed), {"refuse": "all", "shown": keys})
    assert waits(confirmed) == ["Written Since"]
    assert "2 names are not taken" in shown(client, own(confirmed))
    told = client.post(own(confirmed), {"undo": "0"}, follow=True, **EN).content.decode()
    assert "2 names wait again" in told
    assert set(waits(confirmed)) == {"Ani", "Budi", "Written Since"}
    assert "are not taken" not in shown(client, own(confirmed))


def test_a_second_press_says_what_is_true(confirmed: Visit) -> None:
    contact, ani = Client(), Client()
    write(ani, confirmed, "Ani")
    key = key_of(confirmed)

    def told(**data: Any) -> str:
        page = contact.post(own(confirmed), data, follow=True, **EN).content.decode()
        return " ".join(re.findall(r'role="status">.*?<p>(.*?)</p>', page, re.DOTALL))

    assert "1 name is on your list" in told(take=key)
    for again in ({"take": key}, {"take": "all", "shown": [key]}, {"refuse": key}):
        words = told(**again)
        assert "Nothing was changed" in words
        assert "on your list" not in words
    assert names(confirmed) == ["Ani"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Budi 0812-3456-7890"},
        {"name": "Budi +62 812 3456 7890"},
        {"name": "😀😀"},
        {"name": "Budi 😀"},
        {"name": "12"},
        {"name": "---"},
        {"name": "Budi", "position": "Staf, 081234567890"},
    ],
)
def test_what_is_no_name_is_asked_back(client: Client, confirmed: Visit, wrong: Any) -> None:
    answer = write(client, confirmed, **wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not ParticipantEntry.objects.exists()


@pytest.mark.parametrize("name", ["Nur`aini, S.Pd.", "R. M. Soedjono 2", "O’Neil", "山田太郎"])
def test_unusual_names_are_names(client: Client, confirmed: Visit, name: str) -> None:
    assert write(client, confirmed, name).status_code == 302


def test_a_cancelled_visit_says_so(client: Client, confirmed: Visit, staff: Actor) -> None:
    address = group(confirmed)
    answering.cancel(confirmed, reason="Anggaran.", by=staff, now=timezone.now())
    page = shown(client, address)
    assert "This visit has been cancelled" in page
    assert "The list is closed" in page
    assert "Write your name" not in page
    assert "names are there" not in page


def test_more_names_than_people_are_said_as_they_are(client: Client, confirmed: Visit) -> None:
    people = [Person(f"Budi {n}") for n in range(5)]
    amend(confirmed, changes={}, participants=people, by=DELEGATION, now=timezone.now())
    page = shown(client, group(confirmed))
    assert "5 names are there, and 3 people come" in page
    assert "more names than people come" in page
    assert "5 of 3" not in page

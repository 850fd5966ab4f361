"""Presses with a key: taken once, as of when they were made; the rules' word stands."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.factories import UserFactory
from tests.visits.pages.conftest import bring_to, person
from visits.access.readers import reader_mark
from visits.history.events import Actor, staff
from visits.life import answering, attendance
from visits.models import Participant, Presence, Status, Visit, VisitEvent
from visits.people import roles

pytestmark = pytest.mark.django_db
DAY = "/petugas/hari-ini/"


@pytest.fixture
def user() -> User:
    return person(roles.PROTOCOL)


@pytest.fixture
def door(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def colleague() -> Actor:
    return staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))


def press(
    client: Client, visit: Visit, step: str, *, key: str = "a", age: Any = 600, **fields: Any
) -> Any:
    """What a phone sends that kept it for `age` seconds; None: pressed just now."""
    if age is not None:
        fields["age"] = age
    address = f"{DAY}{visit.reference}/{step}/"
    if "orang" in fields:
        address = f"/petugas/hadir/{visit.reference}/{step}/"
    headers = {"x-requested-with": "fetch", "idempotency-key": key}
    return client.post(address, fields, headers=headers)


def test_what_is_sent_twice_is_noted_once_at_the_time_of_the_press(
    door: Client, today: Visit
) -> None:
    first = press(door, today, "datang", people=22)
    second = press(door, today, "datang", people=22, age=900)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.status_code == 200
    today.refresh_from_db()
    assert (today.status, today.people_came) == (Status.ARRIVED, 22)
    pressed_ago = timezone.now() - today.arrived_at
    assert dt.timedelta(seconds=590) < pressed_ago < dt.timedelta(seconds=620)
    event = today.events.get(kind=VisitEvent.Kind.CHECKED_IN)
    assert event.data["without_network"] is True
    page = door.get(f"/petugas/kunjungan/{today.reference}/").content.decode()
    assert "tanpa sambungan" in page
    # What a phone sends by itself says nothing on the next page; the card does.
    assert "kehadiran dicatat" not in door.get(DAY).content.decode()


def test_the_answer_stays_the_same_whatever_comes_after(
    door: Client, today: Visit, colleague: Actor
) -> None:
    press(door, today, "datang", people=22)
    attendance.take_back(today, by=colleague, now=timezone.now())
    assert press(door, today, "datang", people=22).status_code == 200
    today.refresh_from_db()
    assert today.status == Status.CONFIRMED


def test_a_press_of_this_moment_is_said_and_not_called_late(door: Client, today: Visit) -> None:
    assert press(door, today, "datang", age=None, people=22).status_code == 200
    assert "kehadiran dicatat" in door.get(DAY).content.decode()
    event = today.events.get(kind=VisitEvent.Kind.CHECKED_IN)
    assert "without_network" not in event.data


@pytest.mark.parametrize("age", [2 * 86_400, 9_999_999, 99_999_999, "-5", "x", "١٢"])
def test_a_time_that_cannot_be_is_the_servers_own(door: Client, today: Visit, age: Any) -> None:
    assert press(door, today, "datang", people=22, age=age).status_code == 200
    today.refresh_from_db()
    assert timezone.now() - today.arrived_at < dt.timedelta(minutes=1)


def test_sent_the_next_day_it_counts_for_the_day_on_which_it_was_pressed(
    door: Client, approved: Visit, user: User
) -> None:
    zone = dt.timezone(dt.timedelta(hours=7))
    yesterday = timezone.localdate(timezone.now(), zone) - dt.timedelta(days=1)
    bring_to(approved, yesterday)
    assert press(door, approved, "datang", people=9, age=86_400).status_code == 200
    approved.refresh_from_db()
    assert approved.arrived_at.astimezone(zone).date() == yesterday
    # Pressed today for yesterday: nobody knows when they came.
    approved.status, approved.arrived_at = Status.CONFIRMED, None
    approved.save()
    late = press(door, approved, "datang", key="b", people=9, age=60)
    assert late.status_code == 422
    assert "Tuliskan" in late.json()["message"] or "Tulis" in late.json()["message"]


def test_a_time_that_was_written_wins(door: Client, today: Visit) -> None:
    press(door, today, "datang", people=22, arrived_at="00.01")
    today.refresh_from_db()
    assert timezone.localtime(today.arrived_at, dt.timezone(dt.timedelta(hours=7))).minute == 1


def test_another_doors_word_stands_and_is_told(
    door: Client, today: Visit, colleague: Actor
) -> None:
    attendance.check_in(today, by=colleague, now=timezone.now(), people=20)
    answer = press(door, today, "datang", people=22)
    assert answer.status_code == 409
    assert "Dewi Lestari" in answer.json()["message"]
    assert press(door, today, "datang", people=22).json() == answer.json()
    today.refresh_from_db()
    assert today.people_came == 20


def test_what_was_called_off_or_noted_otherwise_meanwhile_is_told(
    door: Client, today: Visit, colleague: Actor
) -> None:
    version = today.version
    attendance.no_show(today, by=colleague, now=timezone.now())
    answer = press(door, today, "datang", people=22)
    assert answer.status_code == 409
    assert "Tidak datang" in answer.json()["message"]
    stale = press(door, today, "tidak-datang", key="b", version=version)
    assert stale.status_code == 200 or stale.status_code == 409
    attendance.take_back(today, by=colleague, now=timezone.now())
    today.refresh_from_db()
    answering.cancel(today, reason="Batal", by=colleague, now=timezone.now())
    gone = press(door, today, "datang", key="c", people=22)
    assert gone.status_code == 409
    assert "Dibatalkan" in gone.json()["message"]
    assert press(door, today, "pulang", key="d").status_code == 409
    nobody = Visit(reference="KJ-2026-9999")
    assert press(door, nobody, "datang", people=2).status_code == 404


def test_a_key_serves_one_press_and_one_person(
    door: Client, user: User, today: Visit, colleague: Actor
) -> None:
    press(door, today, "datang", people=22)
    assert press(door, today, "datang", people=23).status_code == 422
    # What is not right yet is not kept: the next form is judged anew.
    assert press(door, today, "datang", key="c", people="").status_code == 422
    other = Client()
    other.force_login(person(roles.PROTOCOL))
    # Of somebody who is not signed in now: it waits on the phone.
    held = press(other, today, "pulang", key="b", reader=reader_mark(user))
    assert held.status_code == 403
    today.refresh_from_db()
    assert today.status == Status.ARRIVED
    assert press(door, today, "pulang", key="b", reader=reader_mark(user)).status_code == 200
    assert press(Client(), today, "pulang").status_code in (302, 403)


def test_people_are_noted_once_and_leave_at_the_time_of_the_press(
    door: Client, today: Visit, colleague: Actor
) -> None:
    ani = Participant.objects.create(visit=today, number=1, name="Ani Wijaya")
    assert press(door, today, "catat", orang=ani.pk).status_code == 200
    assert press(door, today, "catat", orang=ani.pk).status_code == 200
    here = Presence.objects.get(pk=ani.pk)
    assert timezone.now() - here.came_at > dt.timedelta(seconds=590)
    today.refresh_from_db()
    assert today.status == Status.ARRIVED
    assert timezone.now() - today.arrived_at > dt.timedelta(seconds=590)
    noted = today.events.filter(kind=VisitEvent.Kind.PRESENCE_NOTED)
    assert [event.data["without_network"] for event in noted] == [True]
    assert press(door, today, "pulang", key="b", age=60, orang=ani.pk).status_code == 200
    here.refresh_from_db()
    assert dt.timedelta(seconds=50) < timezone.now() - here.left_at < dt.timedelta(seconds=90)
    # Left before they came, as noted since; and one who is on no list any more.
    gone = press(door, today, "catat", key="c", orang=ani.pk + 1)
    assert gone.status_code == 409
    assert today.institution in gone.json()["message"]

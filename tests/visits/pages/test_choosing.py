"""Choosing sessions from a month: what a day is, and what a fourth choice says."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from scheduling.models import Closure, Room
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import a_free_slot, a_visit
from tests.visits.pages.ask.walk import DELEGATION
from visits.models import Host, Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def test_a_day_of_a_full_week_leads_to_its_waiting_list(client: Client) -> None:
    slot = a_free_slot()
    set_week_capacity(week=monday_of(slot.date), capacity=1, note="", now=timezone.now())
    a_visit(slots=[slot])
    month = f"{slot.date:%Y-%m}"
    page = client.get(f"/jadwal/?bulan={month}")
    day = page.context["month"].day(slot.date)
    assert (day.open, day.waits, day.words) == (False, True, "Tunggu")
    assert f"?hari={slot.date}#hari" in page.content.decode()
    assert "penuh: daftar tunggu" in page.content.decode()


def test_what_days_are_closed_for_stands_below_the_month_once(client: Client) -> None:
    first = a_free_slot().date
    second = first + dt.timedelta(days=1)
    for date in (first, second):
        Closure.objects.create(
            starts_on=date, ends_on=date, kind="holiday", name="Cuti Bersama Hari Raya Natal"
        )
    page = client.get(f"/jadwal/?bulan={first:%Y-%m}")
    assert page.context["month"].notes == [
        (f"{first.day}–{second.day}", "Cuti Bersama Hari Raya Natal")
    ]


def test_a_fourth_choice_cannot_be_pressed_and_says_why(client: Client) -> None:
    client.post("/ajukan/", DELEGATION)
    page = client.get("/ajukan/sesi/")
    open_slots = [
        slot
        for week in page.context["month"].weeks
        for day in week
        if day
        for slot in day.slots
        if slot.available
    ]
    three, fourth = [str(slot) for slot in open_slots[:3]], open_slots[3]
    client.post("/ajukan/sesi/", {"shown": three, "slot": three, "update": "1"})
    page = client.get(f"/ajukan/sesi/?hari={fourth.date}")
    (choice,) = [c for c in page.context["choices"] if str(c.slot) == str(fourth)]
    assert (choice.choosable, choice.why_not) == (False, "Sudah tiga pilihan: hapus satu dahulu")
    # The ranks stand in the days of the choices, and are said aloud.
    assert '<span class="hidden-words">Pilihan Anda</span> 1' in page.content.decode()

"""What a visit's page says first, whom it names, and which of its buttons is filled."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from scheduling.models import Closure, Room
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import OfficerFactory, a_completed_visit, a_free_slot, a_visit
from tests.visits.pages.desk.conftest import free_slots
from visits.history.events import Actor
from visits.life import deciding, joint_visits
from visits.life.requesting import Leader
from visits.models import Note, Rank, Status, Visit

pytestmark = pytest.mark.django_db
REGENT = Leader(name="H. Epyardi", position="Bupati", rank=Rank.REGIONAL_HEAD)


def page_of(client: Client, visit: Visit) -> str:
    return client.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()


def filled(page: str) -> list[str]:
    """The words of the filled buttons in the bar."""
    bar = page.partition('<div class="decide">')[2]
    found = re.findall(r'class="btn[^"]*btn--main"[^>]*>(.*?)</(?:a|button)>', bar, re.DOTALL)
    return [re.sub(r"<kbd.*?</kbd>|<[^>]*>", "", words).strip() for words in found]


def waiting_for_a_full_week() -> Visit:
    """Somebody who asked for the session that Setda Kota Tomohon has, and no other is left."""
    [one] = free_slots(week=4, most=1)
    a_visit(trusted=True, slots=[one], institution="Setda Kota Tomohon")
    set_week_capacity(week=monday_of(one.date), capacity=1, note="", now=timezone.now())
    return a_visit(trusted=True, slots=[one], waitlist=True, people=5)


def closed(day: dt.date) -> None:
    Closure.objects.create(name="Acara kota", kind="own_event", starts_on=day, ends_on=day)


def test_what_to_know_first_stands_before_the_facts(desk: Client) -> None:
    [one] = free_slots(week=4, most=1)
    visit = a_visit(trusted=True, slots=[one], leader=REGENT)
    Room.objects.update(people_limit=10)
    closed(one.date)
    page = page_of(desk, visit)
    head = page[: page.index('<dl class="card')]
    for words in ("ditutup: Acara kota", "ruang memuat 10", "Surat belum diunggah", "Dipimpin kep"):
        assert words in head
    other = a_visit(trusted=True, slots=[free_slots(week=5)[0]], people=5)
    assert 'class="caution words--stop"' not in page_of(desk, other)


def test_one_who_waits_for_a_taken_session_is_told_by_whom(desk: Client) -> None:
    waiting = waiting_for_a_full_week()
    assert "Bersamaan dengan Setda Kota Tomohon" in page_of(desk, waiting)


def test_the_filled_button_follows_the_state(desk: Client, colleague: Actor) -> None:
    said = {"by": colleague, "now": timezone.now()}
    one, two, three = free_slots(week=4, most=3)
    visit = a_visit(trusted=True, slots=[one], people=5)
    assert filled(page_of(desk, visit)) == ["Setujui"]
    deciding.propose(visit, slots=[two], message="", **said)
    page = page_of(desk, Visit.objects.get(pk=visit.pk))
    assert filled(page) == []
    assert "giliran mereka sampai" in page
    shut = a_visit(trusted=True, slots=[three], people=5)
    closed(three.date)
    assert filled(page_of(desk, shut)) == ["Pindahkan"]


def test_nothing_is_to_be_had_so_something_is_proposed(desk: Client) -> None:
    assert filled(page_of(desk, waiting_for_a_full_week())) == ["Usulkan"]


def test_once_approved_somebody_is_to_be_named(desk: Client, colleague: Actor) -> None:
    visit = a_visit(trusted=True)
    deciding.approve(visit, by=colleague, now=timezone.now())
    assert filled(page_of(desk, visit)) == ["Petugas"]


def test_it_says_when_they_came_before(desk: Client) -> None:
    past = a_completed_visit(institution="DPMPTSP Kabupaten Solok")
    visit = a_visit(trusted=True, institution="DPMPTSP Kab. Solok", region=past.region)
    page = page_of(desk, visit)
    assert "Pernah datang" in page
    assert f"{past.people_came or past.people} orang" in page
    other = a_visit(
        trusted=True,
        institution="Bappeda Kabupaten Solok",
        region=past.region,
        slots=[a_free_slot(after_days=30)],
    )
    assert "Dari daerah yang sama" in page_of(desk, other)


def test_a_message_and_a_note_have_fields_of_their_own(desk: Client) -> None:
    visit = a_visit(trusted=True)
    page = page_of(desk, visit)
    assert 'for="text">Pesan untuk rombongan<' in page.replace("\n", "")
    assert 'id="note"' in page
    address = f"/petugas/kunjungan/{visit.reference}/catatan/"
    refused = desk.post(address, {"text": "x" * 3000, "version": visit.version})
    kept = refused.content.decode().partition('id="note"')
    assert "xxx" not in kept[0].partition('id="text"')[2]
    assert "xxx" in kept[2]
    assert not Note.objects.exists()


def joined(colleague: Actor, count: int = 2) -> list[Visit]:
    """Delegations in one session, the holder first."""
    names = ("Setda Kota Tomohon", "Bappeda Kabupaten Lingga", "DPRD Kabupaten Bintan")
    slots = free_slots(week=4, most=count)
    found = [
        a_visit(trusted=True, people=4, slots=[slot], institution=name)
        for slot, name in zip(slots, names, strict=False)
    ]
    for other in found[1:]:
        joint_visits.merge(other, into=found[0], by=colleague, now=timezone.now())
    return [Visit.objects.get(pk=visit.pk) for visit in found]


def test_approving_one_asks_about_the_others_and_approves_those_ticked(
    desk: Client, colleague: Actor
) -> None:
    first, second, third = joined(colleague, 3)
    page = page_of(desk, first)
    for other in (second, third):
        assert f'value="{other.reference}:{other.version}" checked' in page
    officer = OfficerFactory.create(rank=Rank.OFFICE_HEAD)
    stranger = a_visit(trusted=True, slots=[a_free_slot(after_days=40)])
    ticked = [f"{visit.reference}:{visit.version}" for visit in (second, stranger)]
    address = f"/petugas/kunjungan/{first.reference}/setujui/"
    given = {"version": first.version, "receiving": officer.pk, "along": ticked}
    answer = desk.post(address, given, follow=True)
    assert "Disetujui bersamanya: Bappeda Kabupaten Lingga" in answer.content.decode()
    states = Visit.objects.in_bulk([v.pk for v in (first, second, third, stranger)])
    assert states[first.pk].status == states[second.pk].status == Status.CONFIRMED
    assert states[third.pk].status == states[stranger.pk].status == Status.REQUESTED
    assert second.assignments.get().officer == officer


def test_what_stands_against_one_stops_no_other(desk: Client, colleague: Actor) -> None:
    first, second = joined(colleague)
    address = f"/petugas/kunjungan/{first.reference}/setujui/"
    given = {"version": first.version, "along": f"{second.reference}:{second.version - 1}"}
    said = desk.post(address, given, follow=True).content.decode()
    assert "Belum disetujui bersamanya: Bappeda Kabupaten Lingga" in said
    assert Visit.objects.get(pk=first.pk).status == Status.CONFIRMED
    assert Visit.objects.get(pk=second.pk).status == Status.REQUESTED


def test_every_list_says_with_whom(desk: Client, colleague: Actor) -> None:
    first, second = joined(colleague)
    for one in (first, second):
        deciding.approve(one, by=colleague, now=timezone.now())
    day = free_slots(week=4, most=1)[0].date
    week = f"{day.isocalendar().year}-W{day.isocalendar().week:02}"
    for address in (
        "/petugas/kunjungan/",
        "/petugas/cari/?q=Tomohon",
        f"/petugas/kunjungan/{first.reference}/",
        f"/petugas/minggu/{week}/",
        f"/petugas/bulan/?bulan={day:%Y-%m}",
        f"/petugas/hari-ini/?tanggal={day}",
    ):
        page = desk.get(address, follow=True).content.decode()
        assert "gabungan dengan Bappeda Kab. Lingga" in page, address

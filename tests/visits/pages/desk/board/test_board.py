"""The week board: what it shows, moving with a look first, the week's own quota."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling import places
from scheduling.models import Closure, Reservation, Week
from scheduling.rules import weekly_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of, week_name
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.visits.pages.desk.conftest import free_slots
from tests.visits.test_budgets import BUDGETS
from visits.history.events import Actor
from visits.life import amending, deciding, joint_visits
from visits.models import Visit
from visits.pages.desk.board.grid import week_of

pytestmark = pytest.mark.django_db


def board_of(slot: SlotId) -> str:
    return f"/petugas/minggu/{week_name(slot.date)}/"


def slot_of(visit: Visit) -> str:
    place = places.reservation_of(visit.owner_key)
    return place.slot_id if place else ""


def test_the_week_shows_who_has_what_and_why_the_rest_is_closed(
    desk: Client, colleague: Actor
) -> None:
    one, two, three = free_slots(week=4, most=3)
    visit = a_visit(trusted=True, slots=[one], institution="Setda Kota Tomohon")
    officer = OfficerFactory.create(name="Ibu Rina")
    amending.assign(visit, officers=[officer], by=colleague, now=timezone.now())
    friend = a_visit(trusted=True, slots=[two], institution="Kabupaten Lingga", people=5)
    joint_visits.merge(friend, into=visit, by=colleague, now=timezone.now())
    Closure.objects.create(
        name="Acara kota", kind="own_event", starts_on=three.date, ends_on=three.date,
        starts_at=three.starts_at, ends_at=dt.time(23),
    )  # fmt: skip
    page = desk.get(board_of(one)).content.decode()
    for words in (
        "Setda Kota Tomohon",
        "gabungan dengan Kab. Lingga",
        "24 + 5",
        "1 tempat",
        "Ibu Rina",
    ):
        assert words in page
    assert "Acara kota" in page
    assert "1 dari 4 tempat" in page


def test_a_full_week_with_all_that_it_can_show_keeps_to_its_budget(
    desk: Client, colleague: Actor
) -> None:
    said = {"by": colleague, "now": timezone.now()}
    slots = free_slots(week=2, most=4)
    visits = [a_visit(trusted=True, slots=[slot], people=5) for slot in slots]
    for visit in visits[:3]:
        amending.assign(visit, officers=[OfficerFactory.create()], **said)
        deciding.approve(Visit.objects.get(pk=visit.pk), **said)
    friend = a_visit(trusted=True, institution="Teman", people=5)
    joint_visits.merge(friend, into=Visit.objects.get(pk=visits[0].pk), **said)
    a_visit(trusted=True, slots=[slots[0]], waitlist=True, institution="Menunggu")
    Closure.objects.create(
        name="Acara kota", kind="own_event", starts_on=slots[1].date, ends_on=slots[1].date
    )
    desk.get(board_of(slots[0]))  # the rules are read once and remembered
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(board_of(slots[0])).content.decode()
    for words in ("Teman", "Acara kota", "Menunggu", "Pada hari tutup"):
        assert words in page
    assert len(queries) <= BUDGETS["staff"]["/petugas/minggu/{week}/"]


def test_a_visit_whose_session_is_no_longer_in_the_timetable_is_still_shown(
    desk: Client,
) -> None:
    slot = free_slots(week=4)[0]
    a_visit(trusted=True, slots=[slot], institution="Setda Kota Tomohon")
    Reservation.objects.update(starts_at=dt.time(7), ends_at=dt.time(8))
    page = desk.get(board_of(slot)).content.decode()
    assert "Setda Kota Tomohon" in page
    assert "07.00" in page


def test_a_move_is_shown_first_and_done_by_the_second_press(desk: Client) -> None:
    visit = a_visit(trusted=True)
    before, to = slot_of(visit), str(a_free_slot(after_days=30))
    address = f"/petugas/kunjungan/{visit.reference}/pindah/"
    look = desk.get(address, {"ke": to})
    assert look.status_code == 200
    assert "Yang akan terjadi" in look.content.decode()
    assert slot_of(visit) == before
    done = desk.post(address, {"ke": to, "seen": to, "version": visit.version})
    assert done.status_code == 302
    assert slot_of(visit) == to


def test_what_is_chosen_after_the_look_is_shown_before_anybody_is_moved_there(
    desk: Client,
) -> None:
    visit = a_visit(trusted=True)
    before, address = slot_of(visit), f"/petugas/kunjungan/{visit.reference}/pindah/"
    first, other = str(a_free_slot(after_days=30)), str(a_free_slot(after_days=40))
    given = {"ke": other, "alasan": "Aula dipakai rapat.", "version": visit.version}
    for seen in ({"seen": first}, {}):
        answer = desk.post(address, {**given, **seen})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "belum dipindahkan" in page
        assert f'value="{other}" checked' in page
        assert f'name="seen" value="{other}"' in page
        assert 'value="Aula dipakai rapat."' in page
        assert slot_of(visit) == before
    assert desk.post(address, {**given, "seen": other}).status_code == 302
    assert slot_of(visit) == other


def test_the_reason_typed_beside_the_look_is_the_one_they_read(desk: Client) -> None:
    visit, to = a_visit(trusted=True), str(a_free_slot(after_days=30))
    address = f"/petugas/kunjungan/{visit.reference}/pindah/"
    page = desk.get(address, {"ke": to}).content.decode()
    assert page.count('name="alasan"') == 1
    assert len(re.findall(r'name="ke"[^>]*checked', page)) == 1
    given = {"ke": to, "seen": to, "version": visit.version, "alasan": "Aula dipakai rapat."}
    assert desk.post(address, given).status_code == 302
    moved = visit.events.get(kind="moved")
    assert moved.data["reason"] == "Aula dipakai rapat."


def test_a_look_by_the_form_moves_nobody_and_says_no_more_than_a_look_by_address(
    desk: Client,
) -> None:
    visit, to = a_visit(trusted=True), str(a_free_slot(after_days=30))
    before, address = slot_of(visit), f"/petugas/kunjungan/{visit.reference}/pindah/"
    given = {"ke": to, "seen": to, "version": visit.version, "look": "1"}
    page = desk.post(address, given).content.decode()
    assert "Yang akan terjadi" in page
    assert "belum dipindahkan" not in page
    assert slot_of(visit) == before


def test_a_session_that_the_list_leaves_out_stays_chosen_beside_its_look(desk: Client) -> None:
    visit = a_visit(trusted=True)
    address = f"/petugas/kunjungan/{visit.reference}/pindah/"
    far = timezone.localdate(timezone.now()) + dt.timedelta(days=200)
    slot = f"{monday_of(far).isoformat()}-0900-aula"
    page = desk.get(address, {"ke": slot, "override_reason": "Diminta"}).content.decode()
    assert "Yang akan terjadi" in page
    assert re.search(rf'value="{slot}"\s+checked', page)


def test_a_move_to_what_is_taken_too_soon_or_stale_is_refused_and_changes_nothing(
    desk: Client, colleague: Actor
) -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True, institution="Lain")
    before, address = slot_of(visit), f"/petugas/kunjungan/{visit.reference}/pindah/"

    def press(to: str, **given: int) -> HttpResponse:
        return desk.post(address, {"ke": to, "seen": to, **given})

    taken = desk.get(address, {"ke": slot_of(other)}).content.decode()
    assert "Yang akan terjadi" not in taken
    assert press(slot_of(other), version=visit.version).status_code == 409
    for bad in ("junk", ""):
        assert press(bad, version=visit.version).status_code == 422
    to = str(a_free_slot(after_days=30))
    assert press(to, version=visit.version - 1).status_code == 409
    old = press(to)
    assert old.status_code == 422
    assert "bentuk lama" in old.content.decode()
    assert slot_of(visit) == before


def test_another_month_is_turned_to_without_a_look_and_keeps_what_was_typed(
    desk: Client,
) -> None:
    visit, to = a_visit(trusted=True), a_free_slot(after_days=30)
    before, address = slot_of(visit), f"/petugas/kunjungan/{visit.reference}/pindah/"
    later = f"{to.date + dt.timedelta(days=62):%Y-%m}"
    given = {"ke": str(to), "seen": str(to), "alasan": "Aula dipakai", "version": visit.version}
    page = desk.post(address, {**given, "month": later}).content.decode()
    assert f'name="shown_month" value="{later}"' in page
    assert re.search(rf'value="{to}"\s+checked', page)
    assert 'value="Aula dipakai"' in page
    assert "Yang akan terjadi" not in page
    assert slot_of(visit) == before


def test_each_session_of_the_month_says_in_words_whether_it_can_be_had(
    desk: Client, colleague: Actor
) -> None:
    own, held, booked, shut = free_slots(week=4, most=4)
    visit = a_visit(trusted=True, slots=[own])
    a_visit(trusted=True, slots=[held], institution="Ditunda")
    deciding.approve(a_visit(trusted=True, slots=[booked]), by=colleague, now=timezone.now())
    Closure.objects.create(
        name="Acara kota", kind="own_event", starts_on=shut.date, ends_on=shut.date,
        starts_at=shut.starts_at, ends_at=dt.time(23),
    )  # fmt: skip
    asked = {
        "nama": "ke", "banyak": "1", "kunci": "sesi", "kunjungan": visit.reference,
        "month": f"{own.date:%Y-%m}",
    }  # fmt: skip
    month = desk.get("/petugas/sesi/", asked).content.decode()
    cells = dict.fromkeys(re.findall(r"(?s)<b>([\d.]+)</b>\s*<span>([^<]+)</span>", month))
    words = {word for _hour, word in cells}
    assert {"Sesinya sekarang", "Disimpan", "Terisi", "Acara kota", "Bisa"} <= words
    for slot in (own, held, booked, shut):
        assert f'value="{slot}"' not in month
    assert len(month) < 20_000
    for bad in ({"banyak": "9"}, {"nama": "<b>"}, {"kunci": ""}, {"kunjungan": "ST-1"}):
        assert desk.get("/petugas/sesi/", {**asked, **bad}).status_code == 404


def test_staff_go_over_the_lead_time_only_with_a_reason(desk: Client) -> None:
    visit = a_visit(trusted=True)
    address = f"/petugas/kunjungan/{visit.reference}/pindah/"
    now = timezone.now()
    today = timezone.localdate(now)
    day = next(
        today + dt.timedelta(days=n)
        for n in range(1, 8)
        if (today + dt.timedelta(days=n)).weekday() < 5
    )
    soon = f"{day.isoformat()}-0900-aula"
    given = {"ke": soon, "seen": soon, "version": visit.version}
    refused = desk.post(address, given)
    assert refused.status_code == 409
    assert "override_reason" in refused.content.decode()
    desk.post(address, {**given, "override_reason": "Diminta wali kota"})
    assert slot_of(visit) == soon


def test_a_decided_visit_cannot_be_moved(desk: Client, colleague: Actor) -> None:
    visit = a_visit(trusted=True)
    deciding.decline(visit, reason="Penuh", by=colleague, now=timezone.now())
    answer = desk.get(f"/petugas/kunjungan/{visit.reference}/pindah/")
    assert answer.status_code == 302
    to = str(a_free_slot(after_days=30))
    given = {"ke": to, "seen": to, "alasan": "Kata-kata saya", "version": visit.version}
    late = desk.post(f"/petugas/kunjungan/{visit.reference}/pindah/", given)
    assert late.status_code == 409
    assert "tidak bisa dipindah lagi" in late.content.decode()
    assert "Kata-kata saya" in late.content.decode()


@pytest.mark.parametrize("door", ["board", "settings"])
def test_only_a_leader_or_admin_gives_a_week_more_than_the_rule_says(
    desk: Client, leader: Client, admin: Client, door: str
) -> None:
    slot = a_free_slot()
    monday = monday_of(slot.date)
    address = f"{board_of(slot)}kuota/"
    if door == "settings":
        address = "/petugas/pengaturan/kuota/minggu/"

    def given(client: Client, capacity: str) -> int:
        data = {"day": monday.isoformat(), "capacity": capacity, "note": "Rapat kerja"}
        return int(client.post(address, data).status_code)

    def stored() -> int:
        return Week.objects.get(pk=monday).capacity

    assert (given(desk, "2"), stored()) == (302, 2)
    assert (given(desk, "5"), stored()) == (422, 2)
    assert (given(desk, "4"), stored()) == (302, 4)
    assert (given(leader, "6"), stored()) == (302, 6)
    assert (given(desk, "7"), stored()) == (422, 6)
    assert (given(desk, "5"), stored()) == (302, 5)
    assert (given(admin, "8"), stored()) == (302, 8)
    assert (given(desk, ""), stored()) == (302, 4)
    typed = {"day": monday.isoformat(), "capacity": "9", "note": "Diminta dewan"}
    page = desk.post(address, typed).content.decode()
    for words in ("Paling banyak 4 tempat", 'value="9"', 'value="Diminta dewan"'):
        assert words in page


def test_a_weeks_quota_is_changed_on_the_board_with_a_reason_and_given_back(
    desk: Client, leader: Client, admin: Client
) -> None:
    slot = a_free_slot()
    address = f"{board_of(slot)}kuota/"
    for bad in (
        {"capacity": "-1"},
        {"capacity": "101"},
        {"capacity": "00001000"},
        {"capacity": "5", "note": " "},
    ):
        assert leader.post(address, {"note": "x", **bad}).status_code == 422
    leader.post(address, {"capacity": "5", "note": "Tamu kementerian"})
    week = Week.objects.get(pk=monday_of(slot.date))
    assert (week.capacity, week.note) == (5, "Tamu kementerian")
    assert "Tamu kementerian" in desk.get(board_of(slot)).content.decode()
    admin.post(address, {"capacity": ""})
    week.refresh_from_db()
    assert (week.capacity, week.own_capacity) == (4, None)


def test_a_lower_quota_shows_first_whom_it_concerns_and_where_they_could_go(
    desk: Client,
) -> None:
    one, two = free_slots(week=4, most=2)
    a_visit(trusted=True, slots=[one], institution="Dinas Lama")
    last = a_visit(trusted=True, slots=[two], institution="Dinas Baru")
    address, monday = f"{board_of(one)}kuota/", monday_of(one.date)
    given = {"capacity": "1", "note": "Rapat kerja"}
    look = desk.post(address, given)
    page = look.content.decode()
    assert look.status_code == 409
    for words in (
        "2 kunjungan untuk 1 tempat",
        "Dinas Baru",
        "Belum ada yang disimpan",
        "Rapat kerja",
    ):
        assert words in page
    assert "Dinas Lama</a>," not in page
    [to] = re.findall(rf"/petugas/kunjungan/{last.reference}/pindah/\?ke=([\w-]+)", page)
    assert monday_of(SlotId.parse(to).date) != monday
    assert not Week.objects.filter(pk=monday, capacity=1).exists()
    [seen] = re.findall(r'name="seen" value="(\w+)"', page)
    assert desk.post(address, {**given, "seen": seen}).status_code == 302
    assert Week.objects.get(pk=monday).capacity == 1
    assert f"pindah/?ke={to}" in desk.get(board_of(one)).content.decode()
    # One more place than now is no reason to ask, though it stays over-committed no more.
    assert desk.post(address, {"capacity": "2", "note": "Cukup"}).status_code == 302


@pytest.mark.parametrize("name", ["2026-W54", "junk", "9999-W52", "0001-W01", "2026-W5"])
def test_a_week_that_is_none_is_not_there(desk: Client, name: str) -> None:
    assert desk.get(f"/petugas/minggu/{name}/").status_code == 404


@pytest.mark.parametrize("query", ["bulan=junk", "bulan=2026-13", ""])
def test_a_month_that_is_none_shows_the_present_one(desk: Client, query: str) -> None:
    assert desk.get(f"/petugas/bulan/?{query}").status_code == 200
    assert desk.get("/petugas/bulan/?bulan=9999-12").status_code == 404
    assert desk.get("/petugas/tahun/?tahun=0001").status_code == 404


def test_the_sizes_lead_to_weeks_whose_number_has_one_digit_too(desk: Client) -> None:
    page = desk.get("/petugas/bulan/?bulan=2027-02").content.decode()
    assert "/petugas/minggu/2027-W05/" in page
    assert "/petugas/minggu/2027-W5/" not in page


def test_month_and_year_show_where_the_visits_are(desk: Client) -> None:
    slot = a_free_slot()
    a_visit(trusted=True, slots=[slot], institution="Setda Kota Tomohon")
    month = desk.get(f"/petugas/bulan/?bulan={slot.date:%Y-%m}").content.decode()
    assert "Setda Kota Tomohon" in month
    year = desk.get(f"/petugas/tahun/?tahun={slot.date:%Y}").content.decode()
    assert "1/4" in year
    assert "heat__week--1" in year


def test_a_week_over_its_quota_stands_out_in_the_year(desk: Client) -> None:
    slot = a_free_slot()
    a_visit(trusted=True, slots=[slot])
    weekly_capacity.set_week_capacity(
        week=monday_of(slot.date), capacity=0, note="Rapat", now=timezone.now()
    )
    assert "heat__week--5" in desk.get(f"/petugas/tahun/?tahun={slot.date:%Y}").content.decode()


def test_a_week_over_its_quota_draws_each_visit_once_and_says_how_many_to_move(
    desk: Client, colleague: Actor
) -> None:
    slots = free_slots(week=4, most=4)
    for slot in slots[:3]:
        visit = a_visit(trusted=True, slots=[slot])
        deciding.approve(visit, by=colleague, now=timezone.now())
    a_visit(trusted=True, slots=[slots[3]])
    monday = monday_of(slots[0].date)

    def drawn(capacity: int) -> dict[str, int]:
        weekly_capacity.set_week_capacity(
            week=monday, capacity=capacity, note="Rapat", now=timezone.now()
        )
        page = desk.get(board_of(slots[0])).content.decode()
        return {bar: page.count(f'<i class="is-{bar}">') for bar in ("taken", "held", "over")}

    assert drawn(2) == {"taken": 2, "held": 0, "over": 2}
    assert "melebihi kuota, pindahkan 2" in desk.get("/petugas/").content.decode()
    assert drawn(4) == {"taken": 3, "held": 1, "over": 0}
    assert drawn(0) == {"taken": 0, "held": 0, "over": 4}
    assert drawn(3) == {"taken": 3, "held": 0, "over": 1}
    assert "melebihi kuota, pindahkan 1" in desk.get("/petugas/").content.decode()


def test_the_friday_session_says_its_own_hours() -> None:
    slot = a_free_slot()
    week = week_of(monday_of(slot.date), now=timezone.now())
    nine = next(row for row in week.rows if row.starts_at == dt.time(9))
    assert nine.ends_at == dt.time(11, 30)
    told = {day.weekday(): [p.hours for p in cell] for day, cell in nine.cells}
    assert told[0] == [None]
    assert told[4][0] is not None
    assert told[4][0][1].time() == dt.time(11)

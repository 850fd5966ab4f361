"""The waiting list's page."""

import pytest
from django.test import Client
from django.utils import timezone

from scheduling.rules import weekly_capacity
from scheduling.weeks import monday_of
from tests.factories import a_free_slot, a_visit
from visits.life import waiting_list
from visits.models import Status, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> list[Visit]:
    """Three who wait for a full week, in order."""
    slot = a_free_slot()
    week = monday_of(slot.date)
    weekly_capacity.set_week_capacity(week=week, capacity=1, note="", now=timezone.now())
    a_visit(trusted=True, slots=[slot])
    return [
        a_visit(trusted=True, slots=[slot], waitlist=True, institution=name)
        for name in ("Satu", "Dua", "Tiga")
    ]


def test_the_order_is_changed_with_a_reason_that_stays(desk: Client, three: list[Visit]) -> None:
    last = three[2]
    address = f"/petugas/tunggu/{last.reference}/"
    given = {"number": "1", "version": last.version}
    refused = desk.post(address, {**given, "reason": " "})
    assert refused.status_code == 422
    assert waiting_list.number_of(last) == 3
    stale = desk.post(address, {**given, "version": last.version - 1, "reason": "x"})
    assert stale.status_code == 409
    desk.post(address, {**given, "reason": "Jadwal menteri"})
    assert [waiting_list.number_of(v) for v in three] == [2, 3, 1]
    assert last.events.get(kind="reordered").data["reason"] == "Jadwal menteri"


def test_the_page_says_what_each_could_have_now(desk: Client, three: list[Visit]) -> None:
    page = desk.get("/petugas/tunggu/").content.decode()
    assert page.index("Satu") < page.index("Dua") < page.index("Tiga")
    assert "Belum ada yang kosong" in page
    week = monday_of(a_free_slot().date)
    for visit in three:
        assert visit.status == Status.WAITLISTED
    from scheduling.models import Week

    week = Week.objects.get(taken=1).starts_on
    weekly_capacity.set_week_capacity(week=week, capacity=4, note="", now=timezone.now())
    page = desk.get("/petugas/tunggu/").content.decode()
    assert "Bisa mendapat sekarang" in page
    assert f"/petugas/kunjungan/{three[0].reference}/pindah/?ke=" in page


def test_nobody_waits(desk: Client) -> None:
    assert "Tidak ada yang menunggu" in desk.get("/petugas/tunggu/").content.decode()

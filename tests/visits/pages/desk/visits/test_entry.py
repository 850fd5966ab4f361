"""Requests that staff enter: same questions, soft limits with a reason, never over capacity."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Week
from scheduling.rules import weekly_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import RegionFactory, a_free_slot, a_visit
from visits.models import Status, Visit

pytestmark = pytest.mark.django_db


def answers(slot: SlotId | str, **changes: Any) -> dict[str, Any]:
    return {
        "entry": "0b0d9f3a-0000-4000-8000-000000000001",
        "institution": "DPMPTSP Kabupaten Solok",
        "place": "kabupaten solok",
        "people": "24",
        "leader_name": "Ir. Siti Rahma",
        "leader_position": "Kepala Dinas",
        "leader_rank": "office_head",
        "first": str(slot),
        "purpose": "Mempelajari tata kelola MPP.",
        "contact_name": "Budi",
        "contact_phone": "0812 3456 7890",
        "contact_email": "budi@solokkab.example",
        **changes,
    }


def soon() -> str:
    """A session within the lead time."""
    today = timezone.localdate()
    days = (today + dt.timedelta(days=n) for n in range(1, 8))
    return f"{next(d for d in days if d.weekday() < 5).isoformat()}-0900-aula"


def fill(slot: SlotId) -> None:
    """No place is left in the session's week."""
    week = monday_of(slot.date)
    weekly_capacity.set_week_capacity(week=week, capacity=1, note="", now=timezone.now())
    a_visit(trusted=True, slots=[slot])


def another(slot: SlotId) -> str:
    """Another session of the same week."""
    if slot.date.weekday() == 4:
        return f"{(slot.date - dt.timedelta(days=1)).isoformat()}-0900-aula"
    return f"{slot.date.isoformat()}-{'1330' if slot.starts_at.hour == 9 else '0900'}-aula"


def test_a_request_by_phone_waits_for_its_decision(desk: Client) -> None:
    slot = a_free_slot()
    letter = SimpleUploadedFile("surat.pdf", b"%PDF-1.4\n%%EOF")
    answer = desk.post("/petugas/baru/", answers(slot, letter_file=letter))
    visit = Visit.objects.get()
    assert answer["Location"] == f"/petugas/kunjungan/{visit.reference}/"
    assert visit.status == Status.REQUESTED
    assert visit.letter_file.name.endswith(".pdf")
    event = visit.events.get()
    assert (event.kind, event.actor_kind) == ("submitted", "staff")


def test_two_presses_of_one_page_make_one_visit(desk: Client) -> None:
    slot = a_free_slot()
    first = desk.post("/petugas/baru/", answers(slot))
    assert desk.post("/petugas/baru/", answers(slot))["Location"] == first["Location"]
    assert Visit.objects.count() == 1


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(desk: Client) -> None:
    slot = a_free_slot()
    answer = desk.post("/petugas/baru/", answers(slot, contact_phone="12", people="x"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mempelajari tata kelola MPP." in page
    assert f'value="{slot}" selected' in page
    assert not Visit.objects.exists()


def test_the_lead_time_is_gone_over_with_a_reason_alone(desk: Client) -> None:
    assert desk.post("/petugas/baru/", answers(soon())).status_code == 422
    desk.post("/petugas/baru/", answers(soon(), override_reason="Diminta wali kota"))
    event = Visit.objects.get().events.get()
    assert event.data["override_reason"] == "Diminta wali kota"


def test_a_full_week_is_never_gone_over_by_protocol_staff(desk: Client) -> None:
    slot = a_free_slot()
    fill(slot)
    other = another(slot)
    given = answers(other, override_reason="Penting", raise_week="on")
    answer = desk.post("/petugas/baru/", given)
    assert answer.status_code == 422
    assert "pimpinan" in answer.content.decode()
    assert Week.objects.get(pk=monday_of(slot.date)).capacity == 1
    desk.post("/petugas/baru/", {**given, "waitlist": "on"})
    assert Visit.objects.latest("id").status == Status.WAITLISTED


def test_who_may_raise_the_week_does_so_with_the_same_press(admin: Client) -> None:
    slot = a_free_slot()
    fill(slot)
    other = another(slot)
    assert admin.post("/petugas/baru/", answers(other)).status_code == 422
    admin.post("/petugas/baru/", answers(other, raise_week="on"))
    week = Week.objects.get(pk=monday_of(slot.date))
    assert (week.capacity, week.taken) == (2, 2)


def test_a_session_of_the_board_is_chosen_already(desk: Client) -> None:
    slot = a_free_slot()
    page = desk.get(f"/petugas/baru/?sesi={slot}").content.decode()
    assert f'value="{slot}" selected' in page
    assert desk.get("/petugas/baru/?sesi=junk").status_code == 200


def test_a_region_written_in_full_needs_no_second_press(desk: Client) -> None:
    RegionFactory.create(
        code="13.11", name="Solok Selatan", kind="regency", search_text="solok selatan"
    )
    assert desk.post("/petugas/baru/", answers(a_free_slot(), place="solok")).status_code == 422
    for n, place in enumerate(("Kabupaten Solok", "kabupaten solok, Sumatera Barat")):
        given = answers(a_free_slot(), place=place, entry=f"nomor-{n}")
        assert desk.post("/petugas/baru/", given).status_code == 302
    assert {visit.region_id for visit in Visit.objects.all()} == {"13.02"}

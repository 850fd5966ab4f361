"""Requests that staff enter: same questions, soft limits with a reason, never over capacity."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from scheduling.models import Week
from scheduling.rules import weekly_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.factories import RegionFactory, TopicFactory, a_free_slot, a_visit
from tests.visits.pages.desk.conftest import free_slots
from visits.models import Status, Visit
from visits.reference.regions import import_regions

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
        "slots": [str(slot)],
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
    # The letter may say the number that was not typed.
    assert answer["Location"] == f"/petugas/kunjungan/{visit.reference}/surat/baca/"
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
    assert f'value="{slot}" checked' in page
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
    assert f'value="{slot}" checked' in page
    assert desk.get("/petugas/baru/?sesi=junk").status_code == 200


def test_the_page_is_light(desk: Client) -> None:
    import_regions()
    # 11 kB of it are the names of countries, which are 4 on their way.
    assert len(desk.get("/petugas/baru/").content) < 46_000


def test_sessions_of_two_months_are_chosen_in_the_order_that_they_like(desk: Client) -> None:
    first, later = a_free_slot(after_days=14), a_free_slot(after_days=60)
    other = f"{later.date:%Y-%m}"
    topic = TopicFactory.create()
    given = answers(first, shown_month=f"{first.date:%Y-%m}", topics=[topic.code])
    page = desk.post("/petugas/baru/", {**given, "month": other}).content.decode()
    assert not Visit.objects.exists()
    assert "Mempelajari tata kelola MPP." in page
    assert 'role="alert"' not in page
    assert re.search(rf'name="topics" value="{topic.code}"[^>]*checked', page)
    for words in (f'name="shown_month" value="{other}"', f'name="picked" value="{first}"'):
        assert words in page
    given |= {"picked": [str(first)], "slots": [str(first), str(later)], "shown_month": other}
    page = desk.post("/petugas/baru/", {**given, "first": str(later)}).content.decode()
    assert page.index(f'name="picked" value="{later}"') < page.index(f'"picked" value="{first}"')
    given["picked"] = [str(later), str(first)]
    assert desk.post("/petugas/baru/", given).status_code == 302
    assert Visit.objects.get().preferred_slots == [str(later), str(first)]


def test_no_session_or_too_many_are_said_at_the_month(desk: Client) -> None:
    many = [str(slot) for slot in free_slots(week=4, most=4)]
    for slots, words in (([], "Pilih paling sedikit satu sesi"), (many, "Paling banyak tiga sesi")):
        page = desk.post("/petugas/baru/", answers("", slots=slots))
        assert page.status_code == 422
        assert words in page.content.decode()
    assert desk.post("/petugas/baru/", answers("", slots=["junk"])).status_code == 422
    assert not Visit.objects.exists()


def test_a_region_written_in_full_needs_no_second_press(desk: Client) -> None:
    RegionFactory.create(
        code="13.11", name="Solok Selatan", kind="regency", search_text="solok selatan"
    )
    assert desk.post("/petugas/baru/", answers(a_free_slot(), place="solok")).status_code == 422
    for n, place in enumerate(("Kabupaten Solok", "kabupaten solok, Sumatera Barat")):
        given = answers(a_free_slot(), place=place, entry=f"nomor-{n}")
        assert desk.post("/petugas/baru/", given).status_code == 302
    assert {visit.region_id for visit in Visit.objects.all()} == {"13.02"}


def test_a_region_that_is_only_guessed_is_asked_about(desk: Client) -> None:
    import_regions()
    page = desk.post("/petugas/baru/", answers(a_free_slot(), place="slemam"))
    assert page.status_code == 422
    assert "Maksud Anda" in page.content.decode()
    assert not Visit.objects.exists()
    given = answers(a_free_slot(), place="slemam", region="34.04")
    assert desk.post("/petugas/baru/", given).status_code == 302
    assert Visit.objects.get().region_id == "34.04"
    by_short_name = answers(a_free_slot(), place="oku timur", entry="lain")
    assert desk.post("/petugas/baru/", by_short_name).status_code == 302
    found = desk.get("/petugas/kunjungan/?q=oku+timur").content.decode()
    assert "Ogan Komering Ulu Timur" in found
    assert "Sleman" not in found

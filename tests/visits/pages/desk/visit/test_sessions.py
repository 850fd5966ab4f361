"""Sessions beyond the nearest few are chosen from a month on the visit's own page."""

import re

import pytest
from django.test import Client

from tests.factories import a_free_slot, a_visit
from tests.visits.pages.desk.conftest import free_slots
from visits.models import Status

pytestmark = pytest.mark.django_db


def test_the_month_is_shown_on_a_press_alone_and_loses_nothing(desk: Client) -> None:
    visit, later = a_visit(trusted=True), a_free_slot(after_days=60)
    page = desk.get(f"/petugas/kunjungan/{visit.reference}/").content.decode()
    assert "cal__month" not in page
    assert page.count("Pilih dari kalender") == 2
    address = f"/petugas/kunjungan/{visit.reference}/usulkan/"
    near = re.findall(r'name="slots"\s+value="([\w-]+)" checked', page)[0]
    month = f"{later.date:%Y-%m}"
    given = {"slots": [near], "reason": "Aula dipakai", "version": visit.version}
    page = desk.post(address, {**given, "month": month}).content.decode()
    visit.refresh_from_db()
    assert visit.status == Status.REQUESTED
    for words in (f'name="shown_month" value="{month}"', f'value="{near}"', "Aula dipakai"):
        assert words in page
    given |= {"picked": [near], "slots": [near, str(later)], "shown_month": month}
    assert desk.post(address, given).status_code == 302
    visit.refresh_from_db()
    assert visit.proposed_slots == [near, str(later)]


def test_more_than_five_are_refused_in_words_and_none_is_cut_off(desk: Client) -> None:
    visit = a_visit(trusted=True)
    six = [str(slot) for slot in free_slots(week=5, most=6)]
    address = f"/petugas/kunjungan/{visit.reference}/usulkan/"
    answer = desk.post(address, {"slots": six, "shown_month": six[0][:7], "version": visit.version})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Paling banyak lima sesi" in page
    assert all(f'value="{slot}" checked' in page for slot in six)


def test_a_session_of_another_month_is_approved(desk: Client) -> None:
    visit, later = a_visit(trusted=True), a_free_slot(after_days=60)
    address = f"/petugas/kunjungan/{visit.reference}/setujui/"
    given = {"slot": str(later), "override_reason": "x", "version": visit.version, "month": ""}
    page = desk.post(address, given).content.decode()
    assert re.search(rf'value="{later}" checked', page)
    assert desk.post(address, {**given, "shown_month": f"{later.date:%Y-%m}"}).status_code == 200
    del given["month"]
    assert desk.post(address, given).status_code == 302
    visit.refresh_from_db()
    assert (visit.status, visit.events.latest("id").data["slot"]) == (Status.CONFIRMED, str(later))

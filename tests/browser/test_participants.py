"""The list of participants as people handle it: paste or choose a file, look, add."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from scheduling.models import Room
from tests.browser.conftest import fits, picture
from tests.browser.desk import PHONE_FIRST, sign_in
from tests.factories import UserFactory, a_visit
from tests.visits.people.list_makers import xlsx
from visits.access.tokens import visit_token
from visits.history import events
from visits.history.events import DELEGATION
from visits.life import deciding
from visits.life.requesting import Person
from visits.models import Host, Region, Visit
from visits.people import roles
from visits.people.participants import amend

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
FILE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = [
    ("DAFTAR NAMA PESERTA STUDI TIRU",),
    ("NO.", "NAMA LENGKAP (DENGAN GELAR)", "JABATAN", "PANGKAT/GOL. RUANG", "NIP", "Unit Kerja"),
    (1, "Dr. Siti Rahma, S.E., M.M.", "Kepala Dinas", "IV/c", "196812311990032001", "DPMPTSP"),
    (2, "BUDI HARTONO", "Kepala Bidang Pelayanan Perizinan", "III/d", "198001012005011001", ""),
    (3, "Cici Maharani", "Analis Kebijakan", "III/a", "19900315201503200", ""),
    (),
    ("", "", "", "Arosuka, 3 Desember 2026"),
    ("", "", "", "Kepala Dinas,"),
]


@pytest.fixture
def listed(host: Host, room: Room, solok: Region) -> Visit:
    staff = events.staff(UserFactory.create())
    visit = deciding.approve(a_visit(trusted=True, people=2), by=staff, now=timezone.now())
    people = [Person("Budi Hartono, S.Kom.", "Kepala Seksi", "III/d", "198001012005011001")]
    return amend(visit, changes={}, participants=people, by=DELEGATION, now=timezone.now())


def test_a_file_is_looked_at_and_then_added(page: Page, url: str, listed: Visit) -> None:
    page.goto(f"{url}/k/{visit_token(listed)}/peserta/")
    page.locator("details.fold summary").first.click()
    file = {"name": "daftar.xlsx", "mimeType": FILE, "buffer": xlsx(SHEET)}
    page.set_input_files("#id_list_file", file)
    page.get_by_role("button", name="Baca dan periksa").click()
    expect(page.locator(".look__line")).to_have_count(3)
    expect(page.locator("body")).to_contain_text("NIP terdiri atas 18 angka")
    expect(page.locator("body")).to_contain_text("Sudah ada di daftar Anda")
    fits(page)
    picture(page, "peserta-terbaca")
    page.get_by_label(re.compile("Ya, sebanyak")).check()
    page.get_by_role("button", name="Tambahkan").click()
    # The number that lacks a digit is mended in the list.
    expect(page.locator(".errors")).to_be_visible()
    fits(page)
    picture(page, "peserta-dibetulkan")
    page.locator("#nip-3").fill("")
    page.get_by_role("button", name="Simpan daftar").click()
    expect(page.locator("body")).to_contain_text("Daftar peserta tersimpan")
    names = list(listed.participants.order_by("number").values_list("name", flat=True))
    assert names == ["Budi Hartono, S.Kom.", "Dr. Siti Rahma, S.E., M.M.", "Cici Maharani"]
    listed.refresh_from_db()
    assert listed.people == 3


@pytest.mark.parametrize("width", PHONE_FIRST)
def test_staff_replace_the_list(
    open_page: Callable[..., Page],
    url: str,
    listed: Visit,
    people: dict[str, User],
    width: int,
) -> None:
    page = open_page(width=width)
    sign_in(page, url, roles.PROTOCOL)
    page.goto(f"{url}/petugas/kunjungan/{listed.reference}/peserta/")
    picture(page, "meja-peserta")
    page.locator("details.fold summary").first.click()
    page.locator("#id_paste").fill("Berikut peserta:\n1. Ani, S.E. - Analis\n2. Dedi\nTerima kasih")
    page.get_by_role("button", name="Baca dan periksa").click()
    expect(page.locator(".look__line")).to_have_count(2)
    fits(page)
    picture(page, "meja-peserta-terbaca")
    page.get_by_role("button", name="Ganti seluruh daftar").click()
    expect(page.locator("body")).to_contain_text("Daftar peserta tersimpan")
    names = list(listed.participants.order_by("number").values_list("name", flat=True))
    assert names == ["Ani, S.E.", "Dedi"]

"""*Ubah data* under hand and keyboard, at both widths."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect

from tests.browser.desk import is_sound, picture, sign_in, window
from tests.factories import RegionFactory, TopicFactory, a_visit
from visits.people import roles

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_wrong_is_corrected_and_stands_in_the_history(
    browser: Browser, url: str, people: dict[str, User], width: int
) -> None:
    RegionFactory.create(code="13.72", kind="city", name="Solok", search_text="solok")
    topic = TopicFactory.create()
    visit = a_visit(trusted=True, topics=[topic])
    page_of = f"{url}/petugas/kunjungan/{visit.reference}/"
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(page_of)
        page.get_by_role("link", name="Ubah data").press("Enter")
        page.wait_for_url(f"{page_of}ubah/")
        is_sound(page)
        picture(page, "ubah-data")
        page.get_by_label("Daerah", exact=True).fill("Solok")
        page.get_by_label("Kota Solok").press("Space")
        page.get_by_label("Jumlah orang").fill("seratus")
        page.get_by_label("Jumlah orang").press("Enter")
        is_sound(page)
        picture(page, "ubah-data-salah")
        expect(page.get_by_label("Kota Solok")).to_be_checked()
        page.get_by_label("Jumlah orang").fill("70")
        page.get_by_role("button", name="Simpan data").press("Enter")
        is_sound(page)
        picture(page, "ubah-data-terlalu-banyak")
        page.locator("[name=override_reason]").fill("Kursi ditambah")
        page.get_by_role("button", name="Simpan data").press("Enter")
        page.wait_for_url(page_of)
        expect(page.locator(".timeline")).to_contain_text(
            "Daerah: dari “Kabupaten Solok, Sumatera Barat” menjadi “Kota Solok, Sumatera Barat”"
        )
        is_sound(page)
        picture(page, "ubah-data-riwayat")

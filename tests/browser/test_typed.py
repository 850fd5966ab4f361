"""What is typed, as a browser has it: dates with a button, two tabs, no cookies."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from scheduling.models import Room
from tests.browser import states
from tests.browser.conftest import picture
from tests.browser.walk import arrive, press, steps_of_the_request
from visits.models import Host, Visit

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db]
Open = Callable[..., Page]
NEXT = re.compile("^(Lanjut|Next)$")
SEND = re.compile("Kirim permohonan|Send the request")


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room) -> None:
    states.ground()


def test_a_date_is_typed_with_its_day_first_or_picked(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/ajukan/surat/")
    date = page.locator("#id_letter_date")
    expect(page.get_by_role("button", name="Pilih tanggal")).to_be_visible()
    date.fill("12/31/2026")
    picture(page, "surat-tanggal")
    press(page, NEXT)
    expect(page.locator(".errors")).to_contain_text("hari sebelum bulan")
    expect(date).to_have_value("12/31/2026")
    picture(page, "surat-tanggal-salah")
    # As the calendar of the browser gives it.
    page.locator("input[type=date]").evaluate(
        "(picker) => { picker.value = '2026-11-02'; picker.dispatchEvent(new Event('change')); }"
    )
    expect(date).to_have_value("02/11/2026")


def test_what_another_tab_changed_is_shown_before_it_is_sent(
    open_page: Open, live_server: LiveServer
) -> None:
    page, before = open_page(), Visit.objects.count()
    for stop in steps_of_the_request(page, live_server.url):
        if stop == "periksa":
            break
    tab = page.context.new_page()
    tab.goto(f"{live_server.url}/ajukan/tujuan/")
    tab.locator("#id_purpose").fill("Belajar antrean saja.")
    press(tab, NEXT)
    arrive(tab, "periksa")
    press(page, SEND)
    expect(page.locator(".errors")).to_contain_text("Ada yang berubah")
    picture(page, "periksa-berubah")
    assert Visit.objects.count() == before
    press(page, SEND)
    arrive(page, "terkirim")


def test_with_cookies_nobody_is_told_of_them(page: Page, live_server: LiveServer) -> None:
    for path in ("ajukan/", "akun/"):
        page.goto(f"{live_server.url}/{path}")
        expect(page.locator("[data-no-cookies]")).to_be_hidden()


def test_a_browser_without_cookies_is_told_before_it_types(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    page.add_init_script("Object.defineProperty(navigator, 'cookieEnabled', { get: () => false })")
    page.goto(f"{live_server.url}/ajukan/")
    expect(page.locator("[data-no-cookies]")).to_be_visible()
    picture(page, "tanpa-kuki")


def test_a_form_without_cookies_comes_back_with_what_was_typed(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/ajukan/tujuan/")
    page.locator("#id_purpose").fill("Belajar antrean, dua hari.")
    page.context.clear_cookies()
    press(page, NEXT)
    expect(page.locator("body")).to_contain_text("tidak menyimpan kuki")
    expect(page.locator("body")).to_contain_text("Belajar antrean, dua hari.")
    picture(page, "tanpa-kuki-dikirim")

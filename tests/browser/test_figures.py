"""From a figure of *Laporan* to its visits, and by chips to more of them, without script too."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from scheduling.models import Room
from tests.browser.desk import DESK_FIRST, PASSWORD, follow, is_sound, picture, sign_in, window
from tests.visits.pages.conftest import person
from tests.visits.reports.past import a_past
from visits.models import Host
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", DESK_FIRST)
def test_a_figure_leads_to_its_visits_and_chips_to_more(
    browser: Browser, live_server: LiveServer, host: Host, room: Room, width: int
) -> None:
    user = person(roles.LEADER, username="pimpinan")
    user.set_password(PASSWORD)
    user.save()
    a_past(room, first=dt.date(2026, 1, 5), count=60, seed=3)
    with window(browser, width, script=width == 390) as page:
        sign_in(page, live_server.url, "pimpinan")
        page.goto(f"{live_server.url}/petugas/laporan/?tahun=2026")
        expect(page.get_by_role("link", name="Laporan tahunan (PDF)")).to_be_visible()
        row = page.locator("section[aria-labelledby=topic] li").first
        count = row.locator("b").inner_text()
        follow(row.get_by_role("link"))
        status = page.locator(".listhead [role=status]")
        expect(status).to_contain_text(f"{count} kunjungan")
        chips = page.locator(".chip")
        expect(chips).to_have_count(4)
        if width == 390:
            is_sound(page)
        picture(page, "angka-daftar")
        follow(page.get_by_role("link", name="Hapus saringan Topik"))
        expect(chips).to_have_count(3)
        expect(status).not_to_contain_text(f"{count} kunjungan")

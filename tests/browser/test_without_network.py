"""Without network: signing out, a page that is not kept, and what a copy does not say again."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.conftest import FLAGS
from tests.browser.desk import is_sound, picture, sign_in, window
from tests.browser.kept import files_are_kept, is_kept
from tests.factories import UserFactory
from tests.services import chromium_path
from tests.visits.pages.conftest import bring_to
from visits.access.tokens import visit_token
from visits.history import events
from visits.life import attendance
from visits.models import Visit
from visits.people import roles

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs_chromium,
    pytest.mark.django_db(transaction=True),
]
DAY = "/petugas/hari-ini/"
OUT = "button => button.click()"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One for all."""
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    yield chromium
    chromium.close()


def text_kept(page: Any, path: str) -> str:
    return str(page.evaluate("path => caches.match(path).then(found => found.text())", path))


def test_who_cannot_sign_out_is_told_so_and_keeps_the_page_of_the_door(
    browser: Browser, url: str, visit: Visit
) -> None:
    with window(browser, 390) as page:
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}{DAY}")
        is_kept(page, DAY)
        page.goto(f"{url}/petugas/")
        page.context.set_offline(True)
        with page.expect_event("dialog"):
            page.locator(".side__out").evaluate(OUT)
        assert said[0].startswith("Belum keluar")
        assert page.url == f"{url}/petugas/"
        is_kept(page, DAY)
        page.context.set_offline(False)
        with page.expect_navigation():
            page.locator(".side__out").evaluate(OUT)
        assert page.url == f"{url}/"
        assert len(said) == 1
        is_kept(page, DAY, kept=False)
        page.goto(f"{url}{DAY}")
        assert "/akun/" in page.url


def test_who_signs_out_hears_of_presses_of_their_own_alone(
    browser: Browser, url: str, visit: Visit
) -> None:
    with window(browser, 390) as page:
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
        sign_in(page, url, roles.ADMIN)
        page.evaluate(
            "() => Presses.keep({key: 'k', reader: 'someone-else', address: '/x/', fields: [],"
            " person: '', at: Date.now()})"
        )
        with page.expect_navigation():
            page.locator(".side__out").evaluate(OUT)
        assert said == []
        sign_in(page, url, roles.ADMIN)
        assert page.evaluate("() => Presses.all().then(all => all.length)") == 1


def test_a_kept_page_does_not_say_once_more_what_the_press_before_it_did(
    browser: Browser, url: str, visit: Visit
) -> None:
    link = f"/k/{visit_token(visit)}/"
    with window(browser, 390) as page:
        page.goto(f"{url}{link}")
        is_kept(page, link)
        page.get_by_label("Pesan", exact=False).last.fill("Kami datang dengan bus.")
        page.get_by_role("button", name="Kirim").last.click()
        expect(page.get_by_text("Pesan Anda terkirim")).to_be_visible()
        assert "Kami datang dengan bus." in text_kept(page, link)
        assert "Pesan Anda terkirim" not in text_kept(page, link)


def test_the_page_for_what_is_not_kept_is_a_page_of_the_host(
    browser: Browser, url: str, visit: Visit
) -> None:
    link = f"/k/{visit_token(visit)}/"
    with window(browser, 390) as page:
        page.goto(f"{url}{link}")
        files_are_kept(page)
        is_kept(page, f"{link}tiket/")
        page.context.set_offline(True)
        page.goto(f"{url}{link}peserta/")
        expect(page.get_by_role("heading")).to_have_text(re.compile("Tanpa sambungan"))
        expect(page.get_by_text("No connection, and this page")).to_be_visible()
        expect(page.locator(".brand")).to_be_visible()
        picture(page, "road-6-nothing")
        is_sound(page)
        page.context.set_offline(False)
        page.get_by_role("link", name="Coba lagi").click()
        expect(page.locator(".standing__title")).to_be_visible()


def test_a_phone_forgets_the_pages_of_a_link_that_a_newer_one_replaced(
    browser: Browser, url: str, visit: Visit
) -> None:
    bring_to(visit, timezone.localdate() + dt.timedelta(days=20))
    old = f"/k/{visit_token(visit)}/"
    with window(browser, 390) as page:
        page.goto(f"{url}{old}")
        is_kept(page, f"{old}tiket/")
        page.goto(f"{url}{old}data/")
        page.locator("#id_contact_email").fill("lain@solok.example")
        page.get_by_role("button", name="Simpan").last.click()
        page.wait_for_url(lambda address: old not in address)
        new = page.url.removeprefix(url)
        is_kept(page, new)
        is_kept(page, old, kept=False)
        is_kept(page, f"{old}tiket/", kept=False)


def test_what_another_door_noted_first_is_said_at_the_card(
    browser: Browser, url: str, visit: Visit
) -> None:
    with window(browser, 390) as page:
        page.set_viewport_size({"width": 390, "height": 500})
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}{DAY}")
        dewi = events.staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))
        attendance.check_in(visit, by=dewi, now=timezone.now(), people=7)
        page.get_by_role("button", name="Catat kehadiran").click()
        told = page.locator(".day-card .notice--stop")
        expect(told).to_contain_text("Tidak ada yang diubah")
        expect(told).to_be_in_viewport()
        expect(page.locator(".desk__messages")).to_have_count(0)

"""Main pages as a browser's console sees them: nothing refused, nothing missing, nothing failed."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import fits
from tests.browser.desk import DESK_FIRST, sign_in, window
from tests.browser.walk import NEXT, arrive, open_a_day, press, tick_a_session
from visits.models import Visit
from visits.people import roles

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
DESK = (
    *("", "hari-ini/", "hari-ini/lembar/", "minggu/", "bulan/", "tahun/", "tunggu/", "baru/"),
    *("kunjungan/", "kunjungan/{0}/", "kunjungan/{0}/narahubung/", "kunjungan/{0}/pindah/"),
)


@pytest.fixture(params=DESK_FIRST)
def listened(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page at both widths; whatever its console calls an error fails the test."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            heard.append(f"{page.url}: {message.text}")

    with window(browser, request.param) as page:
        page.on("console", hear)
        page.on("pageerror", lambda error: heard.append(f"{page.url}: {error}"))
        yield page
    assert heard == []


def test_public_pages_and_the_request(listened: Page, url: str, visit: Visit) -> None:
    for path in ("", "jadwal/", "tautan/", "privasi/", "aksesibilitas/", "poster/", "akun/"):
        listened.goto(f"{url}/{path}")
    listened.goto(f"{url}/ajukan/")
    listened.locator("#id_institution").fill("DPMPTSP Kabupaten Solok")
    listened.locator("#id_place").fill("Kabupaten Solok")
    listened.locator("#id_people").fill("24")
    press(listened, NEXT)
    arrive(listened, "sesi")
    # With htmx, which would write a style of its own into the page.
    open_a_day(listened)
    # The page moves to where the choices show, and ticking one moves it no more.
    expect(listened.locator("fieldset#hari")).to_be_in_viewport(ratio=1)
    tick_a_session(listened)
    expect(listened.locator(".picks .disc--full")).to_have_count(1)
    expect(listened.locator("fieldset#hari .tag").first).to_be_in_viewport()


def test_the_desk(listened: Page, url: str, visit: Visit) -> None:
    sign_in(listened, url, roles.PROTOCOL)
    for path in DESK:
        listened.goto(f"{url}/petugas/{path.format(visit.reference)}")
        fits(listened)
        # On a phone five ways stand at the bottom; the open one, or "more" that has it, is marked.
        here = listened.locator(".side__nav :is([aria-current], .is-here)").filter(visible=True)
        expect(here).to_be_in_viewport(ratio=0.9)


def test_a_walk_through_the_settings(listened: Page, url: str, people: dict[str, User]) -> None:
    sign_in(listened, url, roles.ADMIN)
    listened.goto(f"{url}/petugas/pengaturan/")
    links = listened.locator("main a[href^='/petugas/pengaturan/']")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert len(addresses) >= 11
    for address in addresses:
        listened.goto(f"{url}{address}")
        expect(listened.get_by_role("heading", level=1)).to_be_visible()
        fits(listened)
    listened.goto(f"{url}/petugas/pengaturan/topik/")
    listened.get_by_role("link", name="Topik baru").click()
    listened.get_by_label("Nama", exact=True).fill("Reformasi birokrasi")
    listened.get_by_role("button", name="Simpan").click()
    expect(listened.get_by_text("Reformasi birokrasi").first).to_be_visible()

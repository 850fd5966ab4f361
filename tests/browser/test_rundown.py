"""The editor of a rundown in a browser: by drag, by keys, by buttons, and without scripts."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import DESK_FIRST, is_sound, picture, sign_in, window
from tests.factories import a_visit
from visits.history.events import staff
from visits.life import deciding
from visits.models import Visit
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visit(people: dict[str, User]) -> Visit:
    """An approved visit."""
    by = staff(people[roles.PROTOCOL])
    return deciding.approve(a_visit(trusted=True), by=by, now=timezone.now())


def titles(page: Page) -> list[str]:
    fields = page.locator("[data-rows] [name=title]")
    return [field.input_value() for field in fields.all()][:4]


@pytest.mark.parametrize("width", DESK_FIRST)
def test_items_are_moved_by_drag_and_keys_and_hours_follow(
    browser: Browser, url: str, visit: Visit, width: int
) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/kunjungan/{visit.reference}/susunan-acara/")
        first = titles(page)
        grip = page.locator("[data-grip]").nth(0)
        grip.focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-says]")).to_contain_text("sekarang nomor 2")
        assert titles(page) == [first[1], first[0], *first[2:]]
        # Back to its place, held by the grip.
        held, above = page.locator("[data-grip]").nth(1), page.locator("[data-row]").nth(0)
        box, goal = held.bounding_box(), above.bounding_box()
        assert box is not None
        assert goal is not None
        page.mouse.move(box["x"] + 6, box["y"] + 6)
        page.mouse.down()
        page.mouse.move(box["x"] + 6, goal["y"] + 2, steps=8)
        page.mouse.up()
        assert titles(page) == first
        minutes = page.locator("[data-rows] [name=minutes]").nth(0)
        minutes.focus()
        page.keyboard.press("ArrowUp")
        expect(page.locator("[data-sum]")).to_contain_text("5 menit lewat akhir sesi")
        expect(page.locator("[data-time]").nth(1)).to_have_text("09.15–09.20")
        page.locator("[data-remove]").nth(1).click()
        expect(page.locator("[data-sum]")).to_contain_text("Selesai 11.30;")
        is_sound(page)
        picture(page, "susunan-acara")
        page.get_by_role("button", name="Simpan susunan acara").click()
        expect(page.locator("#susunan-acara")).to_contain_text("09.00–09.15")


def test_without_scripts_buttons_do_the_same(browser: Browser, url: str, visit: Visit) -> None:
    with window(browser, 390, script=False) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/kunjungan/{visit.reference}/susunan-acara/")
        first = titles(page)
        page.locator("[data-down]").nth(0).click()
        expect(page.locator("[data-rows] [name=title]").nth(0)).to_have_value(first[1])
        page.get_by_role("button", name="Simpan susunan acara").click()
        expect(page.locator("#susunan-acara")).to_contain_text(first[1])

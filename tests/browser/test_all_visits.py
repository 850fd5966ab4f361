"""The list of all visits under hand and keyboard, at both widths."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import DESK_FIRST, sign_in, window
from tests.factories import a_visit
from visits.models import Visit
from visits.people import roles

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=DESK_FIRST)
def desk(
    request: pytest.FixtureRequest, browser: Browser, url: str, people: dict[str, User]
) -> Iterator[Page]:
    """Protocol staff signed in, at both widths."""
    with window(browser, request.param) as page:
        sign_in(page, url, roles.PROTOCOL)
        yield page


@pytest.fixture
def asked(people: dict[str, User]) -> Visit:
    return a_visit(trusted=True, people=7, institution="Dinas Perhubungan Kabupaten Lingga")


def test_a_row_is_opened_wherever_it_is_pressed_and_by_keys(
    desk: Page, url: str, asked: Visit
) -> None:
    listing, visit = f"{url}/petugas/kunjungan/", f"{url}/petugas/kunjungan/{asked.reference}/"
    desk.goto(listing)
    row = desk.locator("tbody tr")
    box = row.bounding_box()
    assert box is not None
    desk.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] - 6)
    desk.wait_for_url(visit)
    desk.goto(listing)
    desk.keyboard.press("j")
    assert row.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    desk.keyboard.press("Enter")
    desk.wait_for_url(visit)


def test_filters_are_set_by_keys_and_a_week_by_its_picker(
    desk: Page, url: str, asked: Visit
) -> None:
    desk.goto(f"{url}/petugas/kunjungan/")
    desk.locator(".picks > summary").press("Enter")
    desk.locator("[name=status][value=requested]").press("Space")
    desk.locator("[name=status][value=confirmed]").press("Space")
    desk.locator(".filters__more > summary").press("Enter")
    week = desk.locator("[name=week]")
    assert week.evaluate("e => e.type") == "week"
    week.fill("2020-W10")
    week.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("0 kunjungan")
    assert "status=requested&status=confirmed" in desk.url
    expect(desk.locator("[name=week]")).to_have_value("2020-W10")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.get_by_role("link", name="Tampilkan semua").first.click()
    expect(desk.get_by_role("status")).to_contain_text("1 kunjungan")


def test_where_there_is_no_picker_of_weeks_a_day_is_chosen(
    desk: Page, url: str, asked: Visit
) -> None:
    # As in browsers that take type=week for text.
    desk.add_init_script(
        """
        const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "type");
        Object.defineProperty(HTMLInputElement.prototype, "type", {
          get() { const type = own.get.call(this); return type === "week" ? "text" : type; },
          set(type) { own.set.call(this, type); },
        });
        """
    )
    desk.goto(f"{url}/petugas/kunjungan/?week=2026-W50")
    week = desk.locator("[name=week]")
    expect(week).to_have_attribute("type", "date")
    expect(week).to_have_value("2026-12-07")
    desk.locator(".filters__more > summary").press("Enter")
    week.fill("2026-12-16")
    desk.get_by_role("button", name="Tampilkan").click()
    desk.wait_for_url("**week=2026-12-16**")
    expect(desk.locator("[name=week]")).to_have_value("2026-12-14")


def test_the_file_is_taken_from_the_page(desk: Page, url: str, asked: Visit) -> None:
    desk.goto(f"{url}/petugas/kunjungan/?status=requested")
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="CSV").click()
    assert asked.reference in taken.value.path().read_text(encoding="utf-8-sig")

"""A browser at a served desk: signing in by hand, pictures, and what every page must be."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

# Both widths of a page; the one that it is less used at is among the slow tests.
DESK_FIRST = [
    pytest.param(1280, id="desk"),
    pytest.param(390, id="phone", marks=pytest.mark.slow),
]
PHONE_FIRST = [
    pytest.param(390, id="phone"),
    pytest.param(1280, id="desk", marks=pytest.mark.slow),
]
# ms: a machine may have other work; what is right costs none of it.
PATIENCE = 30_000
PASSWORD = "studi-tiru-batam-2026"


@contextmanager
def window(browser: Browser, width: int, *, script: bool = True) -> Iterator[Page]:
    """A page of that width, in Indonesian."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width == 390 else 900},
        java_script_enabled=script,
        locale="id-ID",
        timezone_id="Asia/Jakarta",
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def sign_in(page: Page, url: str, name: str) -> None:
    """By account name and password, with the keyboard alone."""
    page.goto(f"{url}/akun/")
    page.locator("#id_login").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/akun/" not in address)


def follow(control: Locator) -> None:
    """Press what leads to another page, and wait until all of that page is there."""
    with control.page.expect_navigation():
        control.click()


def picture(page: Page, name: str) -> None:
    """Keep a picture where SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder and page.viewport_size:
        Path(folder).mkdir(parents=True, exist_ok=True)
        width = page.viewport_size["width"]
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


def is_sound(page: Page) -> None:
    """Nothing wider than the screen, and nothing that axe objects to."""
    assert page.viewport_size is not None
    page.wait_for_load_state()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], f"{page.url} is {wide} px wide"
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

"""What tests in a real browser share: the browser, pages of two widths, pictures."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from scheduling.models import Room
from tests.browser.desk import PASSWORD, PATIENCE
from tests.factories import OfficerFactory, a_visit
from tests.services import chromium_path
from tests.visits.pages.conftest import bring_to, person
from visits.history import events
from visits.life import amending, deciding
from visits.models import Host, Region, Visit
from visits.people import roles

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=PATIENCE)
WIDTHS = {390: 844, 1280: 900}


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The one that drives the browsers of a file: a thread takes no second one.

    It keeps an event loop running in this thread, so it ends with the file: whatever is tested
    next in this process may start a loop of its own.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        # The tests' own queries are synchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests of a file."""
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages: `open_page(width=390, javascript=True, language="id")`."""
    contexts = []

    def make(
        *, width: int = 390, javascript: bool = True, language: str = "id", **more: object
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            java_script_enabled=javascript,
            locale="en-GB" if language == "en" else "id-ID",
            **more,  # type: ignore[arg-type]  # whatever else new_context takes
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(params=[390, pytest.param(1280, marks=pytest.mark.slow)], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """A page without JavaScript, on a phone and at a desk."""
    return open_page(width=request.param, javascript=False)


@pytest.fixture
def people(host: Host, room: Room, solok: Region) -> dict[str, User]:
    """An account of each role, by the role's name."""
    found = {}
    for role in roles.ALL:
        user = person(role, username=role, email=f"{role}@mpp.example", first_name=role.title())
        user.set_password(PASSWORD)
        user.save()
        found[role] = user
    return found


@pytest.fixture
def visit(people: dict[str, User]) -> Visit:
    """A visit of today, which Andi receives."""
    andi = OfficerFactory.create(name="Andi Saputra", user=people[roles.OFFICER])
    staff = events.staff(people[roles.PROTOCOL])
    visit = amending.assign(a_visit(trusted=True), officers=[andi], by=staff, now=timezone.now())
    visit = deciding.approve(visit, by=staff, now=timezone.now())
    bring_to(visit, timezone.localdate(timezone.now()))
    return visit


@pytest.fixture
def url(live_server: Any) -> str:
    """Where the pages are served."""
    return str(live_server.url)


def picture(page: Page, name: str) -> None:
    """Keep a picture where SCREENSHOTS names a folder."""
    folder, size = os.environ.get("SCREENSHOTS"), page.viewport_size
    if not folder or not size:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    height = page.locator("body").bounding_box()
    # As tall as the page, so that bars that stick to the window stand below it all.
    whole = max(size["height"], round(height["height"]) if height else 0)
    page.set_viewport_size({"width": size["width"], "height": whole})
    page.screenshot(path=f"{folder}/{name}-{size['width']}.png")
    page.set_viewport_size(size)


def fits(page: Page) -> None:
    """Nothing makes the page wider than the screen."""
    box = page.locator("body").bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    assert box["width"] <= page.viewport_size["width"]

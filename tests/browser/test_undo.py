"""A decision taken back in real Chromium: by keys, counted down, and without JavaScript."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect
from pytest_django import Settings

from tests.browser.desk import DESK_FIRST, follow, is_sound, picture, sign_in, window
from tests.factories import a_visit
from visits.models import Status, Visit
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(people: dict[str, User], settings: Settings) -> list[Visit]:
    """Two requests that await their decision."""
    settings.UNDO_SECONDS = 20
    return [a_visit(trusted=True, institution=f"Dinas Urung {letter}") for letter in "AB"]


def status_of(visit: Visit) -> str:
    return Visit.objects.get(pk=visit.pk).status


@pytest.mark.parametrize("width", DESK_FIRST)
def test_a_decision_opens_the_next_and_is_taken_back_from_there_by_keys(
    browser: Browser, url: str, waiting: list[Visit], width: int
) -> None:
    first, second = waiting
    with window(browser, width) as page:
        page.clock.install()
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/kunjungan/{first.reference}/")
        page.keyboard.press("a")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(second.institution)
        toast = page.locator(".toast")
        expect(toast).to_contain_text(f"Disetujui. {first.institution}")
        page.clock.run_for(3_000)
        expect(page.locator("[data-toast-said]")).to_contain_text("Disetujui")
        expect(page.locator("[data-toast-left]")).to_have_text(re.compile("^1[5-7]$"))
        if width > 390:  # the lists scroll, not the window
            assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
            # The toast lies over the list: what is read stays where it was.
            heading = page.get_by_role("heading", level=1).bounding_box()
            assert heading is not None
            assert heading["y"] < 60
        picture(page, "undo-1-toast")
        is_sound(page)
        page.keyboard.press("u")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(first.institution)
        expect(page.locator(".notice--ok")).to_contain_text("Diurungkan")
        assert status_of(first) == Status.REQUESTED
        page.get_by_text("Tolak permohonan", exact=True).click()
        picture(page, "undo-2-refuse")
        is_sound(page)
        follow(page.get_by_role("button", name=re.compile("pimpinan")))
        expect(toast).to_contain_text("Ditolak")
        page.get_by_role("button", name="Urungkan").focus()
        page.clock.run_for(21_000)
        expect(toast).to_have_count(0)
        assert page.evaluate("document.activeElement.id") == "main"
        page.goto(f"{url}/petugas/kunjungan/{first.reference}/")
        page.get_by_text("Buka kembali", exact=True).first.click()
        picture(page, "undo-3-reopen")
        is_sound(page)


def test_without_javascript_the_way_back_is_a_form(
    browser: Browser, url: str, waiting: list[Visit]
) -> None:
    first, _second = waiting
    with window(browser, 390, script=False) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/kunjungan/{first.reference}/")
        follow(page.get_by_role("button", name="Setujui"))
        follow(page.get_by_role("button", name="Urungkan"))
        expect(page.locator(".notice--ok")).to_contain_text("Diurungkan")
    assert status_of(first) == Status.REQUESTED

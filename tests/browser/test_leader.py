"""The leader's page and a disposition, by hand in real Chromium."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.browser.desk import follow, is_sound, picture, sign_in, window
from tests.factories import a_visit
from visits.language.dates import day_words
from visits.models import Officer, Rank, Visit
from visits.people import roles

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_disposition_goes_from_the_leaders_page_to_an_inbox_and_is_done_there(
    browser: Browser, url: str, visit: Visit, people: dict[str, User], width: int
) -> None:
    Visit.objects.filter(pk=visit.pk).update(leader_rank=Rank.OFFICE_HEAD)
    Officer.objects.create(
        name="Hasan Basri",
        email="hasan@mpp.example",
        rank=Rank.OFFICE_HEAD,
        user=people[roles.LEADER],
    )
    a_visit(trusted=True)
    with window(browser, width, script=width == 1280) as page:
        sign_in(page, url, roles.LEADER)
        expect(page.get_by_role("heading", name="Meja pimpinan")).to_be_visible()
        picture(page, "leader-1-home")
        if width == 1280:
            is_sound(page)
        mine = page.locator("section", has=page.get_by_role("heading", name="Diterima langsung"))
        follow(mine.get_by_role("link", name=f"Disposisi {visit.institution}"))
        page.get_by_label("Untuk", exact=True).select_option("Protocol")
        page.get_by_label("Yang harus dilakukan").fill("Siapkan sambutan")
        page.get_by_label("Sampai").fill(f"{timezone.localdate():%d/%m/%Y}")
        picture(page, "leader-2-disposition")
        follow(page.get_by_role("button", name="Berikan disposisi"))
        expect(page.get_by_text("Siapkan sambutan")).to_be_visible()
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        row = page.locator(".queue > li", has_text="Siapkan sambutan")
        expect(row).to_contain_text("Hari ini")
        picture(page, "leader-3-inbox")
        is_sound(page)
        follow(row.get_by_role("button", name="Tandai selesai"))
        expect(row).to_have_count(0)
        page.goto(f"{url}/petugas/kunjungan/{visit.reference}/")
        given = page.locator("#disposisi")
        expect(given).to_contain_text("selesai")
        expect(given).to_contain_text(day_words(timezone.localdate()).split(",")[1].strip()[:2])
        is_sound(page)

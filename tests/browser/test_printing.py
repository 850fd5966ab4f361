"""What the desk puts on paper, as Chromium prints it."""

from io import BytesIO

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from scheduling.weeks import monday_of, week_name
from tests.browser.desk import picture, sign_in, window
from visits.models import Host, Status, Visit
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


def sheets(page: Page) -> list[bool]:
    """For each sheet of the page on paper whether it is laid across."""
    with pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        boxes = [[float(edge) for edge in sheet.mediabox] for sheet in paper.pages]
    return [right - left > top - bottom for left, bottom, right, top in boxes]


@pytest.mark.slow
def test_week_month_and_day_are_one_sheet_laid_across_without_controls(
    browser: Browser, url: str, visit: Visit
) -> None:
    today = timezone.localdate()
    with window(browser, 1280) as page:
        sign_in(page, url, roles.PROTOCOL)
        week = f"/petugas/minggu/{week_name(monday_of(today))}/"
        for path in (week, f"/petugas/bulan/?bulan={today:%Y-%m}", "/petugas/hari-ini/lembar/"):
            page.goto(f"{url}{path}")
            assert sheets(page) == [True], path
            # What is for phones is not for paper, which is as narrow.
            narrow = page.evaluate(
                "[...document.styleSheets].flatMap(s => [...s.cssRules])"
                ".filter(r => r.media && /max-width/.test(r.media.mediaText))"
                ".filter(r => !/screen/.test(r.media.mediaText)"
                " && /\\.(board|monthday|monthweek)/.test(r.cssText)).length"
            )
            assert narrow == 0, path
            page.emulate_media(media="print")
            expect(page.get_by_text(visit.institution).first).to_be_visible()
            shown = page.locator(":is(button, .btn, summary, nav a)").filter(visible=True)
            assert shown.count() == 0, path
            page.emulate_media(media="null")


def test_the_report_says_whose_it_is_and_opens_its_tables(
    browser: Browser, url: str, visit: Visit
) -> None:
    Visit.objects.filter(pk=visit.pk).update(status=Status.COMPLETED)
    with window(browser, 1280) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/laporan/")
        page.emulate_media(media="print")
        expect(page.get_by_text(f"{Host.load().name} · dicetak")).to_be_visible()
        for table in page.locator(".report__section table").all():
            expect(table).to_be_visible()
        shown = page.locator(":is(button, .btn, summary, nav a)").filter(visible=True)
        assert shown.count() == 0
        picture(page, "report-on-paper")

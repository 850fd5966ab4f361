"""Without network: what a device kept is shown as that, and what was pressed is sent once."""

import datetime as dt
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import FLAGS
from tests.browser.desk import is_sound, picture, sign_in, window
from tests.browser.kept import becomes, files_are_kept, is_kept, stays_away
from tests.factories import UserFactory
from tests.services import chromium_path
from visits.access.tokens import arrival_code, visit_token
from visits.history import events
from visits.life import answering, attendance
from visits.models import Participant, Presence, Status, Visit
from visits.pages.offline import worker
from visits.pages.own import ticket
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
DAY = "/petugas/hari-ini/"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One for all."""
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
    yield chromium
    chromium.close()


def others(page: Page) -> Any:
    return page.locator("[data-say-unsent]")


def test_confirmation_and_ticket_open_without_network_and_are_current_with_it(
    browser: Browser, url: str, visit: Visit
) -> None:
    link = f"/k/{visit_token(visit)}/"
    with window(browser, 390) as page:
        page.goto(f"{url}{link}")
        expect(page.locator(".kept")).to_be_hidden()
        # The ticket comes along, though nobody opened it yet.
        is_kept(page, f"{link}tiket/")
        files_are_kept(page)
        page.context.set_offline(True)
        page.goto(f"{url}{link}tiket/")
        expect(page.locator(".kept")).to_contain_text(re.compile(r"Tersimpan pukul \d\d\.\d\d"))
        expect(page.locator(".ticket svg").first).to_be_visible()
        picture(page, "road-1-ticket")
        is_sound(page)
        page.goto(f"{url}{link}")
        expect(page.locator(".kept")).to_be_visible()
        # What cannot work is out of reach.
        expect(page.locator("main form:not([inert])")).to_have_count(0)
        picture(page, "road-2-confirmation")
        page.context.set_offline(False)
        expect(page.locator(".kept")).to_be_hidden()
        # What was kept is never shown in place of what the server says now.
        answering.cancel(
            visit,
            reason="",
            by=events.staff(UserFactory.create()),
            now=timezone.now(),
        )
        page.goto(f"{url}{link}")
        expect(page.get_by_text(re.compile("dibatalkan", re.IGNORECASE)).first).to_be_visible()
        is_kept(page, f"{link}tiket/", kept=False)


@pytest.mark.slow
def test_what_was_pressed_without_network_is_sent_once_it_is_back(
    browser: Browser, url: str, visit: Visit
) -> None:
    ani = Participant.objects.create(visit=visit, number=1, name="Ani Wijaya")
    with window(browser, 390) as page:
        sign_in(page, url, roles.PROTOCOL)
        people = f"/petugas/hadir/{visit.reference}/"
        page.goto(f"{url}{people}")
        # Who leaves before the worker is there has told it nothing.
        is_kept(page, people)
        page.goto(f"{url}{DAY}")
        is_kept(page, DAY)
        files_are_kept(page)
        page.context.set_offline(True)
        page.reload()
        expect(page.locator(".kept")).to_be_visible()
        # A ticket of today's groups is known without network.
        page.get_by_label("Kode tiket").fill(arrival_code(visit).lower())
        page.keyboard.press("Enter")
        expect(page.locator(".day-card.is-found")).to_be_visible()
        button = page.get_by_role("button", name="Catat kehadiran")
        # Pressed twice, before the first one is stored.
        button.evaluate("button => { button.click(); button.click(); }")
        expect(page.locator(".pressed")).to_have_count(1)
        expect(others(page)).to_have_text("1 belum terkirim")
        expect(button).to_be_disabled()
        picture(page, "road-3-waits")
        is_sound(page)
        page.reload()
        expect(page.locator(".pressed")).to_contain_text("menunggu sambungan")
        page.goto(f"{url}{people}")
        page.get_by_role("button", name=re.compile("^Hadir")).click()
        expect(others(page)).to_have_text("2 belum terkirim")
        picture(page, "road-4-people")
        # What was a slip, and is not on its way, can be called back.
        page.locator("#orang-" + str(ani.pk)).get_by_role("button", name="Jangan kirim").click()
        expect(others(page)).to_have_text("1 belum terkirim")
        page.get_by_role("button", name=re.compile("^Hadir")).click()
        expect(others(page)).to_have_text("2 belum terkirim")
        visit.refresh_from_db()
        assert visit.status == Status.CONFIRMED
        page.context.set_offline(False)
        expect(page.locator(".kept")).to_be_hidden()
        expect(page.locator(".people__row.is-here")).to_be_visible()
        expect(others(page)).to_be_hidden()
        page.goto(f"{url}{DAY}")
        expect(page.get_by_text("Hadir sejak")).to_be_visible()
    visit.refresh_from_db()
    assert visit.status == Status.ARRIVED
    assert visit.arrived_at is not None
    assert timezone.now() - visit.arrived_at < dt.timedelta(minutes=5)
    assert Presence.objects.filter(visit=visit).count() == 1
    assert visit.events.filter(kind="checked_in").count() == 1


@pytest.mark.slow
def test_the_servers_word_stands_and_is_shown_until_it_is_read(
    browser: Browser, url: str, visit: Visit
) -> None:
    with window(browser, 390) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}{DAY}")
        is_kept(page, DAY)
        # The page was open when the network went.
        page.context.set_offline(True)
        expect(page.locator(".kept")).to_be_visible()
        page.get_by_role("button", name="Catat kehadiran").click()
        expect(others(page)).to_have_text("1 belum terkirim")
        dewi = events.staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))
        attendance.check_in(visit, by=dewi, now=timezone.now(), people=7)
        page.context.set_offline(False)
        expect(page.locator(".pressed")).to_contain_text("Dewi Lestari")
        expect(page.get_by_text("Hadir sejak")).to_be_visible()
        picture(page, "road-5-conflict")
        is_sound(page)
        page.get_by_role("button", name="Sudah saya baca").click()
        expect(page.locator(".pressed")).to_have_count(0)
        page.reload()
        expect(page.locator(".pressed")).to_have_count(0)
    visit.refresh_from_db()
    assert visit.people_came == 7


@pytest.mark.slow
def test_signing_out_leaves_no_page_behind_and_what_was_pressed_waits(
    browser: Browser, url: str, visit: Visit
) -> None:
    with window(browser, 390) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}{DAY}")
        is_kept(page, DAY)
        files_are_kept(page)
        page.context.set_offline(True)
        page.reload()
        page.get_by_role("button", name="Catat kehadiran").click()
        expect(others(page)).to_have_text("1 belum terkirim")
        # The session ends meanwhile.
        cookies = page.context.cookies()
        page.context.clear_cookies(name="sessionid")
        page.context.set_offline(False)
        page.wait_for_url(re.compile("/akun/"))
        is_kept(page, DAY, kept=False)
        page.context.add_cookies(cookies)
        page.route("**/datang/", lambda route: route.abort())
        page.goto(f"{url}{DAY}")
        expect(others(page)).to_have_text("1 belum terkirim")
        is_kept(page, DAY)
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
        with page.expect_navigation():
            page.locator(".side__out, [title=Keluar]").first.evaluate("button => button.click()")
        assert "1 catatan belum terkirim" in asked[0]
        assert not page.evaluate(f"caches.match('{DAY}').then(Boolean)")
        page.unroute("**/datang/")
        # Somebody else signs in: it is not theirs to send.
        sign_in(page, url, roles.ADMIN)
        page.goto(f"{url}{DAY}")
        expect(page.locator("[data-say-others]")).to_contain_text("1 catatan petugas lain")
        page.context.clear_cookies(name="sessionid")
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}{DAY}")
        expect(page.get_by_text("Hadir sejak")).to_be_visible()


@pytest.mark.slow
def test_a_release_replaces_the_worker_and_a_switch_ends_it(
    browser: Browser, url: str, visit: Visit, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    link = f"/k/{visit_token(visit)}/"
    names = "caches.keys().then(names => names.join())"
    with window(browser, 390) as page:
        page.goto(f"{url}{link}")
        is_kept(page, f"{link}tiket/")
        before = page.evaluate(names)
        monkeypatch.setattr(worker, "VERSION", "9.9.9")
        worker.version.cache_clear()
        page.goto(f"{url}{link}")
        becomes(page, "caches.keys().then(names => names.some(name => name.includes('9.9.9')))")
        page.goto(f"{url}{link}")
        # What was kept of the old release goes once the new one has its successor.
        becomes(page, f"caches.keys().then(names => !names.includes('{before}'))")
        is_kept(page, link)
        settings.OFFLINE_PAGES = False
        page.goto(f"{url}{link}")
        becomes(page, "caches.keys().then(names => !names.length)")
        page.goto(f"{url}{link}")
        assert not page.evaluate("navigator.serviceWorker.getRegistration().then(Boolean)")
    worker.version.cache_clear()


class HeldTickets:
    """Tickets are answered while it is set, and wait from when they have read their visit."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.goes, self.waits = threading.Event(), threading.Event()
        self.goes.set()
        self._real = ticket.qr_svg
        monkeypatch.setattr(ticket, "qr_svg", self._answer)

    def _answer(self, text: str) -> Any:
        if not self.goes.is_set():
            self.waits.set()
        self.goes.wait(30)
        return self._real(text)


@pytest.mark.slow
def test_a_slow_answer_replaces_what_was_kept_as_soon_as_it_is_there(
    browser: Browser, url: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/k/{visit_token(visit)}/tiket/"
    tickets = HeldTickets(monkeypatch)
    with window(browser, 390) as page:
        page.goto(f"{url}{link}")
        is_kept(page, link)
        page.goto(f"{url}{link}")
        tickets.goes.clear()
        page.goto(f"{url}{link}")
        expect(page.locator(".kept")).to_be_visible()
        tickets.goes.set()
        expect(page.locator(".kept")).to_be_hidden()
        expect(page.locator(".ticket svg").first).to_be_visible()


def test_an_answer_from_before_a_page_ended_is_not_kept_though_it_comes_after(
    browser: Browser, url: str, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = f"/k/{visit_token(visit)}/"
    tickets = HeldTickets(monkeypatch)
    with window(browser, 390) as page:
        page.goto(f"{url}{link}")
        is_kept(page, f"{link}tiket/")
        tickets.goes.clear()
        page.goto(f"{url}{link}")
        assert tickets.waits.wait(10)
        staff = events.staff(UserFactory.create())
        answering.cancel(visit, reason="", by=staff, now=timezone.now())
        page.goto(f"{url}{link}")
        is_kept(page, f"{link}tiket/", kept=False)
        tickets.goes.set()
        stays_away(page, f"{link}tiket/")

"""What a delegation does in a real browser: typing, choosing, leaving and coming back."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from scheduling.models import Room
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from tests.browser import states
from tests.browser.desk import is_sound, picture
from tests.browser.walk import choose_a_session, press
from tests.factories import AgencyFactory, a_free_slot, a_visit
from tests.stack import eventually
from visits.access.tokens import visit_token
from visits.models import Host, Status, Visit

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db]
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room) -> None:
    states.ground()


@pytest.mark.slow
def test_the_region_is_found_while_it_is_typed(open_page: Open, live_server: LiveServer) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/ajukan/")
    expect(page.get_by_role("button", name="Cari daerah")).to_be_hidden()
    page.locator("#id_place").press_sequentially("solok", delay=30)
    expect(page.get_by_label("Kota Solok, Sumatera Barat")).to_be_visible()
    page.get_by_label("Kota Solok, Sumatera Barat").check()
    page.locator("#id_place").press_sequentially(" sumatera", delay=30)
    # What was chosen stays chosen as long as it still fits.
    expect(page.get_by_label("Kota Solok, Sumatera Barat")).to_be_checked()
    page.locator("#id_place").fill("kota solok")
    expect(page.get_by_label("Kota Solok, Sumatera Barat")).to_be_checked()
    page.locator("#id_place").fill("zzzzzz")
    expect(page.locator("#daerah .notice")).to_be_visible()


def test_a_long_list_of_agencies_is_narrowed_and_what_is_chosen_stays(
    open_page: Open, live_server: LiveServer
) -> None:
    for number in range(1, 31):
        AgencyFactory.create(name=f"Dinas Nomor {number}")
    page = open_page()
    page.goto(f"{live_server.url}/ajukan/tujuan/")
    page.get_by_label("Dinas Nomor 7", exact=True).check()
    narrow = page.get_by_label("Persempit daftar")
    narrow.fill("nomor 12")
    expect(page.get_by_label("Dinas Nomor 12")).to_be_visible()
    expect(page.get_by_label("Dinas Nomor 7", exact=True)).to_be_checked()
    expect(page.locator("#id_agencies label:visible")).to_have_count(2)
    expect(page.get_by_text("Tersisa dalam daftar: 1")).to_be_visible()
    picture(page, "tujuan-dipersempit")
    is_sound(page)
    narrow.press("Enter")
    narrow.press("Escape")
    expect(page.locator("#id_agencies label:visible")).to_have_count(33)


@pytest.mark.slow
def test_what_was_typed_is_there_again_in_a_closed_browser(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/ajukan/tujuan/")
    page.locator("#id_purpose").press_sequentially("Belajar antrean", delay=10)
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan")
    page.reload()
    expect(page.locator("#id_purpose")).to_have_value("Belajar antrean")
    kept = page.context.storage_state()
    again = open_page(storage_state=kept)
    again.goto(f"{live_server.url}/ajukan/tujuan/")
    expect(again.locator("#id_purpose")).to_have_value("Belajar antrean")


@pytest.mark.slow
def test_sessions_are_chosen_ordered_and_removed_in_place(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    page.goto(f"{live_server.url}/ajukan/sesi/")
    page.evaluate("window.stayed = true")
    choose_a_session(page)
    picks = page.locator(".picks .disc--full")
    expect(picks).to_have_count(1)
    days = page.locator("table.month button.day:not(.day--wait):not([aria-current])")
    day = page.locator("#hari legend").inner_text()
    days.last.click()
    expect(page.locator("#hari legend")).not_to_have_text(day)
    page.locator("#hari input[type=checkbox]").first.check()
    expect(picks).to_have_count(2)
    second = page.locator(".picks b").nth(1).inner_text()
    page.get_by_role("button", name=re.compile("^Dahulukan")).click()
    expect(page.locator(".picks b").first).to_have_text(second)
    page.get_by_role("button", name=re.compile("^Hapus")).first.click()
    expect(picks).to_have_count(1)
    assert page.evaluate("window.stayed") is True
    expect(page.locator("#tersimpan")).to_contain_text("Tersimpan")


@pytest.mark.slow
def test_a_full_day_reads_well_when_it_is_open_and_each_press_names_its_session(
    open_page: Open, live_server: LiveServer
) -> None:
    monday = monday_of(a_free_slot(after_days=21).date)
    taken = SlotId(date=monday + dt.timedelta(days=1), starts_at=dt.time(9), room="aula")
    set_week_capacity(week=monday, capacity=1, note="", now=timezone.now())
    a_visit(slots=[taken], trusted=True)
    page = open_page()
    day = monday + dt.timedelta(days=2)
    page.goto(f"{live_server.url}/ajukan/sesi/?hari={day}")
    expect(page.locator(f"#hari-{day}.day--wait[aria-current]")).to_be_visible()
    page.locator("#hari input[type=checkbox]").nth(0).check()
    expect(page.locator(".picks .disc--full")).to_have_count(1)
    page.locator("#hari input[type=checkbox]").nth(1).check()
    expect(page.locator(".picks .disc--full")).to_have_count(2)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    for hours in ("09.00–11.30", "13.30–15.30"):
        name = re.compile(f"^Hapus: Rabu, .*, {hours}")
        expect(page.get_by_role("button", name=name)).to_have_count(1)


def test_the_keyboard_alone_sends_a_request(open_page: Open, live_server: LiveServer) -> None:
    page = open_page(width=1280)
    page.goto(f"{live_server.url}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    _tab_to(page, "a[href='/ajukan/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ajukan/")
    _type(page, "institution", "DPMPTSP Kota Solok")
    _type(page, "place", "kota solok")
    _type(page, "people", "24")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sesi/")
    for _ in range(3):
        if page.locator("table.month button.day:not(.day--wait)").count():
            break
        _tab_to(page, "#bulan-after")
        before = page.locator("#month").inner_text()
        page.keyboard.press("Enter")
        expect(page.locator("#month")).not_to_have_text(before)
    _tab_to(page, "button.day:not(.day--wait)")
    page.keyboard.press("Enter")
    expect(page.locator("#hari input[type=checkbox]").first).to_be_visible()
    _tab_to(page, "#hari input[type=checkbox]")
    page.keyboard.press("Space")
    expect(page.locator(".picks .disc--full")).to_have_count(1)
    # The focus stays where it was although the part around it came anew.
    expect(page.locator("#hari input[type=checkbox]").first).to_be_focused()
    _tab_to(page, ".actionbar .btn--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tujuan/")
    _type(page, "purpose", "Belajar.")
    _tab_to(page, ".actionbar .btn--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kontak/")
    _type(page, "leader_name", "Siti")
    _type(page, "leader_position", "Kepala")
    _tab_to(page, "input[name=leader_rank]")
    page.keyboard.press("Space")
    _type(page, "contact_name", "Budi")
    _type(page, "contact_phone", "081234567890")
    _type(page, "contact_email", "budi@solok.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/surat/")
    _tab_to(page, ".actionbar .btn--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/peserta/")
    _tab_to(page, "#name-1")
    page.keyboard.type("Ani")
    page.keyboard.press("Enter")
    page.wait_for_url("**/periksa/")
    _tab_to(page, ".actionbar .btn--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/terkirim/")
    assert Visit.objects.get(institution="DPMPTSP Kota Solok").participants.count() == 1


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus, which is seen, stands on what `selector` finds."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            style = page.evaluate(
                "() => { const e = document.activeElement;"
                " const l = e.closest('.slot, .choice, label') || e;"
                " return [getComputedStyle(e).outlineStyle, getComputedStyle(l).outlineStyle] }"
            )
            assert "solid" in style, f"the focus on {selector} is not seen"
            return
    raise AssertionError(f"Tab never comes to {selector}")


def _type(page: Page, name: str, text: str) -> None:
    _tab_to(page, f"#id_{name}")
    page.keyboard.type(text)


@pytest.mark.slow
def test_two_more_people_come_and_their_names_follow(
    open_page: Open, live_server: LiveServer
) -> None:
    visit = a_visit(trusted=True)
    page = open_page()
    page.goto(f"{live_server.url}/k/{visit_token(visit)}/")
    page.get_by_role("link", name="Ubah data").click()
    page.get_by_role("link", name="Ubah jumlah orang atau narahubung").click()
    page.locator("#id_people").fill("26")
    press(page, "Simpan")
    expect(page.get_by_text("26 orang")).to_be_visible()
    page.get_by_role("link", name="Nama peserta, 0 dari 26").click()
    page.locator("#name-1").fill("Ani")
    page.locator("#name-2").fill("Budi")
    press(page, "Simpan daftar")
    expect(page.get_by_text("Nama peserta, 2 dari 26", exact=True)).to_be_visible()


@pytest.mark.slow
def test_the_language_is_switched_on_every_page_and_stays(
    open_page: Open, live_server: LiveServer
) -> None:
    own = states.own_pages()
    # One of each template: the others differ in their words alone.
    few = {name: own[name] for name in ("disetujui", "disetujui-peserta", "disetujui-tiket")}
    paths = {**states.PUBLIC, **few}
    del paths["sematan"]
    page = open_page()
    for name, path in paths.items():
        page.goto(live_server.url + path)
        if name == "beranda":
            page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.get_by_role("button", name="Indonesia")).to_have_count(1)


def test_without_javascript_the_poster_ticket_and_calendar_unfold(
    open_page: Open, live_server: LiveServer
) -> None:
    from django.utils import timezone

    from tests.factories import UserFactory
    from visits.history import events
    from visits.life import deciding

    staff = events.staff(UserFactory.create())
    visit = deciding.approve(a_visit(trusted=True), by=staff, now=timezone.now())
    page = open_page(javascript=False)
    page.goto(f"{live_server.url}/k/{visit_token(visit)}/")
    page.get_by_text("Tambahkan ke kalender").click()
    expect(page.get_by_role("link", name="Google")).to_be_visible()
    page.get_by_role("link", name="Tiket kedatangan").click()
    expect(page.locator("svg.qr")).to_be_visible()


@pytest.mark.parametrize("name", ["disetujui", "disetujui-lengkap", "menunggu", "tawaran"])
def test_what_is_next_is_one_filled_button_above_the_fold(
    open_page: Open, live_server: LiveServer, name: str
) -> None:
    page = open_page()
    page.goto(live_server.url + states.own_pages()[name])
    main = page.locator(".btn--main")
    expect(main).to_have_count(1)
    box = main.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 844


def test_a_link_scanner_that_runs_scripts_confirms_nothing(
    open_page: Open, live_server: LiveServer
) -> None:
    from visits.access.tokens import mailed_token

    visit = a_visit()
    page = open_page()
    page.goto(f"{live_server.url}/k/{mailed_token(visit)}/")
    page.wait_for_load_state("networkidle")
    visit.refresh_from_db()
    assert visit.status == Status.UNVERIFIED
    press(page, "Konfirmasi")
    eventually(lambda: Visit.objects.get(pk=visit.pk).status == Status.REQUESTED)

"""Every state by size: targets, small windows, phones on their side, paper, the next page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from scheduling.models import Room
from tests.browser import states
from tests.browser.conftest import picture
from tests.browser.desk import PASSWORD, sign_in, window
from tests.browser.measuring import troubles
from tests.browser.walk import NEXT, arrive, steps_of_the_request
from tests.factories import a_completed_visit
from tests.visits.pages.conftest import person
from visits.access.tokens import survey_token
from visits.models import Host, Visit
from visits.people import roles

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db]
Open = Callable[..., Page]
# A sheet of paper as print.css lays it out, in CSS px: A4 less its margins.
_SHEET_HIGH = 986


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room) -> None:
    states.ground()


@pytest.mark.parametrize("width", [390, 1280])
def test_every_state_can_be_pressed_and_read_at_every_size(
    open_page: Open, live_server: LiveServer, width: int
) -> None:
    page = open_page(width=width)
    paths = {**states.PUBLIC, **states.own_pages()}
    paths["survei"] = f"/survei/{survey_token(a_completed_visit(people=9))}/"
    wrong = {}
    for name, path in paths.items():
        page.goto(live_server.url + path)
        if found := troubles(page):
            wrong[name] = found
        if width == 390:
            page.set_viewport_size({"width": 320, "height": 640})
            picture(page, name)
            page.set_viewport_size({"width": 390, "height": 844})
    for name in steps_of_the_request(page, live_server.url):
        if found := troubles(page):
            wrong[f"ajukan-{name}"] = found
    assert not wrong, wrong


def test_the_desk_can_be_pressed_and_read_at_every_size(
    browser: Browser, live_server: LiveServer
) -> None:
    user = person(roles.PROTOCOL, username="rina", email="rina@mpp.example")
    user.set_password(PASSWORD)
    user.save()
    states.own_pages()
    references = [
        Visit.objects.filter(status=status).values_list("reference", flat=True)[0]
        for status in ("requested", "proposed", "confirmed", "completed")
    ]
    wrong = {}
    with window(browser, 1280) as page:
        sign_in(page, live_server.url, "rina")
        rundown = f"kunjungan/{references[2]}/susunan-acara/"
        visits = [f"kunjungan/{name}/" for name in references]
        for path in ("", "kunjungan/", rundown, *visits):
            page.goto(f"{live_server.url}/petugas/{path}")
            if found := troubles(page):
                wrong[path] = found
            if path in visits:
                page.emulate_media(media="print")
                page.set_viewport_size({"width": 672, "height": 900})
                high = page.evaluate("document.documentElement.scrollHeight")
                assert high <= _SHEET_HIGH, f"{path}: {high} px on paper"
                page.emulate_media(media="screen")
                page.set_viewport_size({"width": 1280, "height": 900})
    assert not wrong, wrong


def test_a_delegations_visit_is_one_sheet_of_paper(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page(width=672)
    page.emulate_media(media="print")
    for name, path in states.own_pages().items():
        if path.count("/") > 3:
            continue  # the pages that it leads to
        page.goto(live_server.url + path)
        high = page.evaluate("document.documentElement.scrollHeight")
        assert high <= _SHEET_HIGH, f"{name}: {high} px on paper"


def test_two_sessions_proposed_leave_the_button_in_the_window(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    page.goto(live_server.url + states.own_pages()["usulan"])
    button = page.get_by_role("button", name="Pilih jadwal ini").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= 844


def test_how_many_are_answered_is_counted_without_script(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{live_server.url}/survei/{survey_token(a_completed_visit(people=9))}/")
    line = page.context.new_cdp_session(page)
    for answered in range(4):
        # What a style writes is read aloud as well; the browser's own tree says so.
        nodes = line.send("Accessibility.getFullAXTree")["nodes"]
        read = [n["name"]["value"] for n in nodes if n["role"]["value"] == "StaticText"]
        assert f"{answered} dari 9 dijawab" in "".join(read)
        page.locator(".scale").nth(answered).locator("label").last.click()


def test_the_next_page_is_fetched_once_a_pointer_rests_on_its_link(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page(width=1280)
    page.goto(live_server.url)
    with page.expect_request("**/ajukan/") as ahead:
        page.locator("a.btn--main").first.hover()
    assert ahead.value.headers["sec-purpose"] == "prefetch"
    page.locator("a.btn--main").first.click()
    expect(page.get_by_label("Instansi")).to_be_visible()
    how = page.evaluate("performance.getEntriesByType('navigation')[0].deliveryType")
    assert how == "navigational-prefetch"


def test_ten_presses_and_nine_fields_lead_from_the_front_page_to_what_is_sent(
    open_page: Open, live_server: LiveServer
) -> None:
    page = open_page()
    presses = typed = 0

    def press(what: Locator, leads_to: str = "") -> None:
        nonlocal presses
        presses += 1
        what.click()
        if leads_to:
            arrive(page, leads_to)

    def write(**fields: str) -> None:
        nonlocal typed
        for name, value in fields.items():
            typed += 1
            page.locator(f"#id_{name}").press_sequentially(value)

    def on() -> Locator:
        return page.get_by_role("button", name=NEXT).last

    page.goto(live_server.url)
    press(page.get_by_role("link", name="Ajukan kunjungan").first, "ajukan")
    write(institution="DPMPTSP Kabupaten Solok", place="Kabupaten Solok")
    # One region has this name: it is chosen without a press.
    expect(page.locator("#daerah input:checked")).to_have_count(1)
    write(people="24")
    press(on(), "sesi")
    press(page.locator("table.month button.day:not(.day--wait)").first)
    press(page.locator(".slot:not(:has(.tag--wait)) input[type=checkbox]:not([disabled])").first)
    expect(page.locator(".picks .disc--full")).to_have_count(1)
    press(on(), "tujuan")
    write(purpose="Mempelajari tata kelola MPP.")
    press(on(), "kontak")
    write(leader_name="Ir. Siti Rahma", leader_position="Kepala Dinas")
    write(contact_name="Budi Hartono", contact_phone="0812 3456 7890")
    write(contact_email="budi@solok.example")
    press(on(), "surat")
    press(on(), "peserta")
    press(on(), "periksa")
    expect(page.get_by_text("Kepala dinas, badan, atau kantor").first).to_be_visible()
    press(page.get_by_role("button", name="Kirim permohonan").last, "terkirim")
    assert presses <= 10
    assert typed <= 9

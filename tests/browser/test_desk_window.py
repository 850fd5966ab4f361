"""The desk's window: nothing scrolls but what should, and no bar lies over what has the focus."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import DESK_FIRST, follow, sign_in, window
from tests.factories import OfficerFactory, TopicFactory, a_visit
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
    """A request that waits for its decision, with everything that may stand on its page."""
    OfficerFactory.create_batch(5)
    topic = TopicFactory.create()
    a_visit(trusted=True, institution="Kabupaten Lingga", people=9, topics=[topic])
    return a_visit(trusted=True, people=7, topics=[topic])


def box(what: Locator) -> dict[str, float]:
    found = what.bounding_box()
    assert found is not None
    return dict(found)


def is_clear_of_the_bar(page: Page, control: Locator) -> None:
    bar, own = box(page.locator(".decide")), box(control)
    words = control.evaluate("e => e.outerHTML.slice(0, 120)")
    assert own["y"] + own["height"] <= bar["y"] + 1, f"under the bar: {words}"
    assert own["y"] + own["height"] > 0, f"above the window: {words}"


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def is_in_view_alone(page: Page) -> None:
    """The window itself has nothing to scroll; its list and its visit do."""
    tall = page.evaluate("[document.documentElement.scrollHeight, innerHeight]")
    assert tall[0] == tall[1], f"{page.url}: {tall}"
    assert page.evaluate("scrollY") == 0


def test_the_bar_of_decisions_lies_over_nothing_that_has_the_focus(
    desk: Page, url: str, asked: Visit
) -> None:
    desk.goto(f"{url}/petugas/kunjungan/{asked.reference}/")
    open_all(desk)
    controls = ".split__detail :is(a, button, input, select, textarea, summary):visible"
    desk.locator(".visit__head").click()
    seen = 0
    for _ in range(120):
        desk.keyboard.press("Tab")
        focused = desk.locator(f"{controls}:focus:not(.decide *)")
        if focused.count():
            is_clear_of_the_bar(desk, focused)
            seen += 1
        elif desk.locator(".decide :focus").count():
            break
    assert seen > 20
    for _ in range(seen):
        desk.keyboard.press("Shift+Tab")
        focused = desk.locator(f"{controls}:focus:not(.decide *)")
        if focused.count():
            is_clear_of_the_bar(desk, focused)


def test_a_button_of_the_bar_opens_its_panel_in_view(desk: Page, url: str, asked: Visit) -> None:
    for name, panel in (
        ("Usulkan", "#usulkan"),
        ("Minta berkas", "#minta"),
        ("Gabungkan", "#gabung"),
        ("Tolak", "#tolak"),
    ):
        desk.goto(f"{url}/petugas/kunjungan/{asked.reference}/")
        desk.locator(".decide").get_by_role("link", name=name).click()
        is_clear_of_the_bar(desk, desk.locator(f"{panel} :focus"))
        last = desk.locator(f"{panel} button").last
        last.focus()
        is_clear_of_the_bar(desk, last)


@pytest.mark.parametrize("desk", [1280], indirect=True)
def test_the_window_itself_never_scrolls(desk: Page, url: str, asked: Visit, visit: Visit) -> None:
    desk.goto(f"{url}/petugas/kunjungan/{asked.reference}/")
    is_in_view_alone(desk)
    desk.locator(".decide").get_by_role("link", name="Gabungkan").click()
    is_in_view_alone(desk)
    open_all(desk)
    is_in_view_alone(desk)
    follow(desk.locator(".decide").get_by_role("button", name="Setujui"))
    expect(desk.locator(".notice--ok")).to_be_visible()
    is_in_view_alone(desk)
    desk.goto(f"{url}/petugas/kunjungan/{visit.reference}/")
    desk.locator(".decide").get_by_role("link", name="Batalkan").click()
    is_in_view_alone(desk)
    desk.goto(f"{url}/petugas/kunjungan/{visit.reference}/")
    is_in_view_alone(desk)
    desk.goto(f"{url}/petugas/")
    is_in_view_alone(desk)

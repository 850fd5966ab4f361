"""Every page in every state: no violation that axe finds, nothing wider than the screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from scheduling.models import Room
from tests.browser import states
from tests.browser.conftest import fits, picture
from tests.browser.walk import steps_of_the_request
from visits.models import Host

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db]
_MATRIX = [
    pytest.param(390, "id", id="phone-id"),
    pytest.param(1280, "en", id="desk-en", marks=pytest.mark.slow),
    pytest.param(1280, "id", id="desk-id", marks=pytest.mark.slow),
    pytest.param(390, "en", id="phone-en", marks=pytest.mark.slow),
]


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room) -> None:
    states.ground()


def accessible(page: Page) -> None:
    """Axe finds nothing, by the rules of WCAG 2.2 AA and good practice."""
    result = Axe().run(page)
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"


@pytest.mark.parametrize(("width", "language"), _MATRIX)
def test_every_page_in_every_state(
    open_page: Callable[..., Page], live_server: LiveServer, width: int, language: str
) -> None:
    page = open_page(width=width, language=language)
    errors: list[str] = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else None
    )
    for name, path in {**states.PUBLIC, **states.own_pages()}.items():
        page.goto(live_server.url + path)
        assert page.locator("html").get_attribute("lang") == (
            "id" if name == "sematan" else language
        )
        picture(page, f"{language}-{name}")
        fits(page)
        accessible(page)
    # The one page that is not there says so in the console as well.
    assert [text for text in errors if "404" not in text] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_reads_where_the_device_is_set_to_dark(
    open_page: Callable[..., Page], live_server: LiveServer, width: int
) -> None:
    page = open_page(width=width, color_scheme="dark")
    for name, path in {**states.PUBLIC, **states.own_pages()}.items():
        page.goto(live_server.url + path)
        picture(page, f"night-{name}")
        accessible(page)


@pytest.mark.parametrize(("width", "language"), _MATRIX)
def test_every_step_of_the_request_and_its_errors(
    open_page: Callable[..., Page], live_server: LiveServer, width: int, language: str
) -> None:
    page = open_page(width=width, language=language)
    for name in steps_of_the_request(page, live_server.url):
        picture(page, f"{language}-ajukan-{name}")
        fits(page)
        accessible(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_text_of_twice_the_size_fits_everywhere(
    open_page: Callable[..., Page], live_server: LiveServer, width: int
) -> None:
    page = open_page(width=width)
    for name, path in {**states.PUBLIC, **states.own_pages()}.items():
        page.goto(live_server.url + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        picture(page, f"besar-{name}")
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{name}: {overflow} px too wide"


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_the_whole_request_without_javascript(
    open_page: Callable[..., Page], live_server: LiveServer, width: int
) -> None:
    page = open_page(width=width, javascript=False)
    names = list(steps_of_the_request(page, live_server.url, javascript=False))
    assert names[-1] == "terkirim"


def test_nothing_moves_for_who_wants_it_still(
    open_page: Callable[..., Page], live_server: LiveServer
) -> None:
    page = open_page(reduced_motion="reduce")
    page.goto(live_server.url)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => {"
        " const s = getComputedStyle(e);"
        " return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0 }).length"
    )
    assert moving == 0

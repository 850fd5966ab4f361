"""The language switch: without a token, and of no use to other sites."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room")]
SWITCH = "/i18n/setlang/"


@pytest.fixture
def browser() -> Client:
    """One that speaks Indonesian, and for which tokens count."""
    return Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="id")


def press(browser: Client, language: str = "en", way: str = "/jadwal/", **more: str) -> str:
    """Where the press leads; what a browser sends of itself in `more`."""
    asked = {"language": language, "next": way}
    answer = browser.post(SWITCH, asked, headers={"Sec-Fetch-Site": "same-origin", **more})
    assert answer.status_code == 302
    return str(answer["Location"])


def language(browser: Client) -> str:
    return str(browser.get("/jadwal/")["Content-Language"])


def test_the_first_press_goes_round_to_see_whether_the_cookie_was_kept(browser: Client) -> None:
    way = press(browser, way="/jadwal/?bulan=2026-12")
    assert way == f"{SWITCH}?language=en&next=%2Fjadwal%2F%3Fbulan%3D2026-12"
    answer = browser.get(way)
    assert (answer.status_code, answer["Location"]) == (302, "/jadwal/?bulan=2026-12")
    assert language(browser) == "en"
    assert press(browser, "id") == "/jadwal/"
    assert language(browser) == "id"


def test_a_browser_that_keeps_nothing_is_told_how_to_mend_it(browser: Client) -> None:
    way = press(browser)
    browser.cookies.clear()
    answer = browser.get(way, headers={"Referer": "http://testserver/jadwal/"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "data-no-cookies" in page
    assert 'href="http://testserver/jadwal/"' in page
    assert "Bahasa tidak tersimpan" in page
    assert "kirim sekali lagi" not in page.lower()


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_it_leads_to_no_other_site(browser: Client, way: str) -> None:
    asked = {"language": "en", "next": way}
    for answer in (
        browser.post(SWITCH, asked),
        browser.get(SWITCH, asked),
        browser.post(SWITCH, asked),
        browser.get(SWITCH, {"next": way}),
    ):
        assert "evil" not in answer["Location"]
        assert "javascript" not in answer["Location"]


@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_cannot_change_it(browser: Client, said: dict[str, str]) -> None:
    answer = browser.post(SWITCH, {"language": "en", "next": "/jadwal/"}, headers=said)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not answer.cookies
    assert language(browser) == "id"


@pytest.mark.parametrize("said", [{}, {"Origin": "http://testserver"}, {"Sec-Fetch-Site": "none"}])
def test_old_browsers_say_less_and_can_press_it(browser: Client, said: dict[str, str]) -> None:
    browser.post(SWITCH, {"language": "en", "next": "/jadwal/"}, headers=said)
    assert language(browser) == "en"


def test_what_is_no_language_changes_nothing(browser: Client) -> None:
    assert press(browser, "xx") == "/jadwal/"
    assert press(browser, "") == "/jadwal/"
    browser.post(SWITCH)
    browser.get(SWITCH, {"language": "en", "next": "/"})
    assert language(browser) == "id"

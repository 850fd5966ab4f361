"""Without cookies a form says so, how to mend it, and keeps what was typed; nothing goes round."""

import re

import pytest
from django.test import Client

from tests.visits.pages.ask.walk import DELEGATION

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room", "solok")]
SAID = "keeps no cookies"


@pytest.fixture
def browser() -> Client:
    """One that keeps nothing."""
    return Client(
        enforce_csrf_checks=True,
        HTTP_ACCEPT_LANGUAGE="en",
        HTTP_ORIGIN="http://testserver",
        HTTP_REFERER="http://testserver/ajukan/",
    )


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("/ajukan/", DELEGATION, "DPMPTSP Kabupaten Solok"),
        (
            "/ajukan/tujuan/",
            {"purpose": "Belajar antrean, dua hari."},
            "Belajar antrean, dua hari.",
        ),
        ("/ajukan/kontak/", {"contact_name": "Budi Hartono"}, "Budi Hartono"),
        ("/tautan/", {"email": "budi+mpp@solokkab.example"}, "budi+mpp@solokkab.example"),
        ("/akun/", {"login": "protokol", "password": "rahasia"}, ""),
        ("/i18n/setlang/", {"language": "en"}, ""),
    ],
)
def test_a_form_without_cookies_says_how_to_mend_it(
    browser: Client, path: str, typed: dict[str, str], kept: str
) -> None:
    for _press in range(3):
        page = browser.post(path, typed)
        browser.cookies.clear()
        if page.status_code == 302:
            page = browser.get(page["Location"])
            browser.cookies.clear()
        text = page.content.decode()
        assert page.status_code == 403
        assert SAID in text
        assert "Privacy" in text
        assert kept in text
        assert "rahasia" not in text


def test_with_cookies_nothing_is_said_of_them(browser: Client) -> None:
    browser.get("/ajukan/")
    page = browser.post("/ajukan/", DELEGATION).content.decode()
    assert SAID not in page
    assert "DPMPTSP Kabupaten Solok" in page


@pytest.mark.parametrize("path", ["/ajukan/", "/ajukan/sesi/", "/akun/"])
def test_a_script_shows_the_words_before_anything_is_typed(client: Client, path: str) -> None:
    page = client.get(path, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert re.search(r"data-no-cookies\s+hidden", page)
    assert "js/cookies" in page


def test_who_follows_every_redirect_without_cookies_comes_to_an_end() -> None:
    client = Client()
    path, seen = "/ajukan/periksa/", []
    while path:
        assert path not in seen
        seen.append(path)
        answer = client.get(path)
        client.cookies.clear()
        path = answer.get("Location", "")
    assert answer.status_code == 200

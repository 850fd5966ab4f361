"""Pages given again ahead of Django: made once for all browsers, and never anybody's own."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from pytest_django import Settings

from config.web import prepared
from config.web.questions import question_of
from scheduling.models import Room
from tests.config.web.conftest import Clock, Web
from tests.factories import a_visit
from tests.visits.pages.conftest import person
from visits.models import Host
from visits.pages.public import front
from visits.people import roles

pytestmark = pytest.mark.django_db
PAGES = ["/", "/jadwal/", "/privasi/", "/aksesibilitas/"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_made_and_packed_once_for_all_browsers(web: Web, path: str) -> None:
    first = web.get(path, **{"Accept-Encoding": "gzip, deflate, br, zstd", "Accept": "text/html"})
    assert (first[0], first[1]["Content-Encoding"]) == (200, "gzip")
    assert "Set-Cookie" not in first[1]
    assert "Cookie" not in first[1]["Vary"]
    for accepted, wanted, language in (
        ("gzip", "*/*", "id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "text/html,application/xhtml+xml", "id"),
        ("gzip, deflate", "", "su,id;q=0.5"),
    ):
        asked = {"Accept-Encoding": accepted, "Accept": wanted, "Accept-Language": language}
        assert web.get(path, **asked) == first
    assert web.asked == 1


def test_who_takes_no_gzip_never_gets_it(web: Web) -> None:
    for n, accepted in enumerate(("gzip", "", "identity", "gzip;q=0", "br", "*;q=0"), start=1):
        for _ in range(2):
            _, headers, body = web.get("/", **{"Accept-Encoding": accepted})
            assert headers.get("Content-Encoding") == ("gzip" if n == 1 else None), accepted
            assert (b"<html" in body) is (n > 1)
            assert "Accept-Encoding" in headers["Vary"]
    assert web.asked == 2


def test_each_language_is_made_once_however_it_is_asked_for(web: Web) -> None:
    pages = {language: web.get("/", **{"Accept-Language": language}) for language in ("id", "en")}
    assert [b'<html lang="en">' in page[2] for page in pages.values()] == [False, True]
    for headers, language in (
        ({"Cookie": "bahasa=en"}, "en"),
        ({"Cookie": "bahasa=en; csrftoken=x", "Accept-Language": "id"}, "en"),
        ({"Cookie": "bahasa=id", "Accept-Language": "en"}, "id"),
        ({"Cookie": "bahasa=xx", "Accept-Language": "en-GB"}, "en"),
        ({"Cookie": "", "Accept-Language": f"{'su,' * 100}en"}, "en"),
        ({"Accept-Language": "x" * 600}, "id"),
        ({"Accept-Language": "*"}, "id"),
    ):
        assert web.get("/", **headers) == pages[language], headers
    assert web.asked == 2


def test_an_answer_in_another_language_than_was_asked_for_is_not_kept(web: Web) -> None:
    """Should Django ever choose by something else than the question says."""
    for _ in range(2):
        assert web.get("/", Cookie="bahasa=en\xa0")[1]["Content-Language"] == "id"
    assert web.asked == 2


@pytest.mark.parametrize("path", ["/", "/jadwal/"])
def test_what_a_page_shows_changes_within_a_second(
    web: Web, clock: Clock, host: Host, path: str
) -> None:
    def page() -> bytes:
        clock.now += prepared.MARK_SECONDS + 0.01
        return web.get(path)[2]

    before = page()
    assert page() == before
    assert web.asked == 1
    a_visit(trusted=True)
    assert (taken := page()) != before
    Host.objects.update(name="Mal Pelayanan Publik Baru")
    assert b"Mal Pelayanan Publik Baru" in page() != taken
    Room.objects.update(active=False)
    assert page() != taken


def test_what_changes_while_an_answer_is_made_is_shown_in_the_next(
    web: Web, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host was read for it long before; the mark must be older than that."""
    original = front.open_weeks

    def meanwhile(*, now: dt.datetime) -> Any:
        Host.objects.update(name="Mal Pelayanan Publik Baru")
        monkeypatch.setattr(front, "open_weeks", original)
        return original(now=now)

    monkeypatch.setattr(front, "open_weeks", meanwhile)
    assert b"Publik Baru" not in web.get("/")[2]
    clock.now += prepared.MARK_SECONDS + 0.01
    assert b"Publik Baru" in web.get("/")[2]


def test_nobodys_own_page_is_kept_or_shown_to_others(web: Web, host: Host) -> None:
    Host.objects.update(opened_at=None)
    user = person(roles.ADMIN)
    client = Client()
    client.force_login(user)
    session = f"sessionid={client.cookies['sessionid'].value}"
    for cookies in (session, f"bahasa=id; {session}", "messages=x", "entah=1", "tanpa-nama"):
        for _ in range(2):
            web.get("/", Cookie=cookies)
    assert web.asked == 10
    assert not web._application._kept
    # The office is not open: its own people see the page, others that it opens soon.
    assert b"weeks__name" in web.get("/", Cookie=session)[2]
    for headers in ({}, {"Cookie": "csrftoken=x"}):
        assert b"weeks__name" not in web.get("/", **headers)[2]


def test_an_answer_that_sets_a_cookie_is_never_kept(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_a_form(request: HttpRequest, *_: object) -> HttpResponse:
        get_token(request)
        return HttpResponse("")

    monkeypatch.setattr(front, "render", with_a_form)
    for headers in ({}, {"Cookie": f"csrftoken={'x' * 32}"}):
        for _ in range(2):
            assert "Set-Cookie" in web.get("/", **headers)[1]
    assert web.asked == 4


def test_addresses_that_anybody_can_invent_fill_no_memory(web: Web) -> None:
    kept = web._application._kept
    for query in ("x=1", "x=2", "lang=en", "bahasa=en", "utm_source=x&bulan=2026-12"):
        assert web.get(f"/?{query}")[0] == web.get(f"/jadwal/?{query}")[0] == 200
    for query in (
        "bulan=1999-01",
        "bulan=9999-12",
        "minggu=x",
        "bulan=2026-12-08",
        "minggu=2026-w50",
    ):
        web.get(f"/jadwal/?{query}")
    assert not kept
    for path in ("/jadwal/?bulan=2026-12", "/jadwal/?minggu=2026-W50", "/jadwal/?minggu=", "/"):
        web.get(path)
        web.get(path, Accept="image/png")
    assert len(kept) == 4


@pytest.mark.parametrize("path", ["/", "/api/v1/weeks/"])
def test_what_has_no_tag_is_the_same_by_whatever_tag_or_date_it_is_asked_for(
    web: Web, path: str
) -> None:
    first = web.get(path)
    for name in ("If-None-Match", "If-Modified-Since"):
        for n in range(2):
            assert web.get(path, **{name: f'"{n}"'}) == first
    assert web.asked == 1


def test_hosts_and_schemes_are_told_apart(web: Web, settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    pages = {
        web.get("/", Host=name, **{"X-Forwarded-Proto": scheme})[2]
        for name in ("a.example", "b.example")
        for scheme in ("http", "https")
        for _ in range(2)
    }
    assert len(pages) == web.asked == 4


def test_a_head_is_a_question_of_its_own(web: Web) -> None:
    _, headers, body = web.get("/", "HEAD")
    assert web.get("/", "HEAD") == (200, headers, body)
    assert web.get("/")[2]
    assert web.asked == 2


def test_what_changes_something_asks_no_such_question() -> None:
    for method in ("POST", "PUT", "OPTIONS", "TRACE", "PROPFIND"):
        assert question_of({"REQUEST_METHOD": method, "PATH_INFO": "/", "QUERY_STRING": ""}) is None

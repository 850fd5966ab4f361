"""Answers given again ahead of Django: only what is still true, and only to who may have it."""

import datetime as dt
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from config.web import prepared
from config.web.prepared import Prepared
from config.web.questions import question_of
from notifications.feeds import contents
from notifications.models import Feed
from scheduling.database import marks
from scheduling.models import Room
from tests.factories import a_visit
from tests.notifications.letters import approved
from tests.visits.pages.conftest import person
from visits.access.tokens import feed_token
from visits.history.events import SYSTEM, program
from visits.models import Host, Visit
from visits.pages.public import front
from visits.people import roles

pytestmark = pytest.mark.django_db
WEEKS = "/api/v1/weeks/"
PAGES = ["/", "/jadwal/", "/privasi/", "/aksesibilitas/"]
PUBLIC = "/kalender/publik.ics"


class Clock:
    """Time as the test says it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Web:
    """One web process: the application, and how often Django itself was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.numbers: list[str] = []
        self._django = get_wsgi_application()
        self._application = Prepared(self._inner)

    def _inner(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.asked += 1
        return self._django(environ, start_response)

    def get(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        environ = RequestFactory().generic(method, path, headers=headers).environ
        environ.pop("HTTP_COOKIE", None)
        if "Cookie" in headers:
            environ["HTTP_COOKIE"] = headers["Cookie"]
        head: list[Any] = []
        body = self._application(environ, lambda status, lines: head.extend((status, lines)))
        heads = dict(head[1])
        # Django's own answer has a number of its own each time; one given again has none.
        self.numbers.append(heads.pop("X-Request-ID", ""))
        return int(head[0][:3]), heads, b"".join(body)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(prepared, "time", clock)
    return clock


@pytest.fixture
def web(clock: Clock, room: Room, host: Host) -> Web:
    return Web()


def test_the_same_question_is_answered_once(web: Web) -> None:
    first = web.get(WEEKS)
    assert web.get(WEEKS) == first
    assert (first[0], web.asked) == (200, 1)
    web.get(PUBLIC)
    web.get(PUBLIC)
    assert web.asked == 2


def test_a_taken_place_is_shown_within_a_second(web: Web, clock: Clock) -> None:
    before = web.get(WEEKS)[2]
    a_visit(trusted=True)
    clock.now += prepared.MARK_SECONDS + 0.01
    assert web.get(WEEKS)[2] != before
    assert prepared.MARK_SECONDS < 1


def test_whoever_changes_something_sees_it_in_that_process_at_once(web: Web) -> None:
    before = web.get(WEEKS)[2]
    a_visit(trusted=True)
    assert web.get(WEEKS)[2] == before
    web.get("/api/v1/visits/", "POST")
    assert web.get(WEEKS)[2] != before


def test_a_revoked_token_is_refused_within_a_second(web: Web, clock: Clock) -> None:
    visit = a_visit(trusted=True)
    _, address = contents.create("staff")
    staff = "/kalender/" + address.rpartition("/")[2]
    own = f"/kalender/{feed_token(visit)}.ics"
    assert [web.get(path)[0] for path in (staff, own, staff, own)] == [200] * 4
    assert web.asked == 2
    Feed.objects.update(revoked_at=timezone.now())
    Visit.objects.update(nonce="another")
    clock.now += prepared.MARK_SECONDS + 0.01
    assert [web.get(path) for path in (staff, own)] == [
        (404, web.get("/kalender/x.ics")[1], b"")
    ] * 2


def test_an_answer_given_again_has_nobodys_number(web: Web) -> None:
    web.get(WEEKS)
    web.get(WEEKS)
    assert web.numbers[0]
    assert web.numbers[1] == ""


def test_a_host_that_stops_publishing_is_heard(web: Web, clock: Clock, host: Host) -> None:
    assert web.get(PUBLIC)[0] == 200
    host.public_feed = False
    host.save()
    clock.now += prepared.MARK_SECONDS + 0.01
    assert web.get(PUBLIC)[0] == 404


def test_what_hangs_on_the_time_is_made_anew_after_a_while(web: Web, clock: Clock) -> None:
    web.get(WEEKS)
    clock.now += prepared.LONGEST - 0.01
    web.get(WEEKS)
    assert web.asked == 1
    clock.now += 0.02
    web.get(WEEKS)
    assert web.asked == 2


def test_who_says_who_they_are_reaches_django(web: Web) -> None:
    web.get(WEEKS)
    for headers in ({"Cookie": "sessionid=x"}, {"Authorization": "Bearer sgk_x"}):
        for _ in range(2):
            web.get(WEEKS, **headers)
    assert web.asked == 5
    assert web.get(WEEKS, Authorization="Bearer sgk_x")[0] == 401


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


def test_only_good_answers_are_kept(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        assert web.get(f"{WEEKS}?from=x")[0] == 400
        assert web.get("/kalender/x.ics")[0] == 404
    assert web.asked == 4

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    with monkeypatch.context() as context:
        context.setattr(contents, "public", away)
        assert web.get(PUBLIC)[0] == 503
    assert web.get(PUBLIC)[0] == 200


def test_while_the_database_is_away_nothing_is_given_again(
    web: Web, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.get(PUBLIC)

    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(marks, "read", away)
    clock.now += prepared.MARK_SECONDS + 0.01
    assert web.get(PUBLIC)[0] == 503


def test_kept_answers_are_as_conditional_as_made_ones(web: Web, room: Room) -> None:
    approved(program("desk"))
    _, headers, body = web.get(PUBLIC)
    tag = headers["ETag"]
    asked = (
        {},
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-None-Match": '"x"'},
        {"If-Modified-Since": headers["Last-Modified"]},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "gzip;q=0"},
        {"Accept-Language": "en"},
    )
    for method in ("GET", "HEAD"):
        first = [web.get(PUBLIC, method, **headers) for headers in asked]
        done = web.asked
        assert [web.get(PUBLIC, method, **headers) for headers in asked] == first
        assert web.asked == done
        assert [answer[0] for answer in first] == [200, 304, 304, 304, 200, 304, 200, 200, 200]
        if method == "GET":
            assert gzip.decompress(first[6][2]) == first[0][2] == body
            assert [len(answer[2]) for answer in first[1:4]] == [0, 0, 0]
        else:
            assert not any(answer[2] for answer in first)


def test_a_new_answer_is_given_again_at_once_too(web: Web, clock: Clock) -> None:
    web.get(WEEKS)
    a_visit(trusted=True)
    web.get(f"{WEEKS}?from=2026-W50")
    web.get(f"{WEEKS}?from=2026-W50")
    assert web.asked == 2


def test_memory_is_bounded(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST_BYTES", 100_000)
    for n in range(60):
        web.get(WEEKS, Accept=f"*/*;q=0.{n:03d}")
    assert web._application._bytes <= 100_000
    web.get(WEEKS, Accept=f"*/*, {'x' * 50_000}")
    assert not any("x" * 50_000 in (key[5] or "") for key in web._application._kept)


def test_a_feed_is_made_once_for_a_change(
    web: Web, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    original, made = contents.public, []

    def counting(host: Host, *, now: dt.datetime) -> bytes:
        made.append(now)
        return original(host, now=now)

    monkeypatch.setattr(contents, "public", counting)
    for encoding in ("gzip", "identity", "br"):
        web.get(PUBLIC, **{"Accept-Encoding": encoding})
    assert len(made) == 1
    a_visit(by=SYSTEM, trusted=True)
    for encoding in ("gzip", "identity", "br"):
        clock.now += prepared.LONGEST
        web.get(PUBLIC, **{"Accept-Encoding": encoding})
    assert len(made) == 2

"""Answers given again ahead of Django: only what is still true, and only to who may have it."""

import datetime as dt
import gzip
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.utils import timezone

from config.web import prepared
from config.web.prepared import Prepared
from notifications.feeds import contents
from notifications.models import Feed
from scheduling.database import marks
from scheduling.database.marks import Topic
from scheduling.models import Room
from tests.config.web.conftest import Clock, Web
from tests.factories import a_visit
from tests.notifications.letters import approved
from visits.access.tokens import feed_token
from visits.history.events import SYSTEM, program
from visits.models import Host, Visit

pytestmark = pytest.mark.django_db
WEEKS = "/api/v1/weeks/"
PUBLIC = "/kalender/publik.ics"


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


def test_after_a_change_one_asks_and_the_others_wait_for_that_answer(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "_read", lambda: {Topic.HOST: 1})
    asked, goes_on, arrived = [], threading.Event(), threading.Semaphore(0)

    def django(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        asked.append(environ)
        environ["singgah.keep"] = (Topic.HOST,)
        if len(asked) > 1:
            assert goes_on.wait(20)
        start_response("200 OK", [])
        return [f"{len(asked)}".encode()]

    application, got = Prepared(django), list[bytes]()

    def look() -> None:
        environ = RequestFactory().get("/").environ
        environ.pop("HTTP_COOKIE", None)
        arrived.release()
        got.append(b"".join(application(environ, lambda *_: None)))

    look()
    arrived.acquire()
    clock.now += prepared.LONGEST
    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert arrived.acquire(timeout=20)
    goes_on.set()
    for thread in threads:
        thread.join(20)
    assert got == [b"1"] + [b"2"] * 4


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

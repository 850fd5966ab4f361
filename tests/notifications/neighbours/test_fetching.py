"""Other hosts are asked with a bound on time and size, at public addresses alone."""

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from notifications.models import Neighbour
from notifications.neighbours import fetching
from notifications.neighbours.fetching import read, read_due
from visits.models import Host

pytestmark = pytest.mark.django_db
Answer = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/json"}


@dataclass
class Other:
    """Another host on loopback, and what it answers by path."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    drips: bool = False
    dripped: int = 0

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def says(self, **changes: Any) -> None:
        """Its document."""
        document = {
            "format": "singgah-directory",
            "version": 1,
            "name": "MPP Solok",
            "region": {"code": "13.02", "name": "Kabupaten Solok"},
            "weeks": f"{self.address}/api/v1/weeks/",
            "languages": ["id"],
            "open": True,
        } | changes
        self.answers["/.well-known/singgah.json"] = (200, JSON, json.dumps(document).encode())

    def has(self, monday: dt.date, places: int) -> None:
        """Its weeks: this one."""
        week = {"starts_on": monday.isoformat(), "available": places, "bookable": True}
        self.answers["/api/v1/weeks/"] = (200, JSON, json.dumps([week]).encode())


@pytest.fixture
def other(settings: Settings) -> Iterator[Other]:
    """Running."""
    settings.WEBHOOK_LOOPBACK = True
    found = Other()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, body = found.answers.get(self.path, (404, JSON, b"{}"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                while found.drips:
                    self.wfile.write(b" ")
                    found.dripped += 1
                    time.sleep(0.02)
                self.wfile.write(body)
            except OSError:
                pass

        def log_message(self, *_args: Any) -> None:
            """Not in the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield found
    found.drips = False
    server.shutdown()
    server.server_close()


@pytest.fixture
def known(other: Other, now: dt.datetime) -> Neighbour:
    """It is on the list."""
    other.says()
    other.has(now.date() + dt.timedelta(days=7 - now.weekday()), 3)
    return Neighbour.objects.create(address=other.address, next_read_at=now)


def test_what_it_says_is_kept_and_shown_with_its_age(
    known: Neighbour, now: dt.datetime, client: Client, host: Host
) -> None:
    assert read_due(now=now) == 1
    known.refresh_from_db()
    assert (known.name, known.region, known.trouble) == ("MPP Solok", "Kabupaten Solok", "")
    assert (known.weeks[0][1], known.next_read_at) == (3, now + fetching.EVERY)
    page = client.get("/kunjungi-juga/", headers={"accept-language": "id"}).content.decode()
    assert "MPP Solok" in page
    assert f'href="{known.address}/jadwal/"' in page
    assert "Terakhir diperbarui" in page


def test_it_is_not_asked_again_before_its_time(
    known: Neighbour, other: Other, now: dt.datetime
) -> None:
    read_due(now=now)
    asked = len(other.asked)
    assert read_due(now=now + dt.timedelta(minutes=30)) == 0
    assert len(other.asked) == asked


def test_after_trouble_the_last_answer_stays_with_its_age(
    known: Neighbour, other: Other, now: dt.datetime, client: Client, host: Host
) -> None:
    read(known, now=now - dt.timedelta(hours=8))
    other.answers.clear()
    assert not read(known, now=now)
    known.refresh_from_db()
    assert (known.name, known.trouble) == ("MPP Solok", "answered 404")
    page = client.get("/kunjungi-juga/", headers={"accept-language": "en"}).content.decode()
    assert "it may have changed since" in page


def test_after_a_week_it_is_shown_no_more(
    known: Neighbour, now: dt.datetime, client: Client, host: Host
) -> None:
    read(known, now=now - dt.timedelta(days=8))
    page = client.get("/kunjungi-juga/", headers={"accept-language": "en"}).content.decode()
    assert "MPP Solok" not in page
    assert "None of them could be reached" in page


def test_a_script_in_a_name_is_text(
    known: Neighbour, other: Other, now: dt.datetime, client: Client, host: Host
) -> None:
    other.says(name="<script>alert(1)</script>")
    assert read(known, now=now)
    page = client.get("/kunjungi-juga/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "answered 302"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "no JSON"),
        ((200, JSON, b"x" * 20_000), "too large"),
        ((200, JSON, b"{"), "no JSON"),
        ((500, JSON, b"{}"), "answered 500"),
    ],
    ids=["redirect-inward", "wrong-type", "huge", "broken", "failing"],
)
def test_what_is_no_answer_is_trouble(
    known: Neighbour, other: Other, now: dt.datetime, answer: Answer, trouble: str
) -> None:
    other.answers["/.well-known/singgah.json"] = answer
    assert not read(known, now=now)
    known.refresh_from_db()
    assert (known.trouble, known.read_at) == (trouble, None)
    assert known.next_read_at == now + fetching.AFTER_TROUBLE
    assert other.asked == ["/.well-known/singgah.json"]


def test_who_drips_is_cut_off(
    known: Neighbour, other: Other, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LONGEST_SECONDS", 0.3)
    other.drips = True
    assert not read(known, now=now)
    known.refresh_from_db()
    assert known.trouble == "TimeoutError"
    # By the clock, and not when all that is read of it had come.
    assert other.dripped < 5000


def test_an_address_inside_is_not_called(
    known: Neighbour, other: Other, now: dt.datetime, settings: Settings
) -> None:
    settings.WEBHOOK_LOOPBACK = False
    assert not read(known, now=now)
    assert other.asked == []


def test_a_host_that_has_not_opened_has_no_weeks(
    known: Neighbour, other: Other, now: dt.datetime
) -> None:
    other.says(open=False)
    assert read(known, now=now)
    known.refresh_from_db()
    assert known.weeks == []
    assert other.asked == ["/.well-known/singgah.json"]

"""What the log says of a request that was refused or failed, and what it never says."""

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, path

from config.logs import logging_config, without_tokens
from visits.models import Host

pytestmark = pytest.mark.django_db


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [path("refuse/", refuse), path("fail/", fail)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is written, by the handler and loggers that the settings made."""
    written = io.StringIO()
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.mark.urls("tests.config.logs.test_logs")
def test_a_refusal_is_one_line_and_a_failure_says_where(log: io.StringIO) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/refuse/").status_code == 403
    [line] = [li for li in log.getvalue().splitlines() if "singgah.security" not in li]
    assert "/refuse/" in line
    assert client.get("/fail/").status_code == 500
    assert "Traceback" in log.getvalue()
    assert "broken on purpose" in log.getvalue()


def shapes() -> Iterator[str]:
    """Every address of ours that a token, key or code is part of, with @ in its place."""
    stack: list[tuple[str, Any]] = [("/", p) for p in get_resolver().url_patterns]
    while stack:
        before, found = stack.pop()
        route = str(found.pattern)
        if isinstance(found, URLResolver):
            stack += [(before + route, p) for p in found.url_patterns]
        elif re.search(r"<(str:)?(token|key|code)>", route):
            plain = re.sub(r"<(str:)?(token|key|code)>", "@", route)
            plain = plain.replace("(?P<uidb36>[0-9A-Za-z]+)-(?P@.+)", "1-@")
            plain = plain.replace("<int:pk>", "1").replace("<str:reference>", "SG-1")
            yield before + plain.strip("^$")


TOKEN = "Rahasia5xQw7-kLm_9PzT3vBn8Rahasia"


def test_no_address_with_a_token_in_it_is_forgotten() -> None:
    found = sorted(shapes())
    assert {"/k/@/", "/survei/@/", "/tugas/@/", "/kalender/@.ics"} <= set(found)
    assert "/akun/sandi/kunci/1-@/" in found
    assert [shape for shape in found if TOKEN in said(shape.replace("@", TOKEN))] == []


def said(text: str) -> str:
    return without_tokens(None, "", text)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Not Found: /k/aBc123/tiket/", "Not Found: /k/***/tiket/"),
        ('"GET /kalender/fA_b-3.ics?x=1 HTTP/1.1" 404', '"GET /kalender/***?x=1 HTTP/1.1" 404'),
        ("https://a.example/survei/aBc123/", "https://a.example/survei/***/"),
        ("/akun/?next=%2Fk%2FaBc123%2F", "/akun/?next=%2Fk%2F***%2F"),
        ("Authorization: Bearer aBc123.x", "Authorization: Bearer ***"),
        ("key sgk_aBc-123_x refused", "key sgk_*** refused"),
        ("/kalender/publik.ics", "/kalender/publik.ics"),
        ("/petugas/kunjungan/SG-2026-0001/", "/petugas/kunjungan/SG-2026-0001/"),
        ("/ajukan/kontak/", "/ajukan/kontak/"),
        ("/tiba/?kode=7K4Q2MXZ9B&x=1", "/tiba/?kode=***&x=1"),
        ("/akun/?next=%252Fk%252FaBc123%252F", "/akun/?next=%252Fk%252F***%252F"),
        ("at /x/Zq7xW2vKp9Rt-4mLs8_yBn3cHd6/", "at /x/***/"),
        ("at /x/Zq7x%572vKp9Rt%2D4mLs8_yBn3cHd6/", "at /x/***/"),
        ("session 0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d", "session ***"),
        ("redis://:g3heim@localhost:6379/0", "redis://***@localhost:6379/0"),
        ("smtp://kantor:g3heim@mail.example:25", "smtp://***@mail.example:25"),
        ("https://batam.go.id/kantor", "https://batam.go.id/kantor"),
        ("slot 2026-12-08-0900-ruang-rapat-utama", "slot 2026-12-08-0900-ruang-rapat-utama"),
        ("visits_visit_letter_number_0042_check", "visits_visit_letter_number_0042_check"),
        (
            "tell[3f2c8a1b-9d4e-4f6a-8b7c-1d2e3f4a5b6c]",
            "tell[3f2c8a1b-9d4e-4f6a-8b7c-1d2e3f4a5b6c]",
        ),
        (
            "visits.migrations.0031_visit_nonce_20261128",
            "visits.migrations.0031_visit_nonce_20261128",
        ),
    ],
)
def test_what_opens_something_is_left_out_and_nothing_else(line: str, left: str) -> None:
    assert said(line) == left


def broken(*_args: object, **_more: object) -> None:
    raise RuntimeError(f"cannot open /k/{TOKEN}/")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_requests_with_tokens_that_fail_leave_no_token_in_any_log(
    log: io.StringIO, log_format: str, monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    formatter = logging_config(log_format)["formatters"]["all"]
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    before = handler.formatter
    handler.setFormatter(formatter.pop("()")(**formatter))
    levels = {name: logging.getLogger(name).level for name in ("django", "django.server", "celery")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        bearer = {"authorization": f"Bearer sgk_{TOKEN}"}
        statuses = set()
        for shape in shapes():
            address = shape.replace("@", TOKEN)
            statuses.add(client.get(address).status_code)
            statuses.add(client.post(address).status_code)
            client.get("/akun/", {"next": address})
            client.post("/akun/", {}, headers={"referer": f"https://a.example{address}"})
        statuses.add(client.get("/api/v1/visits/", headers=bearer).status_code)
        monkeypatch.setattr("visits.pages.own.access.visit_of_token", broken)
        monkeypatch.setattr("visits.api.access.authentication.visit_of_token", broken)
        monkeypatch.setattr("visits.api.access.authentication.key_of_token", broken)
        statuses.add(client.get(f"/k/{TOKEN}/").status_code)
        statuses.add(client.get("/api/v1/visits/", headers=bearer).status_code)
        logging.getLogger("django.server").info('"GET %s HTTP/1.1" 200 1', f"/k/{TOKEN}/")
        logging.getLogger("celery.task").error("failed: %r", {"path": f"/tugas/{TOKEN}/"})
        structlog.get_logger("ours").warning("hook_failed", address=f"/kalender/{TOKEN}.ics")
    finally:
        handler.setFormatter(before)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    assert {401, 403, 404, 500} <= statuses
    assert "Traceback" in log.getvalue()
    assert log.getvalue().count("***") > 10
    assert TOKEN not in log.getvalue()

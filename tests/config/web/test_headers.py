"""What every answer tells browsers: sensors, other sites, sniffing, frames, opener, referrer."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from scheduling.models import Room
from tests import pdfs
from tests.config.test_settings import STRONG, settings_of
from tests.factories import a_visit
from tests.visits.pages.conftest import person
from visits.access.tokens import visit_token
from visits.models import Host, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(host: Host, room: Room, solok: Region) -> Visit:
    """With a letter."""
    visit = a_visit(trusted=True)
    visit.letter_file.save("surat.pdf", ContentFile(pdfs.page()))
    return visit


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(person(roles.ADMIN))
    return client


def answers(desk: Client, visit: Visit) -> dict[str, Any]:
    """One of each kind: pages, files, feeds, the API, errors, static files."""
    anyone = Client()
    return {
        "front": anyone.get("/"),
        "own": anyone.get(f"/k/{visit_token(visit)}/"),
        "desk": desk.get("/petugas/hari-ini/"),
        "letter": desk.get(f"/petugas/kunjungan/{visit.reference}/surat/"),
        "list": desk.get("/petugas/kunjungan/unduh/?bentuk=csv"),
        "feed": anyone.get("/kalender/publik.ics"),
        "api": anyone.get("/api/v1/weeks/"),
        "not there": anyone.get("/tidak-ada/"),
        "static": anyone.get("/static/js/copy.js"),
        "admin": desk.get("/admin/"),
        "refused": anyone.post("/k/x/batal/"),
    }


def test_every_kind_of_answer_has_them(desk: Client, visit: Visit) -> None:
    for name, answer in answers(desk, visit).items():
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        assert "geolocation=()" in answer["Permissions-Policy"], name
        assert answer["Content-Type"], name
        # The desk shows a letter in a frame of its own page.
        framed = "'self'" if name == "letter" else "'none'"
        if name != "static":
            assert f"frame-ancestors {framed}" in answer["Content-Security-Policy"], name


def test_only_the_desk_may_ask_for_the_camera(desk: Client, visit: Visit) -> None:
    for name, answer in answers(desk, visit).items():
        may = name in ("desk", "letter", "list")
        assert ("camera=(self)" in answer["Permissions-Policy"]) is may, name


def test_files_are_kept_not_run(desk: Client, visit: Visit) -> None:
    shown = desk.get(f"/petugas/kunjungan/{visit.reference}/surat/")
    kept = desk.get(f"/api/v1/visits/{visit.reference}/letter/")
    assert shown["Content-Disposition"].startswith("inline; filename=")
    assert kept["Content-Disposition"].startswith("attachment; filename=")
    for answer in (shown, kept):
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "no-store" in answer["Cache-Control"]


def test_what_is_meant_for_other_sites_says_so(host: Host, room: Room) -> None:
    for path in ("/sematan/", "/berbagi.png"):
        assert Client().get(path)["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_nothing_is_kept_of_what_somebody_signed_in_was_given(desk: Client, visit: Visit) -> None:
    for path in (
        "/akun/", "/akun/keamanan/", "/akun/sesi/", "/akun/sandi/ganti/", "/petugas/",
        "/petugas/pengaturan/", "/petugas/kunjungan/unduh/?format=csv", "/admin/", "/jadwal/",
        f"/api/v1/visits/{visit.reference}/", "/api/docs/",
    ):  # fmt: skip
        assert "no-store" in desk.get(path)["Cache-Control"], path
    assert "no-store" in Client().get("/akun/")["Cache-Control"]
    assert "no-store" in Client().get(f"/k/{visit_token(visit)}/")["Cache-Control"]
    assert "Cache-Control" not in Client().get("/"), "public pages may be kept for going back"


def test_the_cookie_of_the_language_is_like_all_others(host: Host, tmp_path: Path) -> None:
    cookie = Client().post("/i18n/setlang/", {"language": "en", "next": "/"}).cookies["bahasa"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    https = settings_of(
        "LANGUAGE_COOKIE_SECURE", tmp_path=tmp_path, SECRET_KEY=STRONG,
        BASE_URL="https://kunjungan.example",
    )  # fmt: skip
    assert https == {"LANGUAGE_COOKIE_SECURE": True}


def test_no_page_gives_back_what_it_was_asked_with(host: Host) -> None:
    for path in ("/", "/akun/", "/jadwal/", "/metrics"):
        for method in ("TRACE", "TRACK"):
            assert Client().generic(method, path).status_code == 405, (method, path)
    assert Client().get("/static/").status_code == 404, "no listing"

"""What every site is asked for by a fixed address."""

import pytest
from django.test import Client

from visits.pages.public.crawlers import _PRIVATE

pytestmark = pytest.mark.django_db
OPEN = (
    *("/", "/jadwal/", "/tautan/", "/privasi/", "/aksesibilitas/", "/poster/", "/berbagi.png"),
    *("/statistik/", "/statistik/data.json", "/statistik/data.csv"),
)


def test_crawlers_are_told_what_is_for_nobody_but_its_readers() -> None:
    answer = Client().get("/robots.txt")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for path in (
        "/petugas/",
        "/k/",
        "/api/",
        "/akun/",
        "/admin/",
        "/kalender/",
        "/tugas/",
        "/survei/",
        "/cek/",
    ):
        assert f"Disallow: {path}" in lines


@pytest.mark.parametrize("path", OPEN)
def test_public_pages_may_be_found(path: str) -> None:
    assert not any(path.startswith(private) for private in _PRIVATE)


def test_the_icon_is_where_browsers_look_for_it() -> None:
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/static/favicon")

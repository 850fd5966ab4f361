"""Too often, or too much at once: said in the reader's language, with when to go on."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from visits.language.dates import wait_words
from visits.models import Host

pytestmark = pytest.mark.django_db
EN: dict[str, Any] = {"headers": {"accept-language": "en"}}
LIMITS = {"login_failed": "10/m/ip,2/5m/key", "reset_password": "1/m/ip"}


@pytest.fixture(autouse=True)
def few(settings: Settings, host: Host) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    cache.clear()


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "Silakan coba lagi dalam 1 menit."),
        (EN, "Please try again in 1 minute."),
    ],
)
def test_whoever_asks_for_passwords_without_end_learns_when_and_keeps_the_address(
    client: Client, headers: dict[str, Any], words: str
) -> None:
    for _ in range(2):
        page = client.post("/akun/sandi/", {"email": "rina@singgah.example"}, **headers)
    assert (page.status_code, page["Retry-After"]) == (429, "60")
    assert words in page.content.decode()
    assert "rina@singgah.example" in page.content.decode()


def test_wrong_passwords_say_when_to_try_again(client: Client) -> None:
    User.objects.create_user("rina", password="benar-sekali-12")
    for _ in range(3):
        page = client.post("/akun/", {"login": "rina", "password": "salah"})
    words = page.content.decode()
    assert "Silakan coba lagi dalam 5 menit." in words
    assert 'value="rina"' in words


@pytest.mark.parametrize(
    ("headers", "words"), [({}, "Formulir ini terlalu besar"), (EN, "The form was too large")]
)
def test_too_many_fields_are_told_in_the_readers_language(
    client: Client, settings: Settings, headers: dict[str, Any], words: str
) -> None:
    form = {f"f{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    page = client.post("/ajukan/", form, **headers)
    assert page.status_code == 400
    assert words in page.content.decode()


def test_the_api_says_in_minutes_when_to_come_back(settings: Settings, client: Client) -> None:
    settings.THROTTLE = True
    path = "/api/v1/visits/ST-2026-9999/verify/"
    for headers, words in (({}, r"Silakan coba lagi dalam \d+ menit\."), (EN, r"in \d+ minutes?")):
        for _ in range(21):
            answer = client.post(path, {"code": "1"}, content_type="application/json", **headers)
        assert answer.status_code == 429
        assert re.search(words, answer.json()["detail"])
        assert int(answer["Retry-After"]) <= 3600


def test_how_long_is_told_in_minutes_then_in_hours() -> None:
    assert [wait_words(s) for s in (0, 1, 61, 7200, 7201)] == [
        "dalam 1 menit", "dalam 1 menit", "dalam 2 menit", "dalam 120 menit", "dalam 3 jam",
    ]  # fmt: skip

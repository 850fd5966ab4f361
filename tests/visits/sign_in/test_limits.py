"""Guessing passwords: a stranger stops nobody but themselves."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.visits.pages.conftest import person
from visits.models import Host
from visits.people import roles
from visits.sign_in import limits

pytestmark = pytest.mark.django_db
PASSWORD = "studi-tiru-batam-2026"


@pytest.fixture
def rina(host: Host) -> User:
    user = person(roles.PROTOCOL, username="rina", email="rina@mpp.example")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def _limited(settings: Settings) -> None:
    settings.THROTTLE = True
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}


def signs_in(address: str, password: str = PASSWORD, login: str = "rina", **meta: str) -> bool:
    """Whether a fresh browser of that address gets in."""
    form = {"login": login, "password": password}
    return Client(REMOTE_ADDR=address, **meta).post("/akun/", form).status_code == 302  # type: ignore[arg-type]


def test_a_stranger_stops_neither_the_owner_nor_others(rina: User) -> None:
    for _ in range(11):
        assert not signs_in("203.0.113.1", "salah")
    assert not signs_in("203.0.113.1"), "that network waits, even with the right one"
    assert signs_in("203.0.113.2"), "the owner does not"


def test_behind_a_proxy_too(rina: User, settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    for number in range(11):
        forged = f"198.51.100.{number}, 203.0.113.1"
        assert not signs_in("10.0.0.9", "salah", HTTP_X_FORWARDED_FOR=forged)
    assert not signs_in("10.0.0.9", HTTP_X_FORWARDED_FOR="203.0.113.1")
    assert signs_in("10.0.0.9", HTTP_X_FORWARDED_FOR="203.0.113.2")


def test_many_networks_get_fewer_tries_and_the_owner_gets_in(
    rina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MANY", 8)
    for number in range(8):
        assert not signs_in(f"198.51.100.{number}", "salah")
    # From now on one try in five minutes, instead of five.
    assert not signs_in("203.0.113.1", "salah")
    assert not signs_in("203.0.113.1")
    assert cache.get(limits._failures("rina")) == 9, "the second was not tried at all"
    assert signs_in("203.0.113.2")
    assert signs_in("203.0.113.2"), "whoever knew it need not wait"
    assert not signs_in("203.0.113.3", "salah", login="RINA"), "by whatever letters"
    assert not signs_in("203.0.113.3")

"""Guessing passwords: a stranger stops nobody but themselves."""

import datetime as dt
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from notifications.models import Message
from tests.conftest import BEGINS
from tests.factories import OfficerFactory
from tests.stack import plain_of
from tests.visits.pages.conftest import person
from tests.visits.sign_in.conftest import Mails
from visits.models import Host
from visits.people import roles
from visits.sign_in import limits
from visits.sign_in.accounts import account_of
from visits.sign_in.keys import make_key
from visits.sign_in.limits import Secret

pytestmark = pytest.mark.django_db
PASSWORD = "studi-tiru-batam-2026"
# As config/settings.py has them where THROTTLE is on.
SHIPPED = {"login_failed": "10/m/ip,5/5m/key", "login": None, "reset_password": "20/m/ip"}


@pytest.fixture
def rina(host: Host) -> User:
    user = person(roles.PROTOCOL, username="rina", email="rina@mpp.example")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def _limited(settings: Settings) -> None:
    settings.THROTTLE = True
    settings.ACCOUNT_RATE_LIMITS = SHIPPED


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
    of_rina = limits._failures(Secret.PASSWORD, account_of({"username": "rina"}))
    assert cache.get(of_rina) == 9, "the second was not tried at all"
    assert signs_in("203.0.113.2")
    assert signs_in("203.0.113.2"), "whoever knew it need not wait"
    assert not signs_in("203.0.113.3", "salah", login="RINA"), "by whatever letters"
    assert not signs_in("203.0.113.3")


def test_addresses_of_one_ipv6_network_are_one_place(rina: User) -> None:
    for number in range(5):
        assert not signs_in(f"2001:db8:1:2::{number + 1:x}", "salah")
    assert not signs_in("2001:db8:1:2:ffff::1"), "the same /64"
    assert signs_in("2001:db8:1:3::1"), "another one"
    for number in range(10):
        assert not signs_in(f"2001:db8:7:7::{number + 1:x}", "salah", login=f"orang{number}")
    assert not signs_in("2001:db8:7:7::ff"), "a network's own limit, whoever is tried"


def test_name_and_address_in_any_letters_are_one_account(rina: User) -> None:
    for login in ("rina", "RINA", "rina@mpp.example", "Rina@MPP.example", "rina"):
        assert not signs_in("203.0.113.1", "salah", login=login)
    assert not signs_in("203.0.113.1")
    assert not signs_in("203.0.113.1", login="rina@mpp.example")


def test_the_owners_browser_gets_in_beside_a_stranger_in_the_same_network(rina: User) -> None:
    """An office has one address: a colleague, or a guest in its WiFi, shuts nobody else out."""
    own = Client(REMOTE_ADDR="203.0.113.1")  # type: ignore[arg-type]
    form = {"login": "rina", "password": PASSWORD}
    own.post("/akun/", form)
    own.post("/akun/logout/")
    for _ in range(40):
        signs_in("203.0.113.1", "salah")
    assert not signs_in("203.0.113.1")
    assert own.post("/akun/", form).status_code == 302


def test_an_own_browser_guesses_no_more_than_any_other(rina: User) -> None:
    own = Client()
    own.post("/akun/", {"login": "rina", "password": PASSWORD})
    own.post("/akun/logout/")
    for _ in range(5):
        own.post("/akun/", {"login": "rina", "password": "salah"})
    assert own.post("/akun/", {"login": "rina", "password": PASSWORD}).status_code == 200
    assert signs_in("203.0.113.2"), "a stolen computer does not shut the owner out"


def reset_link(mails: Mails) -> str:
    found = [re.search(r"(/akun/sandi/kunci/\S+)", plain_of(mail)) for mail in mails()]
    [link] = [match[1] for match in found if match]
    return str(link)


def test_the_mailed_link_lets_its_owner_in_and_nobody_else(rina: User, mails: Mails) -> None:
    def burn() -> None:
        for _ in range(12):
            signs_in("203.0.113.1", "salah")

    burn()
    owner = Client(REMOTE_ADDR="203.0.113.1")  # type: ignore[arg-type]
    form = {"login": "rina", "password": PASSWORD}
    assert owner.post("/akun/", form).status_code == 200, "a new browser in that network"
    owner.post("/akun/sandi/", {"email": "rina@mpp.example"})
    address = owner.get(reset_link(mails), follow=True).redirect_chain[-1][0]
    new = "kata-sandi-yang-baru-9"
    assert owner.post(address, {"password1": new, "password2": new}).status_code == 302
    burn()  # and the stranger goes on
    assert owner.post("/akun/", {"login": "rina", "password": new}).status_code == 302
    assert not signs_in("203.0.113.1", new), "another browser there still waits"


def test_the_link_lifts_what_the_owner_spent_too(rina: User, mails: Mails) -> None:
    own = Client(REMOTE_ADDR="203.0.113.1")  # type: ignore[arg-type]
    own.post("/akun/", {"login": "rina", "password": PASSWORD})
    own.post("/akun/logout/")
    for _ in range(6):
        own.post("/akun/", {"login": "rina", "password": "salah"})
    own.post("/akun/sandi/", {"email": "rina@mpp.example"})
    address = own.get(reset_link(mails), follow=True).redirect_chain[-1][0]
    new = "kata-sandi-yang-baru-9"
    own.post(address, {"password1": new, "password2": new})
    assert own.post("/akun/", {"login": "rina", "password": new}).status_code == 302


def test_who_asks_for_links_to_anothers_address_keeps_nobody_from_asking(
    rina: User, mails: Mails
) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.1")  # type: ignore[arg-type]
    asked = [stranger.post("/akun/sandi/", {"email": rina.email}).status_code for _ in range(30)]
    assert asked[-1] == 429
    owner = Client(REMOTE_ADDR="203.0.113.2")  # type: ignore[arg-type]
    assert owner.post("/akun/sandi/", {"email": rina.email}).status_code == 302
    assert 1 <= len(mails()) <= 3, "and the mailbox is not flooded"


def attack_mails(mails: Mails) -> list[str]:
    return [
        plain_of(mail)
        for mail in mails()
        if str(mail["Subject"])
        in ("Ada yang mencoba masuk ke akun Anda", "Somebody tries to sign in to your account")
    ]


def test_the_owner_is_told_once_a_day_in_their_language(rina: User, mails: Mails) -> None:
    OfficerFactory.create(user=rina, language="en")
    with time_machine.travel(BEGINS) as clock:
        for number in range(4):
            signs_in(f"198.51.100.{number}", "salah")
        assert attack_mails(mails) == []
        for number in range(30):
            signs_in(f"198.51.100.{number}", "salah", HTTP_ACCEPT_LANGUAGE="id")
        [words] = attack_mails(mails)
        assert "several times" in words
        assert "/akun/sandi/" in words
        assert "/akun/sandi/kunci/" not in words
        assert Message.objects.get().recipient == "rina@mpp.example"
        clock.shift(dt.timedelta(hours=25))
        for number in range(5):
            signs_in(f"198.51.100.{number}", "salah")
        assert len(attack_mails(mails)) == 2


def test_nobody_is_told_of_accounts_that_are_none_or_of_the_owners_own_slips(
    rina: User, mails: Mails
) -> None:
    for number in range(9):
        signs_in(f"198.51.100.{number}", "salah", login="tidak-ada")
    own = Client()
    own.post("/akun/", {"login": "rina", "password": PASSWORD})
    own.post("/akun/logout/")
    for _ in range(9):
        own.post("/akun/", {"login": "rina", "password": "salah"})
    rina.is_active = False
    rina.save()
    for number in range(9):
        signs_in(f"198.51.100.{number}", "salah")
    assert attack_mails(mails) == []


# --- The second step: whoever comes so far knows the password ------------------------------------


@pytest.fixture
def secret(rina: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    RecoveryCodes.activate(rina)
    return secret


def at_second_step(address: str) -> Client:
    client = Client(REMOTE_ADDR=address)  # type: ignore[arg-type]
    answer = client.post("/akun/", {"login": "rina", "password": PASSWORD})
    assert answer["Location"] == "/akun/keamanan/authenticate/"
    return client


def gives(client: Client, code: str) -> bool:
    """Whether the code lets them in."""
    return client.post("/akun/keamanan/authenticate/", {"code": code}).status_code == 302


def shown(secret: str) -> str:
    """The code that the app shows now; limits stay as they are."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_wrong_codes_of_a_stranger_stop_their_network_alone(
    rina: User, secret: str, mails: Mails
) -> None:
    stranger = at_second_step("203.0.113.1")
    assert not any(gives(stranger, "000000") for _ in range(6))
    assert not gives(stranger, shown(secret)), "even the right one"
    assert gives(at_second_step("203.0.113.2"), shown(secret)), "the owner elsewhere"
    [words] = attack_mails(mails)
    assert "mengetahui kata sandi" in words


def test_recovery_codes_count_alike(rina: User, secret: str) -> None:
    code = Authenticator.objects.get(user=rina, type="recovery_codes").wrap().get_unused_codes()[0]
    stranger = at_second_step("203.0.113.1")
    assert not any(gives(stranger, "12345678") for _ in range(5))
    assert not gives(stranger, code)
    assert gives(at_second_step("203.0.113.2"), code)


def test_of_many_networks_one_tries_a_code_in_five_minutes_and_the_owners_browser_goes_on(
    rina: User, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MANY", 4)
    owner = at_second_step("203.0.113.9")
    assert gives(owner, shown(secret))
    owner.post("/akun/logout/")
    strangers = [at_second_step(f"198.51.100.{number}") for number in range(6)]
    assert not any(gives(stranger, "000000") for stranger in strangers)
    assert not gives(strangers[5], "000000")
    cache_key = limits._failures(Secret.CODE, account_of({"username": "rina"}))
    assert cache.get(cache_key) == 5, "of those after the fourth, one alone was tried"
    owner.post("/akun/", {"login": "rina", "password": PASSWORD})
    with time_machine.travel(time.time() + 60):
        assert gives(owner, shown(secret))


# --- Doors beside it -----------------------------------------------------------------------------


def test_guessing_keys_shuts_out_no_program_in_the_same_network(host: Host) -> None:
    _key, right = make_key(name="Portal", scopes=["visits:read"])
    client = Client(REMOTE_ADDR="203.0.113.1")  # type: ignore[arg-type]

    def reads(key: str) -> int:
        headers = {"authorization": f"Bearer {key}"}
        return client.get("/api/v1/visits/", headers=headers).status_code

    assert {reads(f"sgk_{number:043d}") for number in range(100)} == {401}
    assert reads(right) == 200

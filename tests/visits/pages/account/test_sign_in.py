"""Signing in, the second factor, forgotten passwords, sessions."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from notifications.due import run_due
from tests.stack import plain_of
from tests.visits.pages.conftest import person
from visits.models import Host
from visits.people import roles

pytestmark = pytest.mark.django_db
PASSWORD = "studi-tiru-batam-2026"


@pytest.fixture
def rina(host: Host) -> User:
    user = person(roles.PROTOCOL, username="rina", email="rina@mpp.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, password: str = PASSWORD, login: str = "rina") -> str:
    answer = client.post("/akun/", {"login": login, "password": password})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.mark.parametrize("login", ["rina", "rina@mpp.example"])
def test_name_or_address_and_password_sign_in(client: Client, rina: User, login: str) -> None:
    assert sign_in(client, login=login) == "/petugas/"


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client, rina: User) -> None:
    page = sign_in(client, "salah")
    assert 'value="rina"' in page
    assert 'role="alert"' in page


def test_nobody_guesses_for_ever(client: Client, rina: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
    for _ in range(6):
        sign_in(client, "salah")
    assert sign_in(client) != "/petugas/"  # even the right one must wait now


def test_with_an_authenticator_app_its_code_is_asked_for(client: Client, rina: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    [code, *_rest] = RecoveryCodes.activate(rina).get_unused_codes()
    assert sign_in(client) == "/akun/keamanan/authenticate/"
    assert client.get("/petugas/").status_code == 302
    assert client.post("/akun/keamanan/authenticate/", {"code": "000000"}).status_code == 200
    done = client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    assert done["Location"] == "/petugas/"
    other = Client()
    sign_in(other)
    assert other.post("/akun/keamanan/authenticate/", {"code": code})["Location"] == "/petugas/"
    third = Client()
    sign_in(third)
    assert third.post("/akun/keamanan/authenticate/", {"code": code}).status_code == 200  # once


def test_an_app_is_set_up_from_the_picture_or_the_letters(client: Client, rina: User) -> None:
    sign_in(client)
    asked = client.get("/akun/keamanan/totp/activate/")["Location"]
    data = {"password": PASSWORD, "next": "/akun/keamanan/totp/activate/"}
    assert client.post(asked, data)["Location"] == data["next"]
    page = client.get(data["next"]).content.decode()
    assert "data:image/svg" in page
    secret = re.search(r"<code>(\w+)</code>", page)
    assert secret
    done = client.post("/akun/keamanan/totp/activate/", {"code": code_of(secret[1])})
    assert done.status_code == 302
    kinds = set(Authenticator.objects.filter(user=rina).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert (
        len(
            re.findall(
                r"<li>\d{8}</li>", client.get("/akun/keamanan/recovery-codes/").content.decode()
            )
        )
        == 10
    )


def test_a_role_may_be_made_to_have_a_second_factor(
    client: Client, rina: User, settings: Settings
) -> None:
    settings.MFA_REQUIRED_FOR = ["protocol"]
    sign_in(client)
    assert client.get("/petugas/")["Location"] == "/akun/keamanan/"
    assert 'class="notice notice--wait"' in client.get("/akun/keamanan/").content.decode()
    assert client.get("/api/v1/visits/").status_code == 403
    leader = Client()
    leader.force_login(person(roles.LEADER))
    assert leader.get("/petugas/", follow=True).status_code == 200


def test_a_forgotten_password_comes_by_the_demos_mail(
    client: Client, rina: User, settings: Settings, tmp_path: Path
) -> None:
    settings.DEMO, settings.DEMO_SMTP = True, False
    for address in ("rina@mpp.example", "nobody@mpp.example"):
        answer = client.post("/akun/sandi/", {"email": address})
        assert answer["Location"] == "/akun/sandi/terkirim/"  # nobody learns who has an account
    run_due(now=timezone.now())
    [file] = (tmp_path / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["From"].addresses[0].addr_spec == Host.load().email
    assert letter["To"] == "rina@mpp.example"
    assert client.get("/demo/surat/").content.decode().count(".eml/") == 1
    link = re.search(r"https?://[^/\s]+(/akun/sandi/kunci/\S+)", plain_of(letter))
    assert link
    address = client.get(link[1], follow=True).redirect_chain[-1][0]
    new = "kata-sandi-yang-baru-9"
    short = client.post(address, {"password1": "pendek", "password2": "pendek"})
    assert short.status_code == 200
    assert "field__error" in short.content.decode()
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), new) == "/petugas/"


def test_a_link_works_once(client: Client, rina: User, tmp_path: Path) -> None:
    client.post("/akun/sandi/", {"email": rina.email})
    run_due(now=timezone.now())
    [file] = (tmp_path / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    link = re.search(r"https?://[^/\s]+(/akun/sandi/kunci/\S+)", plain_of(letter))
    assert link
    address = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(address, {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})
    assert 'name="password1"' not in Client().get(link[1], follow=True).content.decode()


def test_sessions_are_listed_and_ended(rina: User) -> None:
    here, there = Client(), Client(headers={"user-agent": "Ponsel Rina"})
    sign_in(here)
    sign_in(there)
    page = here.get("/akun/sesi/").content.decode()
    assert "Ponsel Rina" in page
    assert here.post("/akun/sesi/").status_code == 302
    assert here.get("/petugas/").status_code == 200
    assert there.get("/petugas/").status_code == 302


def test_changing_the_password_asks_for_the_old_one(client: Client, rina: User) -> None:
    sign_in(client)
    data = {"oldpassword": "salah", "password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    assert client.post("/akun/sandi/ganti/", data).status_code == 200
    done = client.post("/akun/sandi/ganti/", {**data, "oldpassword": PASSWORD})
    assert done.status_code == 302
    assert sign_in(Client(), PASSWORD + "x") == "/petugas/"


@pytest.mark.parametrize(
    "path",
    ["", "sandi/", "sandi/terkirim/", "sandi/selesai/", "nonaktif/", "tutup/", "sandi/kunci/1-x/"],
)
def test_pages_before_signing_in_are_ours(client: Client, host: Host, path: str) -> None:
    page = client.get(f"/akun/{path}")
    assert page.status_code == 200
    assert "css/base.css" in page.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "keamanan/",
        "keamanan/totp/activate/",
        "keamanan/webauthn/",
        "keamanan/webauthn/add/",
        "keamanan/reauthenticate/",
        "sandi/ganti/",
        "sesi/",
        "pastikan/",
        "logout/",
    ],
)
def test_pages_of_the_account_are_ours(client: Client, rina: User, path: str) -> None:
    sign_in(client)
    page = client.get(f"/akun/{path}", follow=True)
    assert page.status_code == 200
    assert "css/base.css" in page.content.decode()


def test_nobody_signs_up(client: Client, host: Host) -> None:
    client.post("/akun/tutup/", {"username": "x", "email": "x@x.example", "password1": PASSWORD})
    assert not User.objects.exists()

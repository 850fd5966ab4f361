"""Attack: the admin's own sign-in, and every other page that takes a password."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.visits.sign_in.conftest import LIMITS, PASSWORD, sign_in

pytestmark = pytest.mark.django_db


def test_sixty_wrong_passwords_at_the_admin_and_the_right_one_open_nothing(
    client: Client, rina: User, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    for password in [*["salah"] * 60, PASSWORD]:
        answer = client.post(
            "/admin/login/?next=/admin/", {"username": "rina", "password": password}
        )
        assert answer.status_code == 302
        assert answer["Location"] == "/akun/?next=%2Fadmin%2F"
    assert "sessionid" not in client.cookies
    assert client.get("/admin/").status_code == 302
    # The one door that there is closes after a few tries, for the right password too.
    for _ in range(12):
        sign_in(client, "salah")
    assert 'role="alert"' in sign_in(client)
    for _ in range(48):
        sign_in(client, "salah")
    assert "Mohon tunggu" in sign_in(client)
    assert client.get("/admin/").status_code == 302


def test_the_admin_is_reached_through_the_one_door(client: Client, rina: User) -> None:
    led = client.get("/admin/visits/agency/", follow=True)
    assert led.redirect_chain[-1][0] == "/akun/?next=%2Fadmin%2Fvisits%2Fagency%2F"
    given = {"login": "rina", "password": PASSWORD, "next": "/admin/visits/agency/"}
    assert client.post("/akun/", given)["Location"] == "/admin/visits/agency/"
    assert client.get("/admin/visits/agency/").status_code == 200
    assert client.get("/admin/login/")["Location"] == "/admin/"


def test_with_a_factor_the_admins_door_asks_for_it(client: Client, rina: User) -> None:
    TOTP.activate(rina, generate_totp_secret())
    client.post("/admin/login/", {"username": "rina", "password": PASSWORD})
    assert sign_in(client) == "/akun/keamanan/authenticate/"
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example/x"])
def test_the_door_leads_to_no_other_site(client: Client, rina: User, next_page: str) -> None:
    address = client.get("/admin/login/", {"next": next_page})["Location"]
    after = parse_qs(urlsplit(address).query)["next"][0]
    answer = client.post(
        "/akun/", {"login": "rina", "password": PASSWORD, "next": after}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/admin/"


def test_who_may_not_into_the_admin_is_refused_and_not_sent_round(client: Client) -> None:
    client.force_login(User.objects.create_user("andi"))
    assert client.get("/admin/", follow=True).status_code == 403


def test_the_admins_page_for_ones_own_password_is_the_limited_one(
    client: Client, rina: User
) -> None:
    client.force_login(rina)
    answer = client.post("/admin/password_change/", {"old_password": "salah"})
    assert answer["Location"] == "/akun/sandi/ganti/"


def test_nothing_of_signing_in_stands_in_the_admin(client: Client, rina: User) -> None:
    RecoveryCodes.activate(rina)
    client.force_login(rina)
    sign_in(client)
    shown = {model._meta.app_label for model in admin.site._registry}
    assert not shown & {"mfa", "account", "usersessions", "sessions"}
    for path in ("mfa/authenticator", "usersessions/usersession", "account/emailaddress"):
        assert client.get(f"/admin/{path}/").status_code == 404

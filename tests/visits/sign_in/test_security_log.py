"""The security log: every way in, every refusal, every change of rights; no secret in any line."""

import io
import json
import re
from urllib.parse import urlencode

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from notifications.feeds import contents
from notifications.models import Feed
from tests.stack import plain_of
from tests.visits.pages.conftest import person
from tests.visits.sign_in.conftest import (
    LIMITS,
    PASSWORD,
    Lines,
    Mails,
    code_of,
    set_up_app,
    sign_in,
)
from visits.models import ApiKey
from visits.people import roles

pytestmark = pytest.mark.django_db


def test_a_sign_in_says_who_how_and_from_where(rina: User, noted: Lines) -> None:
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    client = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(client)
    client.post("/akun/keamanan/authenticate/", {"code": "000000"})
    client.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    client.post("/akun/logout/")
    [done] = noted("signed_in")
    assert done["account"] == done["by"] == "rina"
    assert done["ways"] == ["password", "totp"]
    assert done["network"] == "203.0.113.9"
    assert done["timestamp"].endswith("Z")
    assert [line["factor"] for line in noted("second_factor_failed")] == ["totp"]
    assert [line["factor"] for line in noted("second_factor_used")] == ["totp"]
    assert [line["account"] for line in noted("signed_out")] == ["rina"]


def test_a_failure_names_the_account_and_never_what_was_typed(
    rina: User, noted: Lines, raw_log: io.StringIO, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = LIMITS
    sign_in(Client(), "KataSandiSalah", login="RINA")
    sign_in(Client(), "KataSandiSalah", login="rina@mpp.example")
    sign_in(Client(), "KataSandiSalah", login="SandiDiKolomNama")
    tried = [(line["account"], line["level"]) for line in noted("sign_in_failed")]
    assert tried == [("rina", "warning"), ("rina", "warning"), (None, "warning")]
    for _ in range(6):
        sign_in(Client(), "KataSandiSalah")
    assert noted("sign_in_failed")[-1]["reason"] == "too_many_tries"
    assert "KataSandiSalah" not in raw_log.getvalue()
    assert "SandiDiKolomNama" not in raw_log.getvalue()


def test_a_password_changed_and_one_forgotten(
    rina: User, noted: Lines, raw_log: io.StringIO, mails: Mails
) -> None:
    client = Client()
    sign_in(client)
    new = {"password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    client.post("/akun/sandi/ganti/", {"oldpassword": PASSWORD, **new})
    assert [line["account"] for line in noted("password_changed")] == ["rina"]
    Client().post("/akun/sandi/", {"email": rina.email})
    link = re.search(r"https?://[^/\s]+(/akun/sandi/kunci/\S+)", plain_of(mails()[-1]))
    assert link
    other = Client()
    address = other.get(link[1], follow=True).redirect_chain[-1][0]
    other.post(address, {"password1": PASSWORD + "y", "password2": PASSWORD + "y"})
    assert [line["account"] for line in noted("password_reset")] == ["rina"]
    assert PASSWORD not in raw_log.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_factor_added_and_removed(rina: User, noted: Lines, raw_log: io.StringIO) -> None:
    client = Client()
    sign_in(client)
    secret = set_up_app(client)
    assert {line["factor"] for line in noted("second_factor_added")} == {"totp", "recovery_codes"}
    page = "/akun/keamanan/totp/deactivate/"
    asked = client.get(page)
    if asked.status_code == 302:
        client.post(asked["Location"], {"code": code_of(secret), "next": page})
    client.post(page)
    removed = noted("second_factor_removed")
    assert "totp" in {line["factor"] for line in removed}
    assert {line["account"] for line in removed} == {"rina"}
    assert secret not in raw_log.getvalue()


def test_accounts_and_roles_by_whichever_door(rina: User, noted: Lines) -> None:
    client = Client()
    client.force_login(rina)
    budi = {"name": "Budi", "username": "budi", "email": "budi@mpp.example", "role": "protocol"}
    client.post("/petugas/pengaturan/orang/baru/", budi)
    [made] = noted("account_made")
    assert (made["account"], made["by"], made["admin"]) == ("budi", "rina", False)
    assert noted("role_changed")[-1]["roles"] == ["protocol"]
    pk = User.objects.get(username="budi").pk
    given = {**budi, "role": "leader", "active": "on"}
    client.post(f"/petugas/pengaturan/orang/{pk}/", given)
    changed = noted("role_changed")[-1]
    assert (changed["account"], changed["by"], changed["roles"]) == ("budi", "rina", ["leader"])
    client.post(f"/petugas/pengaturan/orang/{pk}/", {**given, "active": ""})
    assert noted("account_changed")[-1]["fields"] == ["is_active"]
    # The admin, and a command.
    client.post(
        f"/admin/auth/user/{pk}/password/",
        {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"},
    )
    assert noted("account_changed")[-1]["fields"] == ["password"]
    call_command("createsuperuser", interactive=False, username="tamu", email="t@t.example")
    root = noted("account_made")[-1]
    assert (root["account"], root["admin"]) == ("tamu", True)
    assert "by" not in root
    User.objects.get(username="budi").delete()
    assert noted("account_removed")[-1]["account"] == "budi"


def test_a_seen_sign_in_is_no_change_of_an_account(rina: User, noted: Lines) -> None:
    before = len(noted("account_changed"))
    sign_in(Client())
    assert len(noted("account_changed")) == before


def test_keys_and_feeds_made_and_revoked(rina: User, noted: Lines, raw_log: io.StringIO) -> None:
    client = Client()
    client.force_login(rina)
    page = client.post(
        "/petugas/pengaturan/kunci-api/", {"name": "Portal", "scopes": ["visits:read"]}
    ).content.decode()
    key = re.search(r"sgk_[\w-]+", page)
    assert key
    pk = ApiKey.objects.get().pk
    client.post(f"/petugas/pengaturan/kunci-api/{pk}/cabut/")
    [made], [revoked] = noted("api_key_made"), noted("api_key_revoked")
    assert (made["key"], made["name"], made["scopes"]) == (pk, "Portal", ["visits:read"])
    assert made["by"] == revoked["by"] == "rina"
    _, address = contents.create("staff", name="Kepala")
    client.post(reverse("settings-feed-revoke", args=[Feed.objects.get().pk]))
    assert [line["name"] for line in noted("feed_made")] == ["Kepala"]
    assert [(line["name"], line["by"]) for line in noted("feed_revoked")] == [("Kepala", "rina")]
    client.post("/admin/visits/apikey/", {"action": "revoke", "_selected_action": [pk]})
    assert len(noted("api_key_revoked")) == 1  # it was already
    assert key[0] not in raw_log.getvalue()
    assert address.rsplit("/", 1)[1].removesuffix(".ics") not in raw_log.getvalue()


def test_refusals_say_what_was_asked_for(noted: Lines) -> None:
    client = Client()
    client.force_login(person(roles.LEADER, username="lia"))
    client.get("/petugas/pengaturan/orang/")
    client.get("/admin/", follow=True)
    Client().get("/api/v1/visits/", headers={"authorization": "Bearer sgk_tidakada"})
    Client(enforce_csrf_checks=True).post("/akun/", {"login": "x"})
    found = [(line["status"], line["method"], line["path"]) for line in noted("refused")]
    assert found == [
        (403, "GET", "/petugas/pengaturan/orang/"),
        (403, "GET", "/admin/login/"),
        (401, "GET", "/api/v1/visits/"),
        (403, "POST", "/akun/"),
    ]
    assert [line.get("by") for line in noted("refused")] == ["lia", "lia", None, None]


def test_who_asks_too_often_is_noted(rina: User, noted: Lines, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        sign_in(Client(), "salah")
    assert [(line["status"], line["path"]) for line in noted("refused")] == [(429, "/akun/")]


@pytest.mark.parametrize("login", ["x" * 60_000, "rina\x00", "\ud800", "rina@" + "x" * 400, " "])
def test_no_account_name_breaks_the_door(rina: User, noted: Lines, login: str) -> None:
    answer = Client(raise_request_exception=False).post(
        "/akun/",
        urlencode({"login": login, "password": "salah"}, errors="surrogatepass"),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (200, 400)
    assert not noted("signed_in")


def test_each_line_is_one_line_whatever_an_account_is_called(
    noted: Lines, raw_log: io.StringIO
) -> None:
    User.objects.create_user('budi"\n{"event": "signed_in"}')
    for line in raw_log.getvalue().splitlines():
        json.loads(line)
    assert not noted("signed_in")

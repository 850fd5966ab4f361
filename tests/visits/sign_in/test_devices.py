"""Attack: somebody else's password, used from a browser that its owner has never seen."""

import datetime as dt
from email.message import EmailMessage

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.conftest import BEGINS
from tests.stack import plain_of
from tests.visits.sign_in.conftest import PASSWORD, Lines, Mails, code_of, sign_in
from visits.sign_in import devices

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["Subject"]) for mail in mails]


def test_a_new_browser_is_told_to_the_accounts_holder(
    rina: User, mails: Mails, noted: Lines
) -> None:
    own = Client()
    sign_in(own)
    assert mails() == []  # the very first time nobody can be surprised
    own.post("/akun/logout/")
    sign_in(own)
    assert mails() == []
    sign_in(Client(headers={"user-agent": FIREFOX}))
    [mail] = mails()
    assert str(mail["Subject"]) == "Masuk dari perangkat baru"
    assert mail["To"] == "rina@mpp.example"
    assert "Firefox, Windows" in plain_of(mail)
    assert [line["account"] for line in noted("new_device")] == ["rina"]


def test_in_english_for_who_reads_english(rina: User, mails: Mails) -> None:
    sign_in(Client())
    sign_in(Client(headers={"accept-language": "en"}))
    [mail] = mails()
    assert str(mail["Subject"]) == "Signed in from a new device"
    assert "browser that it was not used in before" in plain_of(mail)


def test_a_password_alone_is_no_sign_in_yet(rina: User, mails: Mails) -> None:
    sign_in(Client())
    secret = generate_totp_secret()
    TOTP.activate(rina, secret)
    other = Client()
    sign_in(other)
    assert mails() == []
    other.post("/akun/keamanan/authenticate/", {"code": code_of(secret)})
    assert subjects(mails()) == ["Masuk dari perangkat baru"]


@pytest.mark.parametrize("forged", ["", "WzFd:1:x", "[1]", "x" * 4000])
def test_a_browser_cannot_call_itself_known(rina: User, mails: Mails, forged: str) -> None:
    sign_in(Client())
    other = Client()
    other.cookies["perangkat"] = forged
    sign_in(other)
    assert len(mails()) == 1


def test_known_to_one_account_is_new_to_another(rina: User, mails: Mails) -> None:
    User.objects.create_user("budi", "budi@mpp.example", PASSWORD)
    shared, elsewhere = Client(), Client()
    sign_in(elsewhere, login="budi")
    sign_in(shared)
    shared.post("/akun/logout/")
    sign_in(shared, login="budi")
    assert [mail["To"] for mail in mails()] == ["budi@mpp.example"]
    shared.post("/akun/logout/")
    sign_in(shared)
    sign_in(shared, login="budi")
    assert len(mails()) == 1


def test_a_browser_is_forgotten_after_long(rina: User, mails: Mails) -> None:
    own = Client()
    sign_in(own)
    own.cookies["perangkat"]["max-age"] = ""
    with time_machine.travel(BEGINS + devices.KEPT_FOR + dt.timedelta(days=1)):
        sign_in(own)
    assert len(mails()) == 1


def test_what_a_browser_calls_itself_is_in_no_mail(rina: User, mails: Mails) -> None:
    sign_in(Client())
    words = "Akun Anda diblokir, buka https://evil.example/ sekarang"
    sign_in(Client(headers={"user-agent": words}))
    [mail] = mails()
    assert "evil" not in plain_of(mail)
    assert "diblokir" not in plain_of(mail)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_http(rina: User, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    sign_in(client, secure=True)
    cookie = client.cookies["__Host-perangkat"]
    assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (
        True,
        True,
        "/",
        "",
    )
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/26 Safari/604.1", "Safari, iPhone"),
        ("curl/8.1", "?"),
        ("", "?"),
    ],
)
def test_browsers_are_told_by_our_own_words(user_agent: str, words: str) -> None:
    assert devices.words_of(user_agent) == words

"""The second step and the end of a session in real Chromium: on a phone and at a desk."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.desk import (
    DESK_FIRST,
    PASSWORD,
    follow,
    is_sound,
    picture,
    sign_in,
    window,
)
from tests.browser.test_day import with_passkeys
from tests.stack import eventually
from tests.visits.sign_in.conftest import LIMITS, code_of
from visits.models import Note, Visit
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
WIDTHS = pytest.mark.parametrize("width", DESK_FIRST)


def make_old(seconds: int) -> None:
    """As if all sessions had last been used so long ago."""
    for row in Session.objects.all():
        store = SessionStore(row.pk)
        store["seen_at"] = store["seen_at"] - seconds
        store.save()


def write_note(page: Page, url: str, visit: Visit) -> None:
    page.goto(f"{url}/petugas/kunjungan/{visit.reference}/")
    page.locator("#note").fill("Tamu minta kursi roda.")


def send_note(page: Page) -> None:
    with page.expect_navigation():
        page.locator('form[action$="/catatan/"] button').click()


@WIDTHS
def test_a_session_without_the_second_step_is_led_to_it_and_loses_nothing(
    browser: Browser, url: str, visit: Visit, people: dict[str, User], width: int, settings: Any
) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        write_note(page, url, visit)
        secret = generate_totp_secret()
        TOTP.activate(people[roles.PROTOCOL], secret)
        settings.MFA_REQUIRED_FOR = [roles.PROTOCOL]
        send_note(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Langkah kedua")
        expect(page.get_by_text("Tamu minta kursi roda.")).to_be_visible()
        picture(page, "second-step-1-kept")
        is_sound(page)
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Lanjutkan di tab baru").click()
        tab = opened.value
        tab.set_viewport_size(page.viewport_size or {"width": width, "height": 844})
        expect(tab.get_by_role("button", name="Keluar")).to_be_visible()
        picture(tab, "second-step-2-code")
        is_sound(tab)
        tab.get_by_label("Kode").fill(code_of(secret))
        follow(tab.get_by_role("button", name="Lanjut"))
        expect(tab.get_by_role("heading", level=1)).not_to_have_text("Benarkah ini Anda?")
        with page.expect_navigation():
            page.get_by_role("button", name="Kirim lagi").click()
        assert Note.objects.get().text == "Tamu minta kursi roda."


@WIDTHS
def test_who_comes_back_after_hours_is_told_and_loses_nothing(
    browser: Browser, url: str, visit: Visit, width: int
) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        write_note(page, url, visit)
        make_old(4 * 3600)
        send_note(page)
        expect(page.get_by_text("Sesi Anda telah berakhir")).to_be_visible()
        expect(page.get_by_text("Tamu minta kursi roda.")).to_be_visible()
        picture(page, "session-1-ended")
        is_sound(page)


def test_a_passkey_set_up_opens_the_desk_here_and_must_be_shown_elsewhere(
    browser: Browser, url: str, people: dict[str, User], settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    url = url.replace("127.0.0.1", "localhost")
    with window(browser, 390) as page:
        with_passkeys(page)
        sign_in(page, url, roles.PROTOCOL)
        settings.MFA_REQUIRED_FOR = [roles.PROTOCOL]
        page.goto(f"{url}/petugas/")
        expect(page.get_by_text("Peran Anda memerlukan cara masuk kedua.")).to_be_visible()
        picture(page, "second-step-3-none-yet")
        is_sound(page)
        page.get_by_role("link", name="Tambah kunci sandi").click()
        page.get_by_label("Kata sandi").fill(PASSWORD)
        follow(page.get_by_role("button", name="Lanjut"))
        page.get_by_label("Nama").fill("Ponsel saya")
        page.get_by_label(re.compile("tanpa kata sandi", re.IGNORECASE)).check()
        page.get_by_role("button", name="Tambah kunci sandi").click()
        page.wait_for_url(re.compile("recovery-codes|webauthn/$"))
        page.goto(f"{url}/petugas/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kotak masuk")
        follow(page.get_by_role("button", name="Keluar"))
        # Signed in by a password alone, from before the passkey.
        page.context.clear_cookies()
        settings.MFA_REQUIRED_FOR = []
        old = SessionStore()
        user = people[roles.PROTOCOL]
        old.update(
            {
                "_auth_user_id": str(user.pk),
                "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
                "_auth_user_hash": user.get_session_auth_hash(),
            }
        )
        old.create()
        page.context.add_cookies(
            [{"name": "sessionid", "value": old.session_key or "", "url": url}]
        )
        page.goto(f"{url}/petugas/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kotak masuk")
        settings.MFA_REQUIRED_FOR = [roles.PROTOCOL]
        page.goto(f"{url}/petugas/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Benarkah ini Anda?")
        if page.get_by_role("button", name="Pakai kunci sandi").count() == 0:
            page.get_by_role("link", name=re.compile("kunci", re.IGNORECASE)).click()
        picture(page, "second-step-4-passkey")
        is_sound(page)
        page.get_by_role("button", name="Pakai kunci sandi").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kotak masuk")


def test_a_passkey_is_asked_for_once_the_page_can_hear_it(browser: Browser, url: str) -> None:
    with window(browser, 390) as page:
        waiting: list[Route] = []
        page.route("**/webauthn*.js", lambda route: waiting.append(route))
        page.goto(f"{url}/akun/", wait_until="commit")
        button = page.get_by_role("button", name="Masuk dengan kunci sandi")
        expect(button).to_be_disabled()

        def let_through() -> bool:
            while waiting:
                waiting.pop().continue_()
            return button.is_enabled()

        eventually(let_through)


def test_a_passkey_opens_the_desk_while_passwords_and_codes_wait(
    browser: Browser, url: str, people: dict[str, User], settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.THROTTLE = True
    settings.ACCOUNT_RATE_LIMITS = {**LIMITS, "login": None}
    settings.MFA_RATE_LIMITS = {"webauthn_login": None}
    url = url.replace("127.0.0.1", "localhost")
    user = people[roles.PROTOCOL]
    with window(browser, 390) as page:
        with_passkeys(page)
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/akun/keamanan/webauthn/add/")
        page.get_by_label("Kata sandi").fill(PASSWORD)
        follow(page.get_by_role("button", name="Lanjut"))
        page.get_by_label("Nama").fill("Ponsel saya")
        page.get_by_label(re.compile("tanpa kata sandi", re.IGNORECASE)).check()
        page.get_by_role("button", name="Tambah kunci sandi").click()
        page.wait_for_url(re.compile("recovery-codes|webauthn/$"))
        page.context.clear_cookies()
        # A stranger behind the same address tries on.
        stranger = Client(REMOTE_ADDR="127.0.0.1")  # type: ignore[arg-type]
        form = {"login": user.get_username(), "password": "salah"}
        for _ in range(12):
            stranger.post("/akun/", form)
        for _ in range(12):
            stranger.post("/akun/keamanan/webauthn/login/", {"credential": "{}"})
        refused = stranger.post("/akun/", {**form, "password": PASSWORD}).content.decode()
        assert "Terlalu banyak percobaan" in refused or "Mohon tunggu" in refused
        page.goto(f"{url}/akun/")
        page.get_by_role("button", name="Masuk dengan kunci sandi").click()
        page.wait_for_url(re.compile("/petugas/"))
        page.context.clear_cookies()
        # As a second step, too, after wrong codes of the same browser.
        settings.THROTTLE, settings.ACCOUNT_RATE_LIMITS = False, False
        page.goto(f"{url}/akun/")
        page.locator("[name=login]").fill(user.get_username())
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(re.compile("authenticate"))
        settings.THROTTLE, settings.ACCOUNT_RATE_LIMITS = True, LIMITS
        for _ in range(7):
            page.locator("[name=code]").fill("000000")
            page.locator("[name=code]").press("Enter")
            page.wait_for_load_state()
        expect(page.get_by_text("Terlalu banyak percobaan").first).to_be_visible()
        picture(page, "second-step-5-passkey-after-wrong-codes")
        page.get_by_role("button", name=re.compile("kunci sandi")).click()
        page.wait_for_url(re.compile("/petugas/"))

"""The day, settings and the account in real Chromium: on a phone and at a desk."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import FLAGS
from tests.browser.desk import PASSWORD, PHONE_FIRST, follow, is_sound, picture, sign_in, window
from tests.services import chromium_path
from visits.access.tokens import arrival_code
from visits.models import Status, Visit
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all; its camera looks at a film that a test may replace."""
    film = tmp_path_factory.getbasetemp() / "ticket.y4m"
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, *flags])
    yield chromium
    chromium.close()


@pytest.mark.parametrize("width", PHONE_FIRST)
def test_a_visit_is_checked_in_and_out(
    browser: Browser, url: str, visit: Visit, width: int
) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/hari-ini/")
        expect(page.get_by_text("Ditunggu")).to_be_visible()
        picture(page, "day-1-waiting")
        is_sound(page)
        card = page.locator(f"#{visit.reference}")
        card.get_by_role("button", name="Kurangi satu").click()
        card.get_by_text("Foto, jam lain").click()
        card.get_by_label("Tidak", exact=True).check()
        card.get_by_role("button", name="Catat kehadiran").click()
        expect(page.get_by_text("Hadir sejak")).to_be_visible()
        expect(page.get_by_text("Foto: tidak boleh")).to_be_visible()
        picture(page, "day-2-arrived")
        is_sound(page)
        page.get_by_role("button", name="Catat kepulangan").click()
        # Not "Catat kepulangan": the page that was loaded anew.
        expect(page.get_by_text(re.compile(r"^\s*Pulang \d"))).to_be_visible()
        page.goto(f"{url}/petugas/hari-ini/lembar/")
        picture(page, "day-3-sheet")
        is_sound(page)
    visit.refresh_from_db()
    assert (visit.status, visit.people_came, visit.photo_consent) == (Status.COMPLETED, 23, False)


@pytest.mark.slow
def test_the_day_works_by_keyboard_and_without_script(
    browser: Browser, url: str, visit: Visit
) -> None:
    with window(browser, 390, script=False) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/hari-ini/")
        page.get_by_label("Kode tiket").focus()
        page.keyboard.type(arrival_code(visit).lower())
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tiket terbaca")
        picture(page, "day-5-ticket")
        page.get_by_label("Jumlah yang datang").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type("19")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Hadir sejak")).to_be_visible()
    visit.refresh_from_db()
    assert visit.people_came == 19


def film_of(text: str, folder: Path) -> None:
    """What a camera would see that looks at a ticket: a film of one picture, in Y4M."""
    code, picture = folder / "qr.png", Image.new("L", (640, 480), 255)
    segno.make(text, error="m").save(str(code), scale=6, border=4)
    with Image.open(code) as drawn:
        picture.paste(drawn.convert("L"), ((640 - drawn.width) // 2, (480 - drawn.height) // 2))
    film = folder / "ticket.y4m"
    grey = bytes([128]) * (320 * 240 * 2)
    with film.open("wb") as out:
        out.write(b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420jpeg\n")
        for _ in range(5):
            out.write(b"FRAME\n" + picture.tobytes() + grey)


def test_the_camera_reads_a_ticket(
    browser: Browser, url: str, visit: Visit, tmp_path_factory: pytest.TempPathFactory
) -> None:
    film_of(f"{url}/petugas/tiba/{arrival_code(visit)}/", tmp_path_factory.getbasetemp())
    with window(browser, 390) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/hari-ini/")
        page.get_by_role("button", name="Pindai tiket").click()
        page.wait_for_url(re.compile("/petugas/tiba/"))
        expect(page.get_by_role("heading", level=1)).to_contain_text("Tiket terbaca")
        expect(page.locator(f"#{visit.reference}")).to_be_visible()


@pytest.mark.slow
def test_an_officer_answers_and_adds_material(
    browser: Browser, url: str, visit: Visit, tmp_path: Path
) -> None:
    paper = tmp_path / "paparan.pdf"
    paper.write_bytes(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")
    with window(browser, 390) as page:
        sign_in(page, url, roles.OFFICER)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kunjungan saya")
        picture(page, "officer-1-tasks")
        is_sound(page)
        page.get_by_role("link", name=visit.institution, exact=True).click()
        page.get_by_text("Tidak dapat hadir", exact=True).click()
        page.get_by_label("Mengapa?").select_option("Rapat")
        is_sound(page)
        page.get_by_role("button", name="Kirim: tidak dapat hadir").click()
        expect(page.get_by_text("mencari pengganti")).to_be_visible()
        page.get_by_label("Judul").fill("Tata kelola MPP")
        page.get_by_label("Berkas").set_input_files(paper)
        page.get_by_role("button", name="Tambah materi").click()
        expect(page.get_by_role("link", name=re.compile("Tata kelola MPP"))).to_be_visible()
        picture(page, "officer-2-visit")
        is_sound(page)
    assert visit.assignments.get().answer == "declined"


@pytest.mark.slow
def test_a_closure_is_weighed_before_it_is_stored(browser: Browser, url: str, visit: Visit) -> None:
    with window(browser, 1280) as page:
        sign_in(page, url, roles.PROTOCOL)
        follow(page.get_by_role("link", name="Pengaturan"))
        picture(page, "settings-1-list")
        is_sound(page)
        page.get_by_role("link", name="Hari tutup").click()
        page.get_by_role("link", name="Hari tutup baru").click()
        page.get_by_label("Nama", exact=True).fill("Acara kota")
        page.get_by_label("Hari pertama").fill(timezone.localdate().isoformat())
        page.get_by_role("button", name="Simpan").click()
        expect(page.get_by_text("1 kunjungan harus dipindahkan")).to_be_visible()
        picture(page, "settings-2-effects")
        is_sound(page)
        page.get_by_role("button", name="Tetap simpan").click()
        expect(page.get_by_text("Hari tutup disimpan")).to_be_visible()


def with_passkeys(page: Page) -> Any:
    """A virtual authenticator that says yes at once (Chrome DevTools, WebAuthn)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return devtools


@pytest.mark.slow
def test_a_passkey_is_made_and_signs_in_without_a_password(
    browser: Browser, url: str, people: dict[str, User], settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    # Passkeys belong to a name, never to an address.
    url = url.replace("127.0.0.1", "localhost")
    with window(browser, 390) as page:
        with_passkeys(page)
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/akun/keamanan/")
        picture(page, "account-1")
        is_sound(page)
        page.get_by_role("link", name="Tambah kunci sandi").click()
        page.get_by_label("Kata sandi").fill(PASSWORD)
        follow(page.get_by_role("button", name="Lanjut"))
        page.get_by_label("Nama").fill("Ponsel saya")
        page.get_by_label(re.compile("tanpa kata sandi", re.IGNORECASE)).check()
        picture(page, "account-2-passkey")
        is_sound(page)
        page.get_by_role("button", name="Tambah kunci sandi").click()
        page.wait_for_url(re.compile("recovery-codes|webauthn/$"))
        page.goto(f"{url}/akun/keamanan/webauthn/")
        expect(page.locator("b", has_text="Ponsel saya")).to_be_visible()
        follow(page.get_by_role("button", name="Keluar"))
        page.goto(f"{url}/akun/")
        picture(page, "account-3-sign-in")
        is_sound(page)
        page.get_by_role("button", name="Masuk dengan kunci sandi").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kotak masuk")


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
def test_a_slip_of_the_day_is_taken_back(
    browser: Browser, url: str, visit: Visit, width: int
) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/hari-ini/")
        page.get_by_text("Tidak datang", exact=True).click()
        page.get_by_role("button", name="Catat tidak datang").click()
        page.get_by_role("button", name="Tarik kembali").wait_for()
        picture(page, "day-6-slip")
        is_sound(page)
        page.get_by_role("button", name="Tarik kembali").click()
        expect(page.get_by_role("button", name="Catat kehadiran")).to_be_visible()
        page.get_by_role("button", name="Catat kehadiran").click()
        page.get_by_role("link", name=visit.reference).click()
        page.get_by_role("button", name="Tarik kembali kehadiran").click()
        expect(page.get_by_text("rombongan ditunggu lagi").first).to_be_visible()
        picture(page, "day-7-taken-back")
        is_sound(page)
    assert Visit.objects.get(pk=visit.pk).status == Status.CONFIRMED


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
def test_a_dead_address_is_corrected(browser: Browser, url: str, visit: Visit, width: int) -> None:
    with window(browser, width) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(f"{url}/petugas/kunjungan/{visit.reference}/")
        page.get_by_role("link", name="Perbaiki Narahubung").click()
        page.get_by_label("Alamat e-mail").fill("bukan alamat")
        page.get_by_role("button", name="Simpan narahubung").click()
        expect(page.get_by_label("Alamat e-mail")).to_have_value("bukan alamat")
        picture(page, "contact-1-refused")
        is_sound(page)
        page.get_by_label("Alamat e-mail").fill("")
        page.get_by_role("button", name="Simpan narahubung").click()
        expect(page.get_by_text("Tanpa e-mail: teruskan lewat WhatsApp")).to_be_visible()
        picture(page, "contact-2-phone-alone")
        is_sound(page)
        page.get_by_role("link", name="Cetak", exact=True).click()
        expect(page.get_by_text("kami menantikan kedatangan Anda")).to_be_visible()
        picture(page, "contact-3-paper")
        is_sound(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
def test_every_page_is_sound_at_both_widths(
    browser: Browser, url: str, visit: Visit, width: int
) -> None:
    from tests.visits.pages.desk.test_roles import TABLE

    # What a page fetches to put into itself, and what is taken as a file.
    parts = {
        "desk-queue",
        "desk-count",
        "desk-sessions",
        "desk-visits-file",
        "desk-register-file",
        "desk-day-package",
    }
    plain = [n for n, row in TABLE.items() if row[0] == "get" and n not in parts]
    from django.urls import NoReverseMatch, reverse

    with window(browser, width) as page:
        sign_in(page, url, roles.ADMIN)
        for name in plain:
            try:
                address = reverse(name)
            except NoReverseMatch:
                continue
            page.goto(f"{url}{address}")
            picture(page, f"all-{name}")
            is_sound(page)
        for address in ("", "webauthn/", "reauthenticate/"):
            page.goto(f"{url}/akun/keamanan/{address}")
            picture(page, f"all-account-{address.strip('/')}")
            is_sound(page)
        page.goto(f"{url}/akun/sesi/")
        picture(page, "all-sessions")
        is_sound(page)

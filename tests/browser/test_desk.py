"""The desk by hand in real Chromium: mouse, keyboard alone, without JavaScript, two at once."""

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import fits, picture
from tests.browser.desk import PATIENCE
from tests.stack import PASSWORD, Stack

pytestmark = [pytest.mark.needs_chromium]
# The phone's turn of what runs at both widths is among the slow tests.
_WIDTHS = [
    pytest.param(390, id="phone", marks=pytest.mark.slow),
    pytest.param(1280, id="desk"),
]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, embedded: Stack) -> dict[str, Any]:
    """What a browser remembers of each demo account, signed in once."""
    states = {}
    for name in ("protokol", "pimpinan"):
        context = browser.new_context(locale="id-ID")
        page = context.new_page()
        page.goto(f"{embedded.base_url}/akun/")
        page.get_by_label("Nama akun atau alamat e-mail").fill(name)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Masuk", exact=True).click()
        page.wait_for_url(lambda address: "/akun/" not in address)
        states[name] = context.storage_state()
        context.close()
    return states


Opened = Any


@pytest.fixture
def open_page(browser: Browser, embedded: Stack, signed_in: dict[str, Any]) -> Iterator[Opened]:
    """Opens a page of the desk; a page whose script fails fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(path: str, *, who: str = "protokol", width: int = 1280, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width == 390 else 800},
            java_script_enabled=script,
            locale="id-ID",
            storage_state=signed_in[who],
            base_url=embedded.base_url,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def shell(stack: Stack, code: str) -> str:
    """What the code prints, run beside the server on its database."""
    return stack.manage("shell", "-v0", "-c", code).strip()


SUBMIT = """
import base64
from django.core.files.base import ContentFile
from django.utils import timezone
from scheduling.availability import Schedule
from visits.history.events import DELEGATION
from visits.models import Region, Topic
from visits.life.requesting import Application, Contact, Leader, submit
PNG = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
       "rkJggg==")
now = timezone.now()
def ask(name):
    slots = [s.id for s in Schedule.load(now=now).slots() if s.available]
    letter = ContentFile(base64.b64decode(PNG), name="surat.png") if "surat" in name else None
    return submit(Application(
        institution=name, origin=Region.objects.get(code="13.02"), purpose="Tata kelola MPP.",
        slots=[slots[len(slots) // 3]], people=12, topics=[Topic.objects.order_by("code").first()],
        leader=Leader("Ir. Siti Rahma", "Kepala Dinas", "office_head"),
        contact=Contact("Budi", "+6281234567890", "budi@tamu.example"),
        letter_number="005/1/2026", letter_file=letter,
    ), by=DELEGATION, now=now, trusted=True)
"""
_PALE = "from visits.models import Host; Host.objects.update(accent='#ffe066')"
_NAMES = (
    *("Dinas Bersurat 390", "Dinas Bersurat 1280", "Papan Tik 0", "Papan Tik 1", "Papan Tik 2"),
    *("Lompat A", "Lompat B", "Sudah Ada", "Dinas Pindah", "Tanpa Skrip 390", "Tanpa Skrip 1280"),
    "Dua Orang",
)


@pytest.fixture(scope="module")
def references(embedded: Stack) -> dict[str, str]:
    """Requests that wait for their decision, by name; made in one go, since a start takes long.

    The host's accent is a pale one, which is hardest to read; not where pictures are taken.
    """
    pale = "" if "SCREENSHOTS" in os.environ else _PALE
    code = f"{SUBMIT}\n{pale}\nfor name in {_NAMES!r}: print(ask(name).reference)"
    return dict(zip(_NAMES, shell(embedded, code).splitlines()[-len(_NAMES) :], strict=True))


def clean(page: Page) -> None:
    """axe finds nothing to mend."""
    found = Axe().run(page).response["violations"]
    told = [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found]
    assert told == [], told


@pytest.mark.parametrize("width", _WIDTHS)
def test_every_page_fits_and_is_accessible(
    open_page: Opened, references: dict[str, str], width: int
) -> None:
    reference = references[f"Dinas Bersurat {width}"]
    page = open_page("/petugas/", width=width)
    week = page.locator(".weeks a").nth(2).get_attribute("href") if width == 1280 else None
    visit = f"/petugas/kunjungan/{reference}/"
    pages = {
        "20-kotak-masuk": "/petugas/",
        "21-kunjungan": visit,
        "22-papan-minggu": week or "/petugas/minggu/",
        "23-bulan": "/petugas/bulan/",
        "24-tahun": "/petugas/tahun/",
        "25-tunggu": "/petugas/tunggu/",
        "26-catat": "/petugas/baru/",
        "27-pindah": f"{visit}pindah/",
        "28-semua": "/petugas/kunjungan/",
    }
    for name, path in pages.items():
        page.goto(path)
        picture(page, name)
        fits(page)
        clean(page)


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.innerText")
    return " ".join(text.split())


def test_the_keyboard_alone_approves_declines_and_proposes(
    open_page: Opened, references: dict[str, str]
) -> None:
    names = [f"Papan Tik {n}" for n in range(3)]
    first = [references[name] for name in names]
    page = open_page("/petugas/?q=Papan+Tik")
    presses = 0

    def press(*keys: str) -> None:
        nonlocal presses
        for key in keys:
            page.keyboard.press(key)
            presses += 1

    press("j")
    assert names[0] in focused(page)
    press("k", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(names[0])
    presses = 0
    press("a")
    assert "Setujui" in focused(page)
    press("Enter")
    expect(page.locator(".notice--ok")).to_contain_text("Disetujui")
    assert presses == 2

    page.goto(f"/petugas/kunjungan/{first[1]}/")
    presses = 0
    press("d", "Enter")
    assert "Langsung tolak" in focused(page)  # no reason is chosen, and Enter declines nothing
    press("Tab")
    assert "pimpinan" in focused(page)
    press("Enter")
    expect(page.locator(".notice--ok")).to_contain_text("Ditolak")
    assert presses == 4

    page.goto(f"/petugas/kunjungan/{first[2]}/")
    presses = 0
    press("p", "Enter")
    expect(page.locator(".notice--ok")).to_contain_text("Diusulkan")
    assert presses == 2


def test_j_goes_on_to_the_next_visit_and_keys_can_be_switched_off(
    open_page: Opened, references: dict[str, str]
) -> None:
    reference = references["Lompat B"]
    page = open_page(f"/petugas/kunjungan/{reference}/")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Lompat B")
    page.keyboard.press("/")
    page.keyboard.type("kata jd")
    expect(page.locator("[data-key='/']")).to_have_value("kata jd")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label(re.compile("Matikan pintasan")).check()
    heading = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.locator("#tolak")).to_be_hidden()


def test_a_new_request_appears_without_a_reload_and_keeps_what_is_chosen(
    open_page: Opened, embedded: Stack, references: dict[str, str]
) -> None:
    page = open_page("/petugas/")
    page.get_by_label("Pilih Sudah Ada").check()
    page.evaluate("window.stays = true")
    name = "Baru Datang"
    shell(embedded, f"{SUBMIT}\nask({name!r})")
    # What the timer does every ten seconds.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("link", name=re.compile(name))).to_be_visible()
    assert page.evaluate("window.stays") is True
    expect(page.get_by_label("Pilih Sudah Ada")).to_be_checked()
    assert page.title().startswith("(")


def over(page: Page, target: Locator) -> None:
    """What is dragged is held over the middle of `target`."""
    box = target.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)


def test_a_visit_is_dragged_into_another_week_after_a_look_and_one_is_where_one_was(
    open_page: Opened, references: dict[str, str]
) -> None:
    reference = references["Dinas Pindah"]
    page = open_page(f"/petugas/kunjungan/{reference}/")
    page.locator("#approve .row a").first.click()
    board = page.url
    own = page.locator(".place", has_text="Dinas Pindah")
    slot = own.get_attribute("data-slot") or ""
    taken = page.locator(".place--taken", has_not_text="Dinas Pindah").first
    over(page, own.locator(".visitcard__words").first)
    page.mouse.down()
    over(page, own.locator(".visitcard__tags"))
    over(page, taken)
    expect(taken.locator(".place__drop")).to_have_text("Tidak tersedia: sudah terisi")
    there = page.locator(".board__frame:not(.is-away)")
    weeks = 0
    while weeks == 0 or there.locator("[data-full]").count():  # the next that has a place left
        title = page.locator("h1").inner_text()
        over(page, page.locator(".board__edge--after"))
        expect(page.locator("h1")).not_to_have_text(title)
        over(page, page.locator(".sizes"))
        weeks += 1
    target = there.locator("[data-drop]").first
    over(page, target)
    picture(page, "29-pindah-ditarik")
    to = target.get_attribute("data-slot") or ""
    page.mouse.up()
    expect(page.get_by_role("heading", name="Yang akan terjadi")).to_be_visible()
    picture(page, "29-pindah-dilihat")
    page.get_by_label(re.compile("Alasan, seperti")).fill("Aula dipakai rapat.")
    page.get_by_role("button", name="Pindahkan sekarang").click()
    expect(page.locator(".notice--ok")).to_contain_text("Dipindahkan")
    assert page.url == board
    expect(page.locator(f"[data-slot='{slot}'] a").first).to_be_focused()
    for _ in range(weeks):
        page.locator("h1 + a").click()
        page.wait_for_load_state()
    expect(page.locator(f"[data-slot='{to}']")).to_contain_text("Dinas Pindah")


def test_on_a_phone_the_board_shows_one_day_and_turns_to_another(open_page: Opened) -> None:
    page = open_page("/petugas/minggu/", width=390)
    page.locator("h1 + a").click()
    page.wait_for_load_state()
    shown = page.locator(".board__table td:visible")
    days = page.locator(".board__days a")
    first = shown.first.get_attribute("data-date")
    assert {cell.get_attribute("data-date") for cell in shown.all()} == {first}
    days.nth(2).click()
    second = shown.first.get_attribute("data-date")
    assert second != first
    assert page.url.endswith(f"?hari={second}")
    page.reload()
    assert shown.first.get_attribute("data-date") == second
    expect(days.nth(2)).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("width", _WIDTHS)
def test_without_javascript_everything_can_be_done(
    open_page: Opened, references: dict[str, str], width: int
) -> None:
    reference = references[f"Tanpa Skrip {width}"]
    page = open_page(f"/petugas/?q=Tanpa+Skrip+{width}", width=width, script=False)
    page.get_by_role("link", name=re.compile(f"Tanpa Skrip {width}")).click()
    page.get_by_text("Minta berkas tambahan", exact=True).click()
    page.get_by_label("Surat tugas.").check()
    page.get_by_role("button", name="Minta", exact=True).click()
    expect(page.get_by_text("Sudah diminta, belum ada")).to_be_visible()
    page.get_by_role("link", name="Pindahkan").click()
    page.get_by_role("button", name="Bulan berikutnya").click()
    page.locator(".cal__slot--free [name=ke]").nth(2).check()
    page.get_by_role("button", name="Lihat akibatnya").click()
    page.locator(".cal__slot--free [name=ke]").nth(4).check()
    page.get_by_role("button", name="Pindahkan sekarang").click()
    expect(page.get_by_role("alert")).to_contain_text("belum dipindahkan")
    page.get_by_role("button", name="Pindahkan sekarang").click()
    expect(page.locator(".notice--ok")).to_contain_text("Dipindahkan")
    page.locator("#note").fill("Tamu datang dengan bus.")
    page.get_by_role("button", name="Simpan sebagai catatan").click()
    page.get_by_text("Tolak permohonan", exact=True).click()
    page.get_by_label(re.compile("kata-kata sendiri, seperti")).fill("Gedung diperbaiki.")
    page.get_by_role("button", name="Tolak dengan alasan tertulis").click()
    expect(page.locator(".notice--ok")).to_contain_text(f"Tanpa Skrip {width}: Ditolak")
    assert reference not in page.url  # the next that waits
    page.goto(f"/petugas/kunjungan/{reference}/")
    expect(page.locator(".visit__head")).to_contain_text("Ditolak")
    expect(page.get_by_text("“Gedung diperbaiki.”")).to_be_visible()


@pytest.mark.slow
def test_the_second_of_two_people_reads_what_the_first_did(
    open_page: Opened, references: dict[str, str]
) -> None:
    reference = references["Dua Orang"]
    first, second = (open_page(f"/petugas/kunjungan/{reference}/") for _ in range(2))
    first.get_by_role("button", name="Setujui").click()
    expect(first.locator(".notice--ok")).to_be_visible()
    second.keyboard.press("d")
    second.locator("#reason").fill("Kata-kata saya")
    second.get_by_role("button", name="Tolak dengan alasan tertulis").click()
    expect(second.get_by_role("alert")).to_contain_text("Dewi Protokol")
    expect(second.locator(".visit__head")).to_contain_text("Disetujui")


@pytest.mark.slow
def test_a_leader_raises_a_week_and_staff_use_the_place(
    open_page: Opened, references: dict[str, str]
) -> None:
    page = open_page("/petugas/minggu/", who="pimpinan")
    page.goto(page.locator("a[data-key=ArrowRight]").get_attribute("href") or "")
    page.get_by_text("Ubah kuota").click()
    page.get_by_label(re.compile("Tempat")).fill("6")
    page.get_by_label("Alasan").fill("Tamu kementerian")
    page.get_by_role("button", name="Simpan kuota").click()
    expect(page.locator(".board__places")).to_contain_text("dari 6 tempat")
    assert page.get_by_role("link", name="Catat permohonan").count() == 0

"""Walking through the request in a browser, with an error at every step on the way."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the visible button of that name, the last where there are two."""
    page.get_by_role("button", name=name).last.click()


def arrive(page: Page, step: str) -> None:
    """Wait until all of the step is there; a mark in the address (#hari) may come along."""
    page.wait_for_url(re.compile(rf"/{step}/(#.*)?$"))
    page.wait_for_load_state()


def is_sent_back(page: Page) -> None:
    """Wait until all of the page is there that says what is wrong."""
    expect(page.locator(".errors")).to_be_visible()
    page.wait_for_load_state()


NEXT = re.compile("^(Lanjut|Next)$")


def open_a_day(page: Page) -> None:
    """Open the first day that has sessions, going on a month where there is none."""
    for _ in range(3):
        days = page.locator("table.month button.day:not(.day--wait)")
        if days.count():
            days.first.click()
            break
        page.locator("#bulan-after").click()


def choose_a_session(page: Page) -> None:
    """Tick a session of the first day that has one."""
    open_a_day(page)
    tick_a_session(page)


def tick_a_session(page: Page) -> None:
    """Tick the first session of the open day that can be had."""
    box = page.locator(".slot:not(:has(.tag--wait)) input[type=checkbox]:not([disabled])").first
    box.check()


def steps_of_the_request(page: Page, url: str, *, javascript: bool = True) -> Iterator[str]:
    """Go through every step, wrong first and then right; gives a name at each stop."""
    page.goto(f"{url}/ajukan/")
    yield "rombongan"
    press(page, NEXT)
    is_sent_back(page)
    yield "rombongan-salah"
    page.locator("#id_institution").fill("DPMPTSP Kota Solok")
    page.locator("#id_place").fill("Solok")
    page.locator("#id_people").fill("24")
    press(page, NEXT)
    expect(page.locator("#daerah input").first).to_be_visible()
    page.wait_for_load_state()
    yield "rombongan-daerah"
    page.locator("#daerah input[value='13.72']").check()
    press(page, NEXT)
    arrive(page, "sesi")
    yield "sesi"
    press(page, NEXT)
    is_sent_back(page)
    yield "sesi-salah"
    choose_a_session(page)
    if javascript:
        # The choice is kept and counted without a press.
        expect(page.locator(".picks .disc--full")).to_have_count(1)
    yield "sesi-dipilih"
    press(page, NEXT)
    arrive(page, "tujuan")
    press(page, NEXT)
    is_sent_back(page)
    yield "tujuan-salah"
    page.locator("#id_purpose").fill("Mempelajari tata kelola MPP.")
    press(page, NEXT)
    arrive(page, "kontak")
    press(page, NEXT)
    is_sent_back(page)
    yield "kontak-salah"
    for field, value in {
        "leader_name": "Ir. Siti Rahma",
        "leader_position": "Kepala Dinas",
        "contact_name": "Budi Hartono",
        "contact_phone": "0812 3456 7890",
        "contact_email": f"budi{abs(hash(page)) % 10**9}@solok.example",
    }.items():
        page.locator(f"#id_{field}").fill(value)
    page.locator("input[name=leader_rank]").nth(3).check()
    press(page, NEXT)
    arrive(page, "surat")
    yield "surat"
    page.set_input_files(
        "#id_letter_file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ"}
    )
    press(page, NEXT)
    is_sent_back(page)
    yield "surat-salah"
    pdf = b"%PDF-1.7\n%%EOF\n"
    page.set_input_files(
        "#id_letter_file", {"name": "Surat.pdf", "mimeType": "application/pdf", "buffer": pdf}
    )
    press(page, NEXT)
    arrive(page, "peserta")
    yield "peserta"
    page.locator("#id_paste").fill("1\tAni, S.E.\tAnalis\tIII/c\t123\n2\tBudi\tStaf")
    press(page, re.compile("Baca dan periksa|Read and look through"))
    expect(page.locator(".look__doubt")).to_be_visible()
    page.wait_for_load_state()
    yield "peserta-terbaca"
    press(page, re.compile("Tambahkan|Add them"))
    is_sent_back(page)
    yield "peserta-salah"
    page.locator("#nip-1").fill("19800101 200501 1 001")
    press(page, NEXT)
    arrive(page, "periksa")
    yield "periksa"
    press(page, re.compile("Kirim permohonan|Send the request"))
    arrive(page, "terkirim")
    page.get_by_role("link", name=re.compile("Perbaiki alamat|Correct the e-mail")).click()
    arrive(page, "alamat")
    yield "alamat"
    page.get_by_role("link", name=re.compile("^(Kembali|Back)$")).click()
    arrive(page, "terkirim")
    press(page, re.compile("Konfirmasi|Confirm"))
    yield "terkirim"

"""The whole way by hand in real Chromium, without JavaScript, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fits, picture
from tests.browser.walk import choose_a_session
from tests.stack import PASSWORD, Stack, eventually

pytestmark = [pytest.mark.machine_clock, pytest.mark.needs_chromium]


def test_from_the_landing_page_to_the_invitation(page: Page, embedded: Stack) -> None:
    width = page.viewport_size["width"] if page.viewport_size else 0
    email = f"siti{width}@solokkab.example"
    url = embedded.base_url

    page.goto(f"{url}/")
    picture(page, "1-beranda")
    fits(page)
    page.get_by_role("link", name="Ajukan kunjungan").first.click()

    page.get_by_label("Instansi").fill(f"DPMPTSP Solok {width}")
    page.get_by_label("Daerah").first.fill("kab solok")
    page.get_by_label("Jumlah orang").fill("24")
    page.get_by_role("button", name="Cari daerah").click()
    page.get_by_label("Kabupaten Solok, Sumatera Barat").check()
    picture(page, "2-ajukan")
    fits(page)
    page.get_by_role("button", name="Lanjut").last.click()

    choose_a_session(page)
    picture(page, "3-sesi")
    fits(page)
    page.get_by_role("button", name="Lanjut").last.click()

    page.get_by_label("Tujuan kunjungan").fill("Mempelajari tata kelola MPP.")
    picture(page, "4-tujuan")
    page.get_by_role("button", name="Lanjut").last.click()

    page.get_by_label("Nama pimpinan").fill("Ir. Siti Rahma")
    page.get_by_label("Jabatan pimpinan").fill("Kepala Dinas")
    page.get_by_label("kepala dinas, badan, atau kantor").check()
    page.get_by_label("Nama narahubung").fill("Budi Hartono")
    page.get_by_label("Nomor WhatsApp").fill("0812 3456 7890")
    page.locator("input[type=email]").fill(email)
    picture(page, "5-kontak")
    page.get_by_role("button", name="Lanjut").last.click()
    picture(page, "6-surat")
    page.get_by_role("button", name="Lanjut").last.click()
    picture(page, "6-peserta")
    page.get_by_role("button", name="Lanjut").last.click()
    picture(page, "7-periksa")
    fits(page)
    page.get_by_role("button", name="Kirim permohonan").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        re.compile("periksa", re.IGNORECASE)
    )
    picture(page, "8-terkirim")

    mail = eventually(lambda: embedded.mails_to(email))[0]
    text = mail.get_body(preferencelist=("plain",)).get_content()
    link = re.search(r"http\S+/k/\S+/", text)
    assert link
    page.goto(link[0])
    picture(page, "9-kunjungan-belum-konfirmasi")
    page.get_by_role("button", name="Konfirmasi").last.click()
    expect(page.get_by_text("sedang kami periksa").first).to_be_visible()
    picture(page, "10-kunjungan-menunggu")

    page.goto(f"{url}/akun/")
    picture(page, "11-masuk")
    page.get_by_label("Nama akun atau alamat e-mail").fill("protokol")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", name="Kotak masuk")).to_be_visible()
    picture(page, "12-meja")
    fits(page)
    page.get_by_role("link", name=re.compile(f"Solok {width}")).first.click()
    picture(page, "13-meja-kunjungan")
    fits(page)
    page.get_by_label("Petugas penerima").first.select_option(index=1)
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("Disetujui").first).to_be_visible()
    picture(page, "14-meja-disetujui")
    page.goto(f"{url}/petugas/kunjungan/")
    picture(page, "15-semua-kunjungan")
    fits(page)

    def invited() -> bool:
        return any(
            part.get_filename() == "undangan.ics"
            for mail in embedded.mails_to(email)
            for part in mail.walk()
        )

    eventually(invited)
    page.goto(link[0])
    expect(page.get_by_text("Disetujui").first).to_be_visible()
    picture(page, "16-kunjungan-disetujui")
    fits(page)
    page.goto(f"{url}/demo/surat/")
    picture(page, "17-surat-demo")
    page.get_by_role("link", name=re.compile("Disetujui")).first.click()
    picture(page, "18-surat-undangan")
    page.goto(f"{url}/jadwal/")
    picture(page, "19-jadwal")
    fits(page)

"""The words of letters in real Chromium: without script on a phone, with it at a desk."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from notifications.models import MessageTemplate
from scheduling.models import Room
from tests.browser.desk import PASSWORD, PATIENCE, follow, is_sound, picture, sign_in, window
from tests.visits.pages.conftest import person
from visits.models import Host
from visits.people import roles

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "script"), [(390, False), (1280, True)])
def test_a_letter_is_worded_looked_at_stored_and_taken_back(
    browser: Browser, live_server: Any, host: Host, room: Room, width: int, script: bool
) -> None:
    user = person(roles.PROTOCOL, username="rina", email="rina@mpp.example")
    user.set_password(PASSWORD)
    user.save()
    url = str(live_server.url)
    with window(browser, width) as page:
        # Axe runs in the page, so what must be sound is looked at in a browser with script.
        sign_in(page, url, "rina")
        page.goto(f"{url}/petugas/pengaturan/")
        follow(page.get_by_role("link", name="Isi e-mail"))
        picture(page, "wording-1-list")
        is_sound(page)
        follow(page.get_by_role("link", name="Indonesia Permohonan ditolak"))
        picture(page, "wording-2-letter")
        is_sound(page)
        page.get_by_label("Isi (boleh dikosongkan)").fill("Maaf, {{institusi}}.")
        page.get_by_role("button", name="Simpan").click()
        expect(page.locator("#id_text_error")).to_contain_text("Tidak ada {{institusi}}")
        picture(page, "wording-3-error")
        is_sound(page)
        state = page.context.storage_state()
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        java_script_enabled=script,
        locale="id-ID",
        storage_state=state,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/petugas/pengaturan/kata/declined/id/")
    page.get_by_label("Isi (boleh dikosongkan)").fill("Maaf, {{institution}}.")
    page.get_by_label("dengan nama-nama yang sulit").check()
    page.get_by_role("button", name="Lihat dulu").click()
    expect(page.locator(".letter-preview pre")).to_contain_text('Maaf, Dinas "Penanaman Modal"')
    picture(page, "wording-4-look")
    assert not MessageTemplate.objects.exists()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Isi e-mail “Permohonan ditolak” disimpan.")).to_be_visible()
    page.get_by_role("link", name="Indonesia Permohonan ditolak kata sendiri").click()
    page.get_by_role("link", name="Kembali ke kata bawaan").click()
    expect(page.get_by_text("Maaf, {{institution}}.")).to_be_visible()
    picture(page, "wording-5-built-in")
    page.get_by_role("button", name="Kembali ke kata bawaan").click()
    expect(page.get_by_text("kembali memakai kata bawaan")).to_be_visible()
    context.close()
    assert not MessageTemplate.objects.exists()

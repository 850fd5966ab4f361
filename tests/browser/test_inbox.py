"""What came in, by hand in real Chromium: the live number, a reply under way, notifications."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import fits
from tests.browser.desk import DESK_FIRST, PATIENCE, is_sound
from tests.browser.test_desk import SUBMIT, shell
from tests.stack import PASSWORD, Stack

pytestmark = [pytest.mark.needs_chromium]
_WRITE = """
from django.utils import timezone
from visits.conversation import messages
from visits.history.events import DELEGATION
from visits.models import Visit
visit = Visit.objects.filter(status="confirmed").order_by("pk")[{nth}]
messages.write(visit, text="{text}", by=DELEGATION, now=timezone.now())
"""
# The first pass of a fresh house counts the rest: it must not come between two looks.
_COUNT = """
from django.utils import timezone
from visits.inbox.counting import count_anew
count_anew(now=timezone.now())
"""
# What the browser is asked, written down instead of shown.
_LISTEN = """
window.told = []; window.asked = 0;
window.Notification = class {
  static permission = "default";
  static async requestPermission() {
    window.asked += 1;
    return this.permission = "granted";
  }
  constructor(title, options) { window.told.push([title, options.body, options.tag]); }
  addEventListener() {}
};
"""


def comes_in(stack: Stack, text: str, nth: int = 0) -> None:
    shell(stack, _WRITE.format(text=text, nth=nth))


@pytest.fixture(params=DESK_FIRST)
def page(request: pytest.FixtureRequest, browser: Browser, embedded: Stack) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": request.param, "height": 800},
        locale="id-ID",
        base_url=embedded.base_url,
    )
    context.add_init_script(_LISTEN)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/akun/")
    page.get_by_label("Nama akun atau alamat e-mail").fill("protokol")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", name="Kotak masuk")).to_be_visible()
    yield page
    context.close()


def number(page: Page) -> int:
    return int(page.locator("[data-badge]").inner_text())


@pytest.mark.slow
def test_the_number_rises_on_a_page_that_is_open_and_a_notification_is_asked_for_by_a_press(
    page: Page, embedded: Stack
) -> None:
    assert page.evaluate("window.asked") == 0
    button = page.get_by_role("button", name="Beri tahu saya di peramban ini")
    button.click()
    expect(page.get_by_role("button", name="Berhenti memberi tahu")).to_be_visible()
    assert page.evaluate("window.asked") == 1
    shell(embedded, _COUNT)
    page.goto("/petugas/tunggu/")
    page.evaluate("Notification.permission = 'granted'")
    before, width = number(page), page.viewport_size["width"]  # type: ignore[index]
    comes_in(embedded, f"Halo dari {width}", nth=0 if width == 390 else 1)
    expect(page.locator("[data-badge]")).to_have_text(str(before + 1))
    [told] = page.evaluate("window.told")
    assert told[1:] == ["Ada yang baru masuk.", "singgah-inbox"]
    fits(page)


@pytest.mark.slow
def test_a_reply_under_way_is_not_taken_away_and_answers_from_the_row(
    page: Page, embedded: Stack
) -> None:
    width = page.viewport_size["width"]  # type: ignore[index]
    comes_in(embedded, f"Boleh membawa kamera {width}?", nth=2)
    page.goto("/petugas/")
    row = page.locator("li", has_text=f"Boleh membawa kamera {width}?")
    row.locator("summary").click()
    row.get_by_role("textbox").fill("Boleh, silakan.")
    before = number(page)
    comes_in(embedded, f"Yang lain {width}", nth=3)
    expect(page.locator("[data-badge]")).to_have_text(str(before + 1))
    assert row.get_by_role("textbox").input_value() == "Boleh, silakan."
    row.get_by_role("button", name="Kirim").click()
    expect(page.locator("li", has_text=f"kamera {width}?").locator("summary")).to_have_count(0)
    # Read by mistake, and taken back.
    row = page.locator("li", has_text=f"Yang lain {width}")
    row.get_by_role("button", name="Tandai sudah dibaca").click()
    page.get_by_text("Baru dibaca").last.click()
    page.get_by_role("button", name="Belum dibaca").first.click()
    back = page.locator("[data-live] li", has_text=f"Yang lain {width}")
    expect(back).to_be_visible()
    back.get_by_role("button", name="Tandai sudah dibaca").click()
    expect(back).to_have_count(0)


_DECLINE = """
from django.utils import timezone
from visits.history.events import Actor
from visits.life import deciding
from visits.models import Visit, VisitEvent
dewi = Actor(VisitEvent.By.STAFF, name="Dewi")
visit = Visit.objects.get(reference="{reference}")
deciding.decline(visit, reason="Penuh", by=dewi, now=timezone.now())
"""


def current(page: Page) -> str:
    return page.url.partition("/kunjungan/")[2].partition("/")[0]


@pytest.mark.slow
def test_the_keys_go_on_from_where_one_was_and_an_open_visit_says_what_others_do(
    page: Page, embedded: Stack
) -> None:
    # Requests of their own: how many of the demo's wait hangs on the day of the week.
    width = page.viewport_size["width"] if page.viewport_size else 0
    mine = f"/petugas/?jenis=decide&q=Tombol+{width}"
    shell(embedded, f"{SUBMIT}\nfor n in range(3): ask(f'Tombol {width} {{n}}')")
    page.goto(mine)
    rows = page.locator("[data-live] [data-row]")
    names = [str(row.get_attribute("data-row")).split("/")[-2] for row in rows.all()]
    assert len(names) == 3
    for key in "jj":
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/kunjungan/**")
    assert current(page) == names[1]
    # Beside an open visit the next one opens, also where the list itself is out of sight.
    with page.expect_navigation():
        page.keyboard.press("j")
    assert current(page) == names[2]
    assert "jenis=decide" in page.url
    # Back in the list, the keys go on from there.
    page.goto(mine)
    page.keyboard.press("k")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kunjungan/**")
    # Somebody else decides while something is typed here.
    page.keyboard.press("d")
    words = page.locator("#tolak textarea").first
    words.fill("Maaf, gedung ditutup.")
    shell(embedded, _DECLINE.format(reference=names[1]))
    told = page.locator("[data-changed-here]")
    expect(told).to_contain_text("Baru saja diubah oleh Dewi (Ditolak")
    assert words.input_value() == "Maaf, gedung ditutup."
    is_sound(page)
    with page.expect_navigation():
        told.get_by_role("link", name="Muat ulang").click()
    # Declined already: what was typed has no place any more, and stands there in words.
    expect(told).to_contain_text("Maaf, gedung ditutup.")
    # Its row has gone; the one after it opens.
    with page.expect_navigation():
        page.keyboard.press("j")
    assert current(page) == names[2]

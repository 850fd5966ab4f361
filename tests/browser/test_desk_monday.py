"""A Monday as somebody new to the desk would play it; the presses are counted for docs/desk.md.

Twelve requests, two conflicts, a sick officer, a merged visit, a request by phone.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import picture
from tests.browser.test_desk import SUBMIT, Opened, open_page, shell, signed_in
from tests.stack import Stack

__all__ = ["open_page", "signed_in"]
pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]

_NAMES = [f"Dinas Senin {letter}" for letter in "ABCDEFGH"]
_MONDAY = f"""
{SUBMIT}
from scheduling.models import Closure, Reservation
for name in {_NAMES!r}: ask(name)
# A closure that comes after the request: the conflict on its day.
from visits.models import Visit
place = Reservation.objects.get(owner=Visit.objects.get(institution="Dinas Senin A").owner_key)
Closure.objects.create(name="Acara kota", kind="own_event", starts_on=place.date,
                       ends_on=place.date)
# With their letters, four are clear.
from django.core.files.base import ContentFile
for visit in Visit.objects.filter(institution__in={_NAMES[2:6]!r}):
    visit.letter_file.save("surat.pdf", ContentFile(b"%PDF-1.7"))
"""


class Hand:
    """Presses and counts: keys, clicks and choices, not the letters typed."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def click(self, what: Locator) -> None:
        what.click()
        self.presses += 1

    def count(self) -> int:
        presses, self.presses = self.presses, 0
        return presses


@pytest.fixture
def monday(embedded: Stack) -> Stack:
    shell(embedded, _MONDAY)
    return embedded


def opened(page: Page, *, nth: int = 0) -> None:
    """Open one of the list, and wait until it is there."""
    page.locator(".queue a").nth(nth).click()
    page.wait_for_url(re.compile("/petugas/kunjungan/ST-"))


def done(page: Page, words: str) -> None:
    expect(page.locator(".notice--ok").first).to_contain_text(words)


def test_a_monday(open_page: Opened, monday: Stack, browser: Browser) -> None:
    page: Page = open_page("/petugas/")
    hand, counted = Hand(page), {}
    waiting = page.locator(".queue").first.locator("a")
    assert waiting.count() >= 12
    picture(page, "30-senin-pagi")

    # Five approvals: the four clear ones at once, after a look at date, officer and letter of each,
    # and one by keyboard alone; the first two lie on the day that closed.
    page.goto("/petugas/?q=Dinas+Senin&jenis=decide")
    hand.click(page.get_by_role("button", name="Setujui yang jelas"))
    expect(page.locator("[name=pick]:checked")).to_have_count(4)
    picture(page, "30-senin-jelas")
    hand.click(page.get_by_role("button", name="Setujui semuanya"))
    done(page, "Disetujui")
    counted["approve four"] = hand.count()
    page.goto("/petugas/?q=Dinas+Senin&jenis=decide")
    opened(page, nth=2)
    hand.key("a", "Enter")
    done(page, "Disetujui")
    counted["approve"] = hand.count()

    # The first conflict: its session is on a day that closed; other sessions are proposed.
    page.goto("/petugas/?q=Dinas+Senin+A&jenis=closure")
    expect(page.locator(".queue")).to_contain_text("Acara kota")
    opened(page)
    hand.key("p", "Enter")
    done(page, "Diusulkan")
    counted["propose"] = hand.count()

    # Two that remain: merged, since they want the same topic in the same week, or declined.
    page.goto("/petugas/?q=Dinas+Senin&jenis=decide")
    opened(page)
    hand.click(page.get_by_role("link", name="Gabungkan", exact=True))
    hand.click(page.locator(".partners button").first)
    done(page, "Digabungkan dengan")
    counted["merge"] = hand.count()
    picture(page, "31-senin-gabungan")

    page.goto("/petugas/?q=Kecamatan+Lubuk")
    opened(page)
    hand.key("d")
    hand.click(page.get_by_role("button", name=re.compile("pimpinan")))
    done(page, "Ditolak")
    counted["decline"] = hand.count()

    # The second conflict: somebody else takes the place; the board moves it with a look first.
    page.goto("/petugas/?q=Tomohon")
    opened(page)
    page.locator("#approve .row a").first.click()
    card = page.locator(".visitcard", has_text="Tomohon")
    hand.click(card.get_by_role("link", name="Pindahkan"))
    hand.click(page.locator(".cal__slot--free [name=ke]").last)
    hand.click(page.get_by_role("button", name="Lihat akibatnya"))
    hand.click(page.get_by_role("button", name="Pindahkan sekarang"))
    done(page, "Dipindahkan")
    counted["move"] = hand.count()

    # An officer calls in sick: noted, and somebody else named.
    page.goto("/petugas/kunjungan/?status=confirmed&q=Lingga")
    page.locator("tbody a").first.click()
    hand.click(page.get_by_role("button", name=re.compile("Tidak dapat hadir")).first)
    done(page, "Jawaban dicatat")
    page.goto("/petugas/?jenis=officer")
    expect(page.locator(".queue")).to_contain_text("tidak dapat hadir")
    opened(page)
    hand.click(page.get_by_role("link", name="Petugas", exact=True))
    hand.click(page.get_by_role("button", name="Simpan petugas"))
    done(page, "ditunjuk")
    expect(page.locator("#petugas-penerima")).not_to_contain_text(
        "tidak dapat hadir", use_inner_text=True
    )
    counted["sick officer"] = hand.count()

    # A request by phone.
    page.goto("/petugas/")
    hand.click(page.get_by_role("link", name="Catat permohonan").first)
    answers: dict[str, Any] = {
        "institution": "DPMPTSP Kota Bukittinggi",
        "place": "Kota Bukittinggi",
        "people": "15",
        "leader_name": "Drs. Afrizal",
        "leader_position": "Kepala Dinas",
        "purpose": "Mempelajari OSS.",
        "contact_name": "Nofri",
        "contact_phone": "0812 3456 7890",
        "contact_email": "nofri@bukittinggi.example",
    }
    for name, text in answers.items():
        page.locator(f"[name={name}]").first.fill(text)
    hand.click(page.get_by_label("kepala dinas, badan, atau kantor"))
    hand.click(page.locator(".cal__slot--free [name=slots]").last)
    hand.click(page.get_by_role("button", name="Catat permohonan"))
    done(page, "Tercatat")
    counted["phone request"] = hand.count()
    picture(page, "32-senin-telepon")

    print(counted)  # noqa: T201
    assert counted == {
        "approve four": 2,
        "approve": 2,
        "propose": 2,
        "merge": 2,
        "decline": 2,
        "move": 4,
        "sick officer": 3,
        "phone request": 4,
    }

"""The papers' pages in a browser: a letter's way, who was there, numbers, wording, signing."""

import datetime as dt
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import follow, is_sound, picture, sign_in, window
from tests.factories import a_visit
from tests.visits.files.test_letter_reading import scan_pdf
from tests.visits.pages.conftest import bring_to
from visits.access.tokens import visit_token
from visits.history.events import Actor, staff
from visits.life import deciding
from visits.models import Paper, PaperForm, PaperKind, Participant, Presence, Signatory, Visit
from visits.papers.life import issuing
from visits.people import roles

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
NAMES = ("Ani Wijaya, S.H.", "Budi Hartono", "Citra Lestari", "Dedi Kurniawan")


@pytest.fixture
def by(people: dict[str, User]) -> Actor:
    return staff(people[roles.PROTOCOL])


@pytest.fixture
def visit(people: dict[str, User], by: Actor) -> Visit:
    """An approved visit of four by name, of a host whose leader signs its papers."""
    signs = Signatory.objects.create(
        name="Dra. Marlina Hasibuan, M.Si.",
        position="Kepala Dinas",
        grade="Pembina Utama Muda",
        nip="197001011995031001",
        user=people[roles.LEADER],
    )
    for kind in PaperKind.values:
        PaperForm.objects.create(kind=kind, classification="400.14.1.4", signatory=signs)
    found = deciding.approve(a_visit(trusted=True, people=4), by=by, now=timezone.now())
    for number, name in enumerate(NAMES, start=1):
        Participant.objects.create(visit=found, number=number, name=name, position="Analis")
    return found


def at(url: str, visit: Visit, rest: str = "") -> str:
    return f"{url}/petugas/kunjungan/{visit.reference}/{rest}"


def test_a_letter_goes_its_way_without_scripts(
    browser: Browser, url: str, visit: Visit, tmp_path: Path
) -> None:
    scan = tmp_path / "pindaian.pdf"
    scan.write_bytes(scan_pdf())
    wrong = tmp_path / "surat.docx"
    wrong.write_bytes(b"PK\x03\x04word/document.xml")
    with window(browser, 390, script=False) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(at(url, visit))
        follow(page.get_by_role("link", name="Buat surat balasan").first)
        look = page.get_by_role("link", name="Buka konsep tersendiri").get_attribute("href")
        assert look is not None
        assert page.request.get(f"{url}{look}").body()[:5] == b"%PDF-"
        follow(page.get_by_role("button", name="Terbitkan"))
        [paper] = Paper.objects.all()
        # The press that was made already, made again in another tab.
        again = page.context.new_page()
        again.goto(at(url, visit, "berkas/baru/reply/"))
        assert Paper.objects.count() == 1
        again.close()
        page.goto(at(url, visit, f"berkas/{paper.pk}/"))
        # What is next is the filled button.
        follow(page.locator("main a.btn--main"))
        page.locator("[type=file]").set_input_files(wrong)
        follow(page.locator("main button.btn--main"))
        expect(page.locator(".field__error")).to_be_visible()
        page.locator("[type=file]").set_input_files(scan)
        follow(page.locator("main button.btn--main"))
        page.goto(at(url, visit, f"berkas/{paper.pk}/"))
        follow(page.get_by_role("button", name="Kirim ke narahubung"))
        paper.refresh_from_db()
        assert (paper.state, paper.number) == ("sent", paper.number)
        page.goto(f"{url}/k/{visit_token(visit)}/")
        expect(page.locator("main")).to_contain_text(paper.number)
        given = page.request.get(f"{url}/k/{visit_token(visit)}/berkas/{paper.pk}/")
        assert given.body()[:5] == b"%PDF-"
        page.goto(f"{url}/cek/{paper.code}/")
        expect(page.locator("main")).to_contain_text(paper.number)
        expect(page.locator("main")).to_contain_text("BERLAKU")


@pytest.mark.slow
def test_presence_by_tick_and_by_all_but_without_scripts(
    browser: Browser, url: str, visit: Visit
) -> None:
    bring_to(visit, timezone.localdate(timezone.now(), dt.timezone(dt.timedelta(hours=7))))
    here = f"{url}/petugas/hadir/{visit.reference}/"
    with window(browser, 390, script=False) as page:
        sign_in(page, url, roles.PROTOCOL)
        page.goto(here)
        picture(page, "papers-presence")
        follow(page.get_by_role("button", name="Hadir").first)
        assert Presence.objects.count() == 1
        page.goto(f"{here}?cara=daftar")
        picture(page, "papers-presence-several")
        is_narrow(page)
        page.locator("[name=cara]").last.check()
        page.locator(".people__list [type=checkbox]").last.check()
        follow(page.locator("main button.btn--main"))
        came = Presence.objects.values_list("participant__name", flat=True)
        assert sorted(came) == list(NAMES[:3])
        is_narrow(page)


def is_narrow(page: Page) -> None:
    """Nothing is wider than the screen, also without scripts."""
    box = page.locator("body").bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    assert box["width"] <= page.viewport_size["width"]


@pytest.fixture
def everything(visit: Visit, by: Actor, url: str) -> dict[str, str]:
    """Every page of papers, by a name for its picture, with something on it."""
    now = timezone.now()
    reply = issuing.issue(visit, PaperKind.REPLY, by=by, now=now)
    forms = issuing.issue_for_all(visit, PaperKind.VISUM, by=by, now=now)
    sent = issuing.issue(visit, PaperKind.ATTENDANCE, by=by, now=now)
    return {
        "visit": at(url, visit),
        "new": at(url, visit, "berkas/baru/order/"),
        "paper": at(url, visit, f"berkas/{reply.pk}/"),
        "paper-list": at(url, visit, f"berkas/{sent.pk}/"),
        "people": at(url, visit, "berkas/peserta/visum/"),
        "scan": f"{url}/petugas/tanda-tangan/{reply.pk}/",
        "register": f"{url}/petugas/surat/",
        "settings": f"{url}/petugas/pengaturan/berkas/",
        "queue": f"{url}/petugas/tanda-tangan/",
        "sheet": at(url, visit, f"berkas/{forms[0].pk}/"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desk"])
def test_every_page_of_papers_is_sound(
    browser: Browser, url: str, everything: dict[str, str], width: int, scheme: str
) -> None:
    for role in (roles.ADMIN, roles.LEADER):
        with window(browser, width) as page:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            sign_in(page, url, role)
            names = ["queue", "scan"] if role == roles.LEADER else [*everything]
            for name in names:
                answer = page.goto(everything[name])
                assert answer is not None
                assert answer.status == 200, everything[name]
                picture(page, f"papers-{name}-{role}-{scheme}")
                is_sound(page)

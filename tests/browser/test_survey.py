"""The survey as a guest answers it on a phone, and what the host reads of it."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from scheduling.models import Room
from tests.browser.conftest import fits, picture
from tests.browser.desk import PASSWORD, PHONE_FIRST, follow, is_sound, sign_in, window
from tests.factories import UserFactory, a_completed_visit, a_visit
from tests.visits.pages.conftest import person
from visits.access.tokens import survey_token, visit_token
from visits.files import materials
from visits.models import Host, Visit
from visits.models.survey import ELEMENTS
from visits.people import roles
from visits.survey.answering import answer

pytestmark = [pytest.mark.needs_chromium, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def visit(host: Host, room: Room) -> Visit:
    made = a_completed_visit(people=12)
    for title in ("Tata kelola MPP dan integrasi layanan antarinstansi", "Brosur MPP Digital"):
        file = ContentFile(b"%PDF-1.7\n%%EOF\n", name="materi.pdf")
        by, now = UserFactory.create(), timezone.now()
        materials.add_material(made, file=file, title=title, photo=False, by=by, now=now)
    return made


@pytest.mark.parametrize("width", PHONE_FIRST)
def test_it_is_answered_without_script_and_nothing_is_lost(
    open_page: Open, live_server: LiveServer, visit: Visit, width: int
) -> None:
    page = open_page(width=width, javascript=False)
    page.goto(f"{live_server.url}/k/{visit_token(visit)}/")
    picture(page, "survei-0-halaman")
    fits(page)
    page.get_by_role("link", name="Isi survei").click()
    expect(page.locator("fieldset legend")).to_have_count(9)
    picture(page, "survei-1-pertanyaan")
    fits(page)
    for name in ELEMENTS[:-1]:
        page.locator(f"#id_{name} label").last.click()
    page.get_by_label("Apa yang perlu").fill("Ruang agak dingin")
    page.get_by_role("button", name="Kirim jawaban saya").click()
    expect(page.get_by_role("alert")).to_contain_text("9. Sarana dan Prasarana")
    expect(page.locator("input:checked")).to_have_count(8)
    expect(page.get_by_label("Apa yang perlu")).to_have_value("Ruang agak dingin")
    picture(page, "survei-2-kurang")
    fits(page)
    page.get_by_role("alert").get_by_role("link").click()
    page.get_by_label("Cukup", exact=True).check()
    page.get_by_role("button", name="Kirim jawaban saya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    picture(page, "survei-3-terima-kasih")
    kept = visit.survey_answers.get()
    assert (kept.requirements, kept.facilities, kept.remark) == (4, 2, "Ruang agak dingin")
    page.get_by_role("link", name="Anggota lain").click()
    expect(page.locator("input:checked")).to_have_count(0)


def test_the_keyboard_alone_answers(open_page: Open, live_server: LiveServer, visit: Visit) -> None:
    page = open_page(width=390, javascript=False)
    page.goto(f"{live_server.url}/survei/{survey_token(visit)}/")
    page.locator("#id_requirements input").first.focus()
    for presses in (1, 2, 3, 1, 2, 3, 1, 2, 3):
        for _ in range(presses):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    # Past the remark, and the link to the notice.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("button.btn--main")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Terima kasih")
    kept = visit.survey_answers.get()
    assert [getattr(kept, name) for name in ELEMENTS] == [2, 3, 4] * 3


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_face_of_it_is_accessible(
    open_page: Open, live_server: LiveServer, visit: Visit, width: int, language: str
) -> None:
    page = open_page(width=width, language=language)
    address = f"{live_server.url}/survei/{survey_token(visit)}/"
    page.goto(address)
    is_sound(page)
    follow(page.locator("button.btn--main"))
    is_sound(page)
    for path in (
        f"/survei/{survey_token(a_visit(trusted=True))}/",
        f"/k/{visit_token(visit)}/",
    ):
        page.goto(live_server.url + path)
        picture(page, f"survei-{language}-{'belum' if 'survei' in path else 'halaman'}")
        is_sound(page)


@pytest.mark.slow
@pytest.mark.parametrize("width", PHONE_FIRST)
def test_the_host_reads_what_came_of_it(
    browser: Browser, live_server: LiveServer, visit: Visit, width: int
) -> None:
    user = person(roles.LEADER, username="pimpinan")
    user.set_password(PASSWORD)
    user.save()
    for guest in range(12):
        scores = {name: 2 + (guest + n) % 3 for n, name in enumerate(ELEMENTS)}
        remark = "Petugas ramah.\nMohon parkir ditambah." if guest % 4 == 0 else ""
        answer(visit, scores=scores, remark=remark, nonce=f"{guest}", now=timezone.now())
    with window(browser, width) as page:
        sign_in(page, live_server.url, "pimpinan")
        page.goto(f"{live_server.url}/petugas/survei/")
        expect(page.locator(".figures")).to_contain_text("75,00")
        expect(page.locator(".figures")).to_contain_text("Kurang baik")
        picture(page, "survei-petugas")
        is_sound(page)
        page.goto(f"{live_server.url}/petugas/survei/?dari=2026-05-01&sampai=2026-04-01")
        picture(page, "survei-petugas-salah")
        is_sound(page)

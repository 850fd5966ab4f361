"""The desk's buttons about a letter that is required."""

import pytest
from django.test import Client
from pytest_django import Settings

from scheduling.models import BookingRules
from tests.factories import a_free_slot, a_visit
from tests.visits.pages.desk.visits.test_entry import answers
from visits.life.letters.due import awaited_until
from visits.models import LetterInstead, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _required(_ground: None) -> None:
    BookingRules.objects.update(letter_working_days=3)


@pytest.fixture
def visit(_required: None) -> Visit:
    return a_visit(trusted=True)


def page_of(visit: Visit, tail: str = "") -> str:
    return f"/petugas/kunjungan/{visit.reference}/{tail}"


def press(desk: Client, visit: Visit, step: str, **given: str) -> str:
    visit.refresh_from_db()
    answer = desk.post(page_of(visit, f"{step}/"), {"version": visit.version, **given}, follow=True)
    visit.refresh_from_db()
    return answer.content.decode()


def test_the_page_says_until_when_and_takes_another_day(desk: Client, visit: Visit) -> None:
    assert (
        "Surat ditunggu sampai Kamis, 26 November 2026" in desk.get(page_of(visit)).content.decode()
    )
    page = press(desk, visit, "tenggat-surat", until="30/11/2026", reason="Menunggu.")
    assert "Surat ditunggu sampai Senin, 30 November 2026" in page


@pytest.mark.parametrize("day", ["", "besok", "24/11/2026", "1/1/2027"])
def test_another_day_is_asked_for_and_what_was_typed_stays(
    desk: Client, visit: Visit, day: str
) -> None:
    page = press(desk, visit, "tenggat-surat", until=day, reason="Kepala dinas cuti.")
    assert "Tenggat surat dapat ditetapkan dari Kamis, 26 November 2026 sampai" in page
    assert "Kepala dinas cuti." in page
    assert f'value="{day}"' in page


def test_without_a_reason_nothing_is_waived(desk: Client, visit: Visit) -> None:
    press(desk, visit, "tanpa-surat", reason=" ")
    assert awaited_until(visit) is not None
    assert visit.letter_instead == LetterInstead.NONE


def test_waived_it_can_be_undone_and_required_again(
    desk: Client, visit: Visit, settings: Settings
) -> None:
    settings.UNDO_SECONDS = 20
    page = press(desk, visit, "tanpa-surat", reason="Mitra lama.")
    assert "Kunjungan ini tidak memerlukan surat" in page
    assert "Urungkan" in page
    page = press(desk, visit, "urungkan")
    assert "Surat ditunggu sampai Kamis, 26 November 2026" in page
    press(desk, visit, "tanpa-surat", reason="Mitra lama.")
    page = press(desk, visit, "tenggat-surat", until="30/11/2026", reason="Perlu juga.")
    assert "Surat ditunggu sampai Senin, 30 November 2026" in page


def test_on_paper_it_is_noted_and_taken_back(desk: Client, visit: Visit) -> None:
    page = press(desk, visit, "surat-datang")
    assert "diterima di atas kertas" in page
    assert "Surat belum diunggah" not in page
    page = press(desk, visit, "surat-belum")
    assert "Surat ditunggu sampai" in page


def test_an_entry_with_a_number_has_the_paper(desk: Client) -> None:
    assert "dianggap diterima di atas kertas" in desk.get("/petugas/baru/").content.decode()
    desk.post("/petugas/baru/", answers(a_free_slot(), letter_number="005/7/2026"))
    assert Visit.objects.get().letter_instead == LetterInstead.PAPER

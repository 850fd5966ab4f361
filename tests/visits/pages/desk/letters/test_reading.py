"""Staff read a letter beside what is known, and store what they confirm."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.factories import a_visit
from tests.visits.confined.letters.test_readable import in_pdf, sheet
from tests.visits.files.test_letter_reading import letter_pdf, scan_pdf
from visits.models import Visit

pytestmark = pytest.mark.django_db


def address(visit: Visit) -> str:
    return f"/petugas/kunjungan/{visit.reference}/surat/baca/"


def with_letter(content: bytes, **changes: Any) -> Visit:
    visit = a_visit(trusted=True, **changes)
    visit.letter_file.save("surat.pdf", ContentFile(content))
    return visit


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_number_and_date_are_offered_and_stored_by_a_press(desk: Client) -> None:
    visit = with_letter(letter_pdf())
    page = words(desk.get(address(visit)))
    assert 'value="005/123/DINKES/XI/2026"' in page
    assert "25 orang" in page
    assert f"Di permohonan tertulis {visit.people} orang" in page
    visit.refresh_from_db()
    assert visit.letter_number != "005/123/DINKES/XI/2026"
    sent = {
        "version": visit.version,
        "letter_number": "005/123/DINKES/XI/2026",
        "letter_date": "20/11/2026",
        "institution": visit.institution,
        "people": "25",
    }
    assert desk.post(address(visit), {**sent, "version": visit.version + 1}).status_code == 409
    assert desk.post(address(visit), sent).status_code == 302
    visit.refresh_from_db()
    assert (visit.letter_number, visit.letter_date, visit.people) == (
        "005/123/DINKES/XI/2026",
        dt.date(2026, 11, 20),
        25,
    )


def test_a_scan_asks_staff_to_type_and_no_letter_is_no_page(desk: Client) -> None:
    assert "pindaian" in words(desk.get(address(with_letter(scan_pdf()))))
    assert desk.get(address(a_visit(trusted=True))).status_code == 404


def test_the_same_letter_is_a_caution_that_leads_to_the_first(desk: Client) -> None:
    same: dict[str, Any] = {"letter_number": "005/118/2026", "letter_date": dt.date(2026, 11, 20)}
    first = a_visit(trusted=True, **same)
    second = a_visit(trusted=True, **{**same, "letter_number": "005 / 118 / 2026"})
    page = words(desk.get(f"/petugas/kunjungan/{second.reference}/"))
    assert f"sudah ada: {first.reference}" in page
    page = words(desk.get(f"/petugas/kunjungan/{first.reference}/"))
    assert "sudah ada:" in page


def test_a_scan_is_shown_straightened_and_what_is_none_as_it_is(desk: Client) -> None:
    scan = with_letter(in_pdf(sheet(2)))
    assert "terbaca/" in words(desk.get(address(scan)))
    made = desk.get(address(scan).replace("baca", "terbaca"))
    assert (made.status_code, made["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in made["Content-Security-Policy"]
    text = with_letter(letter_pdf())
    original = desk.get(address(text).replace("baca", "terbaca"))
    assert original["Location"] == f"/petugas/kunjungan/{text.reference}/surat/"

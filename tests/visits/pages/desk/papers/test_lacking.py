"""What is printed together leaves out no paper unsaid."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.visits.pages.conftest import SignIn, bring_to
from tests.visits.papers.press import PlainPress
from visits.models import Paper, PaperKind, Participant, Visit
from visits.papers import day_package
from visits.papers.typesetting import rendering
from visits.people import roles

pytestmark = pytest.mark.django_db
PACKAGE = "/petugas/hari-ini/paket/"


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> PlainPress:
    monkeypatch.setattr(day_package.sheets, "day_contents", lambda day, now: {"day": str(day)})
    return PlainPress().stand_in(monkeypatch)


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(roles.PROTOCOL)


def at(visit: Visit, rest: str) -> str:
    return f"/petugas/kunjungan/{visit.reference}/berkas/{rest}"


def issued(desk: Client, visit: Visit, kind: str) -> Paper:
    assert desk.post(at(visit, f"baru/{kind}/")).status_code == 302
    return visit.papers.latest("pk")


@pytest.mark.parametrize("form", ["zip", "pdf"])
def test_all_papers_of_a_visit_name_those_without_a_file_first(
    desk: Client, approved: Visit, press: PlainPress, form: str
) -> None:
    there = issued(desk, approved, "attendance")
    press.broken = True
    lacking = issued(desk, approved, "reply")
    answer = desk.get(at(approved, f"semua.{form}"))
    assert answer["Content-Type"].startswith("text/html")
    assert f"Surat balasan {lacking.number}" in answer.text
    assert at(approved, f"{lacking.pk}/") in answer.text
    assert "Daftar hadir" not in answer.text
    others = desk.get(at(approved, f"semua.{form}?tanpa=1"))
    assert others["Content-Type"] == f"application/{form}"
    if form == "zip":
        with zipfile.ZipFile(io.BytesIO(others.content)) as found:
            assert found.namelist() == ["Daftar-hadir.pdf"]
    # Also one whose file is gone; and where none is left there is nothing to go on with.
    there.file.storage.delete(there.file.name)
    answer = desk.get(at(approved, f"semua.{form}?tanpa=1"))
    assert "Daftar hadir" in answer.text
    assert "Cetak tanpa" not in answer.text


def test_sheets_of_a_group_name_those_without_a_file_first(
    desk: Client, approved: Visit, press: PlainPress
) -> None:
    named = [Participant(visit=approved, number=n, name=f"Tamu {n}") for n in (1, 2)]
    Participant.objects.bulk_create(named)
    desk.post(at(approved, "peserta/visum/terbit/"))
    address = at(approved, "peserta/visum/cetak/")
    assert desk.get(address)["Content-Type"] == "application/pdf"
    gone = approved.papers.get(person=2)
    gone.file.storage.delete(gone.file.name)
    assert "Cetak tanpa" in desk.get(address).text
    assert desk.get(address + "?tanpa=1")["Content-Type"] == "application/pdf"


def test_a_days_package_names_what_could_not_be_made(
    desk: Client, approved: Visit, press: PlainPress, monkeypatch: pytest.MonkeyPatch
) -> None:
    Participant.objects.create(visit=approved, number=1, name="Siti Rahma")
    bring_to(approved, timezone.localdate())
    assert desk.get(PACKAGE)["Content-Type"] == "application/pdf"
    whole = press.pdf

    def all_but_lists(kind: str, data: Mapping[str, Any]) -> bytes:
        if kind in (PaperKind.ATTENDANCE, "badges"):
            raise RuntimeError("this one will not be set")
        return whole(kind, data)

    monkeypatch.setattr(rendering, "pdf", all_but_lists)
    # As it would be, and then issued.
    for _ in range(2):
        answer = desk.get(f"{PACKAGE}?tanggal={timezone.localdate()}")
        assert answer["Content-Type"].startswith("text/html")
        assert "Daftar hadir" in answer.text
        assert "Tanda pengenal" in answer.text
        assert approved.institution in answer.text
        assert f"?tanggal={timezone.localdate()}&amp;tanpa=1" in answer.text
        again = desk.get(f"{PACKAGE}?tanggal={timezone.localdate()}&tanpa=1")
        assert again["Content-Type"] == "application/pdf"
        if not approved.papers.exists():
            issued(desk, approved, "attendance")

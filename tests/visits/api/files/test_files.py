"""The letter sent later, and material for the delegation."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import a_visit
from tests.visits.api.conftest import delegation, program
from tests.visits.api.visits.test_visits import url
from tests.visits.files.test_letter_reading import letter_pdf, scan_pdf
from visits.files.materials import MOST_FILES
from visits.history.events import program as system
from visits.life import attendance, deciding
from visits.models import Material, Visit

pytestmark = pytest.mark.usefixtures("host", "room")
STAFF = system("Tes")
PDF = b"%PDF-1.4\n%%EOF\n"


def sent(caller: APIClient, path: str, content: bytes | None, **fields: Any) -> Any:
    name = "letter_file" if path.endswith("letter/") else "file"
    if content is not None:
        fields[name] = SimpleUploadedFile("a.pdf", content)
    return caller.post(path, fields, format="multipart")


def read(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_letter_is_sent_later_and_read_by_staff_alone(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    path = url(visit, "letter")
    assert staff.get(path).status_code == 404
    answer = sent(delegation(visit), path, PDF, number="005/7", date="2026-11-02")
    assert answer.status_code == 200, answer.content
    assert answer.json()["letter"] == {
        "number": "005/7",
        "date": "2026-11-02",
        "file": True,
        "instead": "",
    }
    found = staff.get(path)
    assert (found["Content-Type"], read(found)) == ("application/pdf", PDF)
    assert found["Content-Disposition"].startswith("attachment")
    assert "sandbox" in found["Content-Security-Policy"]
    assert delegation(visit).get(path).status_code == 403
    assert delegation(a_visit()).get(path).status_code == 403


def test_what_a_letter_says_is_offered_and_none_of_it_stored(staff: APIClient) -> None:
    a_visit(
        trusted=True, letter_number="005 / 123/DINKES/XI/2026", letter_date=dt.date(2026, 11, 20)
    )
    visit = a_visit(trusted=True, people=30, letter_number="")
    path = url(visit, "letter")
    said = sent(staff, path, letter_pdf()).json()
    assert said["letter_reading"] == {
        "outcome": "read",
        "number": "005/123/DINKES/XI/2026",
        "date": "2026-11-20",
        "subject": "Permohonan Studi Tiru",
        "institution": "Dinas Kesehatan Kabupaten Solok",
        "people": 25,
    }
    assert said["letter_asks"] == ["number", "date", "people"]
    assert (said["letter"]["number"], said["people"], said["letter_received_on"]) == ("", 30, None)
    told = staff.post(path, {"number": said["letter_reading"]["number"], "date": "2026-11-20"})
    assert told.json()["letter_received_on"] == timezone.localdate().isoformat()
    assert told.json()["letter_reading"] is None
    scan = sent(staff, url(a_visit(trusted=True, letter_number=""), "letter"), scan_pdf()).json()
    assert scan["letter_asks"] == ["number", "date"]


def test_a_letter_that_is_none_names_the_field(staff: APIClient) -> None:
    visit = a_visit(trusted=True)
    path = url(visit, "letter")
    for answer, status in (
        (sent(staff, path, b"MZ"), 415),
        (sent(staff, path, None), 400),
        (staff.post(path, {"letter_file": "x"}), 400),
        (sent(staff, path, b"%PDF-" + b"0" * 10_500_000), 413),
    ):
        assert answer.status_code == status
        assert answer.json()["errors"][0]["field"] == "letter_file"
    wrong = staff.post(path, {"date": "2026-13-01"})
    assert wrong.json()["errors"][0]["field"] == "date"


def test_a_letter_that_the_disk_does_not_take_is_503(
    staff: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_values: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    answer = sent(staff, url(a_visit(trusted=True), "letter"), PDF)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_kept")


def over(now: dt.datetime) -> Visit:
    visit = deciding.approve(a_visit(trusted=True), by=STAFF, now=now)
    return attendance.check_in(visit, by=STAFF, now=now)


def test_material_is_for_the_delegation_once_the_visit_is_over(
    staff: APIClient, now: dt.datetime
) -> None:
    visit = over(now)
    path = url(visit, "materials")
    made = sent(staff, path, PDF, title="Paparan")
    assert made.status_code == 201, made.content
    assert made.json() | {"title": "Paparan", "kind": "pdf", "photo": False} == made.json()
    own, one = delegation(visit), f"{path}{made.json()['id']}/"
    assert own.get(path).json()["results"] == []
    assert own.get(one).status_code == 404
    attendance.complete(visit, by=STAFF, now=now)
    assert [row["title"] for row in own.get(path).json()["results"]] == ["Paparan"]
    assert read(own.get(one)) == PDF
    # Not by the address of another visit, nor with its token.
    other = a_visit()
    assert delegation(other).get(one).status_code == 404
    assert staff.get(one.replace(visit.reference, other.reference)).status_code == 404
    assert own.delete(one).status_code == 403
    assert program("visits:write").delete(one).status_code == 204
    assert staff.get(one).status_code == 404


def test_photographs_need_the_consent_that_the_delegation_gives(
    staff: APIClient, now: dt.datetime
) -> None:
    visit = over(now)
    path = url(visit, "materials")
    refused = sent(staff, path, PDF, title="Foto", photo="true")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent")
    assert (
        delegation(visit).post(url(visit, "consent"), {"photographs": True}).json()["photographs"]
    )
    assert sent(staff, path, PDF, title="Foto", photo="true").status_code == 201


def test_there_is_an_end_to_files(staff: APIClient, now: dt.datetime) -> None:
    visit = over(now)
    Material.objects.bulk_create(
        Material(visit=visit, title="x", file="x.pdf", size=1, added_at=now)
        for _ in range(MOST_FILES)
    )
    answer = sent(staff, url(visit, "materials"), PDF, title="Paparan")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_files")


@pytest.mark.parametrize(
    ("content", "fields", "status", "field"),
    [
        (PDF, {}, 400, "title"),
        (PDF, {"title": " "}, 400, "title"),
        (None, {"title": "x"}, 400, "file"),
        (b"MZ", {"title": "x"}, 415, "file"),
        (b"%PDF-" + b"0" * 21_500_000, {"title": "x"}, 413, "file"),
    ],
)
def test_material_that_is_none_names_the_field(
    staff: APIClient, content: bytes | None, fields: Any, status: int, field: str
) -> None:
    answer = sent(staff, url(a_visit(trusted=True), "materials"), content, **fields)
    assert answer.status_code == status
    if status != 413:
        assert answer.json()["errors"][0]["field"] == field

"""An officer answers, and adds material that the delegation finds afterwards."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.factories import OfficerFactory
from visits.files.materials import materials_for_delegation
from visits.history import events
from visits.life import answering, attendance
from visits.models import Material, Officer, Visit, VisitEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def andi(speaker: Officer) -> Client:
    client = Client()
    assert speaker.user is not None
    client.force_login(speaker.user)
    return client


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("paparan.pdf", b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")


def slides(*more: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in ("[Content_Types].xml", "ppt/presentation.xml", *more):
            package.writestr(name, "<x/>")
    return SimpleUploadedFile("paparan.pptx", out.getvalue())


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return SimpleUploadedFile("foto.jpg", out.getvalue())


def add(client: Client, visit: Visit, file: SimpleUploadedFile, **data: object) -> int:
    address = f"/petugas/tugas/{visit.reference}/materi/"
    answer = client.post(address, {"title": "Tata kelola", "file": file, **data})
    return int(answer.status_code)


@pytest.mark.parametrize("answer", ["accepted", "tentative", "declined"])
def test_an_answer_reaches_the_desk_as_the_officers_own(
    andi: Client, approved: Visit, answer: str
) -> None:
    done = andi.post(f"/petugas/tugas/{approved.reference}/jawab/", {"answer": answer})
    assert done.status_code == 302
    event = approved.events.get(kind=VisitEvent.Kind.ANSWERED)
    assert (event.actor_kind, event.data["answer"]) == (VisitEvent.By.OFFICER, answer)
    assert approved.assignments.get().answer == answer
    page = andi.get(f"/petugas/tugas/{approved.reference}/").content.decode()
    assert ("mencari pengganti" in page) == (answer == "declined")
    assert ("jawab lagi di sini" in page) == (answer == "tentative")


def test_nonsense_is_no_answer(andi: Client, approved: Visit) -> None:
    for answer in ("", "yes", "\x00"):
        sent = andi.post(f"/petugas/tugas/{approved.reference}/jawab/", {"answer": answer})
        assert sent.status_code == 404
    assert not approved.events.filter(kind=VisitEvent.Kind.ANSWERED).exists()


def test_an_answer_comes_too_late_for_a_visit_that_is_called_off(
    andi: Client, approved: Visit, speaker: Officer
) -> None:
    staff = events.staff(OfficerFactory.create().user or speaker.user)  # type: ignore[arg-type]
    answering.cancel(approved, reason="Batal", by=staff, now=timezone.now())
    done = andi.post(f"/petugas/tugas/{approved.reference}/jawab/", {"answer": "accepted"})
    assert done.status_code == 422
    assert "Kunjungan ini dibatalkan: Anda tidak perlu hadir" in done.content.decode()
    assert approved.assignments.get().answer == ""


def test_material_is_shown_to_the_delegation_only_after_the_visit(
    andi: Client, today: Visit
) -> None:
    assert add(andi, today, pdf()) == 302
    assert add(andi, today, slides()) == 302
    assert not materials_for_delegation(today)
    staff = events.Actor(VisitEvent.By.STAFF)
    visit = attendance.check_in(today, by=staff, now=timezone.now(), people=20)
    visit = attendance.complete(visit, by=staff, now=timezone.now())
    assert [m.suffix for m in materials_for_delegation(visit)] == ["pdf", "pptx"]
    material = Material.objects.earliest("id")
    got = andi.get(f"/petugas/tugas/{today.reference}/materi/{material.pk}/")
    assert got["Content-Disposition"].startswith("attachment")
    assert got.getvalue().startswith(b"%PDF")


def test_a_photograph_needs_consent_and_vanishes_with_it(andi: Client, today: Visit) -> None:
    assert add(andi, today, picture(), photo="on") == 422
    staff = events.Actor(VisitEvent.By.STAFF)
    visit = answering.consent(today, photographs=True, by=staff, now=timezone.now())
    assert add(andi, visit, picture(), photo="on") == 302
    visit = attendance.check_in(visit, by=staff, now=timezone.now(), people=20)
    visit = attendance.complete(visit, by=staff, now=timezone.now())
    assert materials_for_delegation(visit).count() == 1
    visit = answering.consent(visit, photographs=False, by=staff, now=timezone.now())
    assert not materials_for_delegation(visit)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("a.pdf", b"MZ not a pdf"),
        SimpleUploadedFile("a.pdf", b"%PDF-1.7 cut off"),
        SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"),
        SimpleUploadedFile("a.pptx", b"PK\x03\x04 broken"),
        slides("ppt/vbaProject.bin"),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n cut"),
    ],
    ids=["renamed", "cut", "svg", "zip", "macro", "png"],
)
def test_a_file_is_judged_by_what_it_holds(
    andi: Client, approved: Visit, file: SimpleUploadedFile
) -> None:
    file.seek(0)
    assert add(andi, approved, file) == 422
    assert not Material.objects.exists()


def test_slides_that_unpack_to_too_much_are_refused(andi: Client, approved: Visit) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("ppt/presentation.xml", "<x/>")
        for number in range(9):
            with package.open(f"ppt/media/{number}.bin", "w") as part:
                for _ in range(50):
                    part.write(bytes(1024 * 1024))
    assert add(andi, approved, SimpleUploadedFile("bom.pptx", out.getvalue())) == 422


def test_one_takes_back_only_the_own_material(andi: Client, approved: Visit) -> None:
    add(andi, approved, pdf())
    material = Material.objects.get()
    stored = material.file.path
    Material.objects.update(added_by=None)
    address = f"/petugas/tugas/{approved.reference}/materi/{material.pk}/hapus/"
    assert andi.post(address).status_code == 404
    Material.objects.update(added_by=approved.assignments.get().officer.user)
    assert andi.post(address).status_code == 302
    assert not Material.objects.exists()
    assert stored

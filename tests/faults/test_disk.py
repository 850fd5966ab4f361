"""A full or read-only disk for letters: refused in a sentence, and booking goes on without them.

At start-up: tests/config/test_supervisor.py. The demo: tests/notifications/outbox/test_delivery.py.
"""

import io
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import Settings
from rest_framework.test import APIClient

from scheduling.models import Reservation, Room
from tests.factories import RegionFactory, UserFactory, a_free_slot, a_visit
from tests.visits.api.conftest import request_body
from tests.visits.pages.ask.walk import LETTER, answer_all, ask_id
from tests.visits.pages.desk.visits.test_entry import answers
from visits.access.tokens import visit_token
from visits.history.events import staff
from visits.life import deciding
from visits.models import Host, IdempotencyRecord, Material, Region, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"0" * 200_000 + b"\n%%EOF\n"
Disk = Callable[[str], Path]


@pytest.fixture
def disk(tmp_path: Path, settings: Settings) -> Iterator[Disk]:
    """Puts the letters on a disk of its own with these mount options."""
    folder = tmp_path / "media"
    folder.mkdir()
    mounted = False

    def mount(options: str) -> Path:
        nonlocal mounted
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if os.geteuid() != 0 or not shutil.which("mount"):
            pytest.skip("cannot mount a small disk here")
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("cannot mount a small disk here")
        mounted = True
        settings.MEDIA_ROOT = folder
        return folder

    yield mount
    if mounted:
        # Lazily: what a log holds of a broken upload may still be open.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(params=["size=64k", "size=4m,ro"], ids=["full", "read-only"])
def bad_disk(request: pytest.FixtureRequest, disk: Disk) -> Path:
    """A disk that takes no letter."""
    return disk(request.param)


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def form(body: dict[str, object], *, letter: bool) -> dict[str, object]:
    """The body as multipart/form-data."""
    flat: dict[str, object] = {k: v for k, v in body.items() if not isinstance(v, dict)}
    for name in ("leader", "contact"):
        inner = body[name]
        assert isinstance(inner, dict)
        flat |= {f"{name}.{key}": value for key, value in inner.items()}
    return {**flat, **({"letter_file": SimpleUploadedFile("surat.pdf", PDF)} if letter else {})}


def test_the_api_refuses_the_letter_and_books_without_it(
    host: Host, room: Room, bad_disk: Path
) -> None:
    RegionFactory.create()
    client = APIClient(headers={"accept-language": "en", "idempotency-key": "a"})
    body = request_body()
    answer = client.post("/api/v1/visits/", form(body, letter=True), format="multipart")
    assert answer.status_code == 503
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("letter_file", "not_kept")
    stored = [m.objects.count() for m in (Visit, Reservation, IdempotencyRecord)]
    assert stored == [0, 0, 0]
    assert files_under(bad_disk) == []
    # The refusal is not kept under the key: the same key books, once the letter is left out.
    answer = client.post("/api/v1/visits/", form(body, letter=False), format="multipart")
    assert answer.status_code == 201


def test_the_page_says_so_and_keeps_what_was_typed(
    client: Client, host: Host, room: Room, solok: Region, bad_disk: Path
) -> None:
    answer_all(client)
    letter = {**LETTER, "letter_file": SimpleUploadedFile("surat.pdf", PDF)}
    page = client.post("/ajukan/surat/", letter, headers={"accept-language": "en"})
    assert page.status_code == 422
    assert "We cannot keep the letter at the moment" in page.content.decode()
    assert LETTER["letter_number"] in page.content.decode()
    sent = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert sent["Location"] == "/ajukan/terkirim/"
    assert Visit.objects.get().letter_number == LETTER["letter_number"]


def test_a_disk_that_fills_between_upload_and_sending_leads_back_to_the_letter(
    client: Client, host: Host, room: Room, solok: Region, disk: Disk
) -> None:
    folder = disk("size=300k")  # room for the draft, not for the letter as well
    answer_all(client)
    letter = {**LETTER, "letter_file": SimpleUploadedFile("surat.pdf", PDF)}
    assert client.post("/ajukan/surat/", letter)["Location"] == "/ajukan/periksa/"
    sent = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert sent["Location"] == "/ajukan/surat/"
    assert Visit.objects.count() == Reservation.objects.count() == 0
    assert len(files_under(folder)) == 1, "the draft alone"
    client.post("/ajukan/surat/", {**LETTER, "drop": "1"})
    sent = client.post("/ajukan/periksa/", {"ask_id": ask_id(client)})
    assert sent["Location"] == "/ajukan/terkirim/"


def test_a_delegations_own_page_says_so_and_keeps_its_former_letter(
    client: Client, host: Host, room: Room, bad_disk: Path
) -> None:
    visit = a_visit(trusted=True)
    letter = {"letter_number": "7/DPRD", "letter_file": SimpleUploadedFile("surat.pdf", PDF)}
    english = {"accept-language": "en"}
    page = client.post(f"/k/{visit_token(visit)}/surat/", letter, headers=english)
    assert page.status_code == 422
    assert "We cannot keep the letter at the moment" in page.content.decode()
    assert "7/DPRD" in page.content.decode()
    assert files_under(bad_disk) == []
    visit.refresh_from_db()
    assert visit.letter_file.name == ""
    assert visit.letter_number != "7/DPRD"


@pytest.fixture
def desk() -> Client:
    """Somebody who may do everything at the desk."""
    client = Client(headers={"accept-language": "en"})
    user = UserFactory.create()
    user.groups.add(*roles.ensure_groups().values())
    client.force_login(user)
    return client


def test_the_desk_says_so_for_material(
    desk: Client, host: Host, room: Room, solok: Region, bad_disk: Path
) -> None:
    visit = deciding.approve(
        a_visit(trusted=True), by=staff(UserFactory.create()), now=timezone.now()
    )
    sent = {"title": "Paparan", "file": SimpleUploadedFile("a.pdf", PDF)}
    page = desk.post(f"/petugas/tugas/{visit.reference}/materi/", sent)
    assert (page.status_code, Material.objects.count()) == (422, 0)
    assert "no room for this file" in page.content.decode()
    assert "Paparan" in page.content.decode()
    assert files_under(bad_disk) == []


def test_the_desk_says_so_for_a_request_on_paper(
    desk: Client, host: Host, room: Room, solok: Region, bad_disk: Path
) -> None:
    paper = answers(a_free_slot(), letter_file=SimpleUploadedFile("surat.pdf", PDF))
    page = desk.post("/petugas/baru/", paper)
    assert page.status_code == 422
    assert "We cannot keep the letter at the moment" in page.content.decode()
    assert paper["purpose"] in page.content.decode()
    assert Visit.objects.count() == Reservation.objects.count() == 0
    assert files_under(bad_disk) == []


def test_the_desk_says_so_for_a_logo(desk: Client, host: Host, bad_disk: Path) -> None:
    dice = random.Random(1)
    out = io.BytesIO()
    Image.frombytes("RGB", (400, 400), dice.randbytes(480_000)).save(out, "PNG")
    profile = {
        "name": "MPP Batam",
        "short_name": "MPP",
        "email": "protokol@mpp.example",
        "accent": "#0b5f6b",
        "logo": SimpleUploadedFile("logo.png", out.getvalue()),
    }
    page = desk.post("/petugas/pengaturan/profil/", profile)
    assert page.status_code == 422
    assert "no room for this file" in page.content.decode()
    assert not Host.load().logo
    assert files_under(bad_disk) == []


def test_a_full_folder_for_uploads_is_503_and_says_so(
    client: Client, host: Host, room: Room, bad_disk: Path, settings: Settings
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = str(bad_disk), 1000
    client.raise_request_exception = False
    letter = {**LETTER, "letter_file": SimpleUploadedFile("surat.pdf", PDF)}
    page = client.post("/ajukan/surat/", letter, headers={"accept-language": "en"})
    assert page.status_code == 503
    assert page["Retry-After"]
    assert "We cannot answer at the moment" in page.content.decode()
    RegionFactory.create()
    answer = client.post("/api/v1/visits/", form(request_body(), letter=True))
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")

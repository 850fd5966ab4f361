"""Files are shown to clamd first, by whatever door they come; a stand-in speaks its protocol."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from tests import clamd as stand_in
from tests import pdfs
from tests.clamd import EICAR, Clamd
from tests.factories import a_visit
from tests.visits.files.making import archive
from tests.visits.pages.ask.walk import LETTER, answer_all
from tests.visits.pages.conftest import person
from visits.access.tokens import visit_token
from visits.confined.running import Busy
from visits.files import scanning
from visits.files.scanning import Infected, NoAnswer, ScannerAway, asked, scan
from visits.models import Host, Material, Participant, Region, Status, Visit
from visits.people import roles
from visits.phrases.instead import infected_words
from visits.phrases.refused_files import file_words

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["unix", "tcp"])
def clamd(
    request: pytest.FixtureRequest, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clamd]:
    """One that runs and is asked."""
    folder = tmp_path_factory.mktemp("c") if request.param == "unix" else None
    with stand_in.running(folder) as running:
        settings.CLAMD = running.address
        yield running


@pytest.fixture
def by_tcp(settings: Settings) -> Iterator[Clamd]:
    """The same by TCP alone, where the way does not matter."""
    with stand_in.running() as running:
        settings.CLAMD = running.address
        yield running


def test_what_is_clean_goes_through_whole_and_what_is_not_is_refused(clamd: Clamd) -> None:
    content = bytes(range(256)) * 1000
    scan(content)
    assert clamd.seen == [content]
    with pytest.raises(Infected), structlog.testing.capture_logs() as logs:
        scan(content + EICAR)
    [line] = logs
    assert (line["event"], line["signature"]) == ("virus_found", "Eicar-Test-Signature")
    assert line["octets"] == len(content) + len(EICAR)


def test_without_a_scanner_nobody_is_asked(settings: Settings) -> None:
    settings.CLAMD = ""
    scan(EICAR)


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"most": 1000}, "size limit"),
        ({"says": b"stream: Can't allocate memory ERROR"}, "allocate"),
        ({"says": b""}, "hung up"),
        ({"says": b"UNKNOWN COMMAND"}, "UNKNOWN"),
        ({"says": b"\xff" * 9000}, "\ufffd"),
    ],
    ids=["too large", "error", "nothing", "another", "noise"],
)
def test_no_verdict_refuses_or_takes_by_the_setting(
    by_tcp: Clamd, settings: Settings, trouble: dict[str, Any], reason: str
) -> None:
    for name, value in trouble.items():
        setattr(by_tcp, name, value)
    content = b"x" * 3_000_000
    with pytest.raises(ScannerAway), structlog.testing.capture_logs() as logs:
        scan(content)
    assert reason in logs[0]["reason"]
    assert logs[0]["taken"] is False
    settings.CLAMD_AWAY = "take"
    with structlog.testing.capture_logs() as logs:
        scan(content)
    assert logs[0]["taken"] is True


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "unix:/nowhere/clamd.ctl"])
def test_a_scanner_that_is_not_there(settings: Settings, address: str) -> None:
    settings.CLAMD = address
    with pytest.raises(ScannerAway):
        scan(b"x")


@pytest.mark.parametrize("way", ["silent", "drips"])
def test_a_slow_one_is_waited_for_no_longer_than_set(by_tcp: Clamd, way: str) -> None:
    setattr(by_tcp, way, True)
    with pytest.raises(NoAnswer, match=r"no answer within 0\.3 s"):
        asked(b"INSTREAM", b"x", seconds=0.3)


def test_few_wait_for_it_at_once_and_the_others_are_told(
    by_tcp: Clamd, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_tcp.silent, settings.CLAMD_SECONDS = True, 20
    monkeypatch.setattr(scanning, "_waiting", threading.BoundedSemaphore(1))
    ended: list[bool] = []

    def wait() -> None:
        try:
            scan(b"first")
        except ScannerAway:
            ended.append(True)

    first = threading.Thread(target=wait)
    first.start()
    assert by_tcp.heard.wait(10)
    with pytest.raises(Busy):
        scan(b"second")
    by_tcp.over.set()
    first.join(10)
    assert ended == [True]
    by_tcp.silent = False
    scan(b"third")


# --- The doors --------------------------------------------------------------------------------


@pytest.fixture
def visit(host: Host, room: Any, solok: Region) -> Visit:
    return a_visit(trusted=True)


def desk() -> Client:
    client = Client()
    client.force_login(person(roles.ADMIN))
    return client


def a_file(content: bytes, name: str = "surat.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def asking(visit: Visit) -> Any:
    """A letter with a request."""
    client = Client()
    answer_all(client)
    return client.post("/ajukan/surat/", {**LETTER, "letter_file": a_file(pdfs.page() + EICAR)})


def own_letter(visit: Visit) -> Any:
    """A letter afterwards."""
    given = {"letter_number": "1", "letter_file": a_file(pdfs.page() + EICAR)}
    return Client().post(f"/k/{visit_token(visit)}/surat/", given)


def own_list(visit: Visit) -> Any:
    """A list of participants."""
    given = {"list_file": a_file(b"Nama\nSiti\n" + EICAR, "peserta.csv")}
    return Client().post(f"/k/{visit_token(visit)}/peserta/", given)


def desk_list(visit: Visit) -> Any:
    """The same by staff."""
    given = {"list_file": a_file(archive("xl/workbook.xml") + EICAR), "version": visit.version}
    return desk().post(f"/petugas/kunjungan/{visit.reference}/peserta/", given)


def desk_entry(visit: Visit) -> Any:
    """A request on paper."""
    return desk().post("/petugas/baru/", {"letter_file": a_file(pdfs.page() + EICAR)})


def desk_edit(visit: Visit) -> Any:
    """A letter that staff add."""
    given = {"letter_file": a_file(b"\x89PNG" + EICAR), "version": visit.version}
    return desk().post(f"/petugas/kunjungan/{visit.reference}/ubah/", given)


def logo(visit: Visit) -> Any:
    """The office's picture."""
    given = {"name": "M", "short_name": "M", "email": "a@mpp.example", "accent": "#0b5f6b"}
    return desk().post("/petugas/pengaturan/profil/", {**given, "logo": a_file(b"\x89PNG" + EICAR)})


def material(visit: Visit) -> Any:
    """Slides for the delegation."""
    given = {"title": "x", "file": a_file(archive("ppt/presentation.xml") + EICAR)}
    return desk().post(f"/petugas/tugas/{visit.reference}/materi/", given)


def checked(visit: Visit) -> Any:
    """A file dropped by anybody, to be compared with what was issued."""
    return Client().post("/cek/", {"file": a_file(pdfs.page() + EICAR)})


def past(visit: Visit) -> Any:
    """Visits of the years before."""
    return desk().post("/petugas/riwayat/", {"file": a_file(b"Tanggal;Instansi\n" + EICAR)})


PAGES = [
    asking, own_letter, own_list, desk_list, desk_entry, desk_edit, logo, material, checked, past,
]  # fmt: skip


@pytest.mark.parametrize("door", PAGES, ids=lambda door: door.__name__)
def test_no_page_takes_an_infected_file_and_each_says_what_to_do(
    by_tcp: Clamd, visit: Visit, door: Callable[[Visit], Any]
) -> None:
    with structlog.testing.capture_logs() as logs:
        page = door(visit)
    assert page.status_code == 422
    with translation.override("id"):
        assert infected_words() in page.content.decode()
    [found] = [line for line in logs if line["event"] == "virus_found"]
    assert set(found) == {"event", "signature", "octets", "log_level"}, "no name, no file's name"
    visit.refresh_from_db()
    assert not visit.letter_file
    assert not Host.load().logo
    assert not Participant.objects.exists()
    assert not Material.objects.exists()


@pytest.mark.parametrize("door", PAGES, ids=lambda door: door.__name__)
def test_while_the_scanner_is_away_each_says_to_come_again(
    visit: Visit, settings: Settings, door: Callable[[Visit], Any]
) -> None:
    settings.CLAMD = "tcp://127.0.0.1:9"
    page = door(visit)
    assert page.status_code in (422, 503)
    with translation.override("id"):
        assert file_words(ScannerAway()) in page.content.decode()


def test_a_request_goes_on_without_its_letter_while_the_scanner_is_away(
    visit: Visit, settings: Settings, client: Client
) -> None:
    settings.CLAMD = "tcp://127.0.0.1:9"
    answer_all(client)
    refused = client.post("/ajukan/surat/", {**LETTER, "letter_file": a_file(pdfs.page())})
    assert refused.status_code == 422
    assert LETTER["letter_number"] in refused.content.decode()
    assert client.post("/ajukan/surat/", LETTER).status_code == 302


def test_programs_are_told_the_same(by_tcp: Clamd, visit: Visit, settings: Settings) -> None:
    key = {"authorization": f"Bearer {visit_token(visit)}"}
    address = f"/api/v1/visits/{visit.reference}/letter/"
    given = {"letter_file": a_file(pdfs.page() + EICAR)}
    found = Client().post(address, given, headers=key)
    assert (found.status_code, found.json()["code"]) == (415, "unsupported")
    settings.CLAMD = "tcp://127.0.0.1:9"
    away = Client().post(address, {"letter_file": a_file(pdfs.page())}, headers=key)
    assert (away.status_code, away.json()["code"]) == (503, "busy")
    assert away["Retry-After"]
    settings.CLAMD = by_tcp.address
    clean = Client().post(address, {"letter_file": a_file(pdfs.page())}, headers=key)
    assert clean.status_code == 200


def test_material_by_the_api(by_tcp: Clamd, visit: Visit) -> None:
    visit.status = Status.COMPLETED
    visit.save()
    address = f"/api/v1/visits/{visit.reference}/materials/"
    answer = desk().post(address, {"title": "x", "file": a_file(pdfs.page() + EICAR)})
    assert answer.status_code == 415
    assert not Material.objects.exists()

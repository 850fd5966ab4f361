"""Papers signed through BSrE's e-Sign client, against a stand-in that behaves as described."""

import base64
import datetime as dt
import io
import json
import logging
import threading
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests import pdfs
from tests.stack import free_port
from tests.visits.papers.signing import esign
from tests.visits.papers.signing.authority import Authority, Holder
from tests.visits.papers.signing.conftest import Issue
from tests.visits.papers.signing.esign import NIK, PASSPHRASE, Service
from visits.history.events import Actor
from visits.models import Paper
from visits.papers.signing.choosing import signer_now
from visits.papers.signing.interface import Problem, Result, Secrets
from visits.papers.signing.signing import sign
from visits.papers.signing.words import problem_words

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="session")
def _person(_authority: Authority) -> Holder:
    return _authority.holder("Dr. Siti Rahmawati, M.Si.")


@pytest.fixture
def service(_person: Holder, settings: Settings) -> Iterator[Service]:
    """The service, and the settings that lead to it."""
    with esign.serving(_person) as (service, address):
        settings.SIGNER = f"bsre:{address}"
        settings.BSRE_USER, settings.BSRE_PASSWORD = "singgah", "rahasia-klien"
        settings.BSRE_VISIBLE = True
        yield service


def _sign(*papers: Paper, by: Actor, now: dt.datetime, **secrets: str) -> list[Result]:
    signer = signer_now()
    assert signer is not None
    return sign(
        papers, signer, Secrets(**{"nik": NIK, "passphrase": PASSPHRASE, **secrets}), by=by, now=now
    )


def test_it_is_asked_as_described_and_its_pdf_kept(
    service: Service, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue()
    (result,) = _sign(paper, by=by, now=now)
    assert result.problem is None
    paper.refresh_from_db()
    assert (paper.state, paper.signed_by) == ("signed", "bsre")
    (asked,) = service.asked
    assert asked.pop("file") == paper.file.open("rb").read()
    assert {name: value.decode() for name, value in asked.items()} == {
        "nik": NIK,
        "passphrase": PASSPHRASE,
        "tampilan": "visible",
        "image": "false",
        "linkQR": f"http://127.0.0.1:8000/cek/{paper.code}/",
        "page": "1",
        "xAxis": "320",
        "yAxis": "160",
        "width": "200",
        "height": "70",
    }
    pair = base64.b64encode(b"singgah:rahasia-klien").decode()
    assert service.heads[0]["Authorization"] == f"Basic {pair}"


def test_installations_differ_and_settings_follow(
    service: Service, settings: Settings, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    settings.BSRE_PAGE_FIELD = "halaman"
    service.as_json = True
    assert _sign(issue(), by=by, now=now)[0].problem is None
    assert "page" not in service.asked[-1]
    assert service.asked[-1]["halaman"] == b"1"
    settings.BSRE_MARK = "#"
    assert _sign(issue(), by=by, now=now)[0].problem is None
    assert service.asked[-1]["tag_koordinat"] == b"#"
    assert "xAxis" not in service.asked[-1]
    settings.BSRE_MARK = ""
    basis = issue().data["basis"]
    assert _sign(issue(data={"basis": basis}), by=by, now=now)[0].problem is None
    assert service.asked[-1]["tampilan"] == b"invisible"
    settings.BSRE_VISIBLE = False
    assert _sign(issue(), by=by, now=now)[0].problem is None
    assert service.asked[-1]["tampilan"] == b"invisible"


def test_a_service_that_writes_the_file_anew_is_believed_if_its_pages_are_ours(
    service: Service, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    service.rewrites = True
    paper = issue()
    (result,) = _sign(paper, by=by, now=now)
    assert result.problem is None
    with result.paper.signed_file.open("rb") as file:
        assert not file.read().startswith(paper.file.open("rb").read())


def _other_page() -> bytes:
    def change(document: object) -> None:
        document.pages[0].Contents = document.make_stream(b"BT /F1 20 Tf 72 740 Td (Lain) Tj ET")  # type: ignore[attr-defined]

    return pdfs.page(change)


@pytest.mark.parametrize("rewrites", [True, False])
def test_another_document_signed_is_not_taken(
    service: Service, issue: Issue, by: Actor, now: dt.datetime, rewrites: bool
) -> None:
    service.other, service.rewrites = _other_page(), rewrites
    paper = issue()
    (result,) = _sign(paper, by=by, now=now)
    assert result.problem == Problem.NOT_OURS
    assert Paper.objects.get(pk=paper.pk).state == "issued"


def test_our_own_file_unsigned_is_not_taken(
    service: Service, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue()
    service.says = (200, paper.file.open("rb").read())
    assert _sign(paper, by=by, now=now)[0].problem == Problem.NOT_OURS


def _said(words: str, code: int = 2000, key: str = "error") -> bytes:
    return json.dumps({"status_code": code, key: words}).encode()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((400, _said("Passphrase anda salah", 2031)), Problem.WRONG_PASSPHRASE),
        ((403, _said("NIK tidak terdaftar", 2021, "message")), Problem.UNKNOWN_NIK),
        ((400, _said("Sertifikat sudah kedaluwarsa")), Problem.EXPIRED),
        ((400, _said("Certificate has been revoked")), Problem.REVOKED),
        ((500, _said("Document is protected")), Problem.PROTECTED),
        ((500, _said("Terjadi kesalahan")), Problem.REFUSED),
        ((200, _said("Passphrase anda salah")), Problem.WRONG_PASSPHRASE),
        ((503, b"<html>Service Unavailable"), Problem.UNREACHABLE),
        ((401, b""), Problem.REFUSED),
        ((302, b""), Problem.REFUSED),
        ((200, b"<html>Selamat datang"), Problem.NO_PDF),
        ((200, b'{"id_dokumen": "../../etc/passwd"}'), Problem.REFUSED),
        ((200, b'{"id_dokumen": "d9"}'), Problem.REFUSED),
        ((200, b"%PDF-1.7 and nothing more"), Problem.NOT_OURS),
        ((200, b"[" * 100_000), Problem.NO_PDF),
    ],
)
def test_each_refusal_is_told_apart_and_leaves_the_paper_issued(
    service: Service,
    issue: Issue,
    by: Actor,
    now: dt.datetime,
    answer: tuple[int, bytes],
    problem: Problem,
) -> None:
    service.says = answer
    paper = issue()
    (result,) = _sign(paper, by=by, now=now)
    assert result.problem == problem
    assert Paper.objects.get(pk=paper.pk).state == "issued"


def test_every_problem_has_words_of_its_own_in_both_languages() -> None:
    from django.utils import translation

    for language in ("id", "en"):
        with translation.override(language):
            said = [problem_words(problem) for problem in Problem]
        assert all(said)
        assert len(set(said)) == len(said)


def test_nobody_there_and_nobody_answering_are_told_apart(
    service: Service, settings: Settings, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    settings.BSRE_SECONDS = 1
    service.hold = threading.Event()
    slow, second = issue(), issue()
    assert [one.problem for one in _sign(slow, second, by=by, now=now)] == [
        Problem.TIMEOUT,
        Problem.NOT_TRIED,
    ]
    service.hold.set()
    settings.SIGNER = f"bsre:http://127.0.0.1:{free_port()}"
    assert _sign(slow, by=by, now=now)[0].problem == Problem.UNREACHABLE
    assert Paper.objects.get(pk=slow.pk).state == "issued"


def test_a_wrong_passphrase_is_tried_once(
    service: Service, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    results = _sign(issue(), issue(), issue(), by=by, now=now, passphrase="tebakan-pertama")
    assert [one.problem for one in results] == [
        Problem.WRONG_PASSPHRASE,
        Problem.NOT_TRIED,
        Problem.NOT_TRIED,
    ]
    assert len(service.asked) == 1
    # The service repeats what it was told; we do not.
    assert "tebakan-pertama" not in results[0].said


def test_secrets_are_in_no_repr_and_no_log(
    service: Service,
    issue: Issue,
    by: Actor,
    now: dt.datetime,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = Secrets(nik=NIK, passphrase=PASSPHRASE)
    assert NIK not in repr(secrets)
    assert PASSPHRASE not in repr(secrets)
    _sign(issue(), by=by, now=now)
    _sign(issue(), by=by, now=now, passphrase="tebakan-kedua")
    _sign(issue(), by=by, now=now, nik="1111222233334444")
    written = caplog.text + "".join(capfd.readouterr())
    assert "paper_not_signed" in written
    for secret in (NIK, PASSPHRASE, "tebakan-kedua", "1111222233334444", "rahasia-klien"):
        assert secret not in written


def test_signing_runs_on_what_is_in_memory_alone(
    service: Service, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue()
    _sign(paper, by=by, now=now)
    paper.refresh_from_db()
    stored = io.StringIO()
    for model in (Paper, type(paper.visit.events.first())):
        stored.write(str(list(model.objects.values())))
    assert PASSPHRASE not in stored.getvalue()
    assert NIK not in stored.getvalue()

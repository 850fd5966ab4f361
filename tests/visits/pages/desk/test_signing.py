"""The signatory's queue: several papers, one passphrase, each result shown; no secret kept."""

import datetime as dt
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.views.debug import ExceptionReporter
from PIL import Image
from pytest_django import Settings

from tests import clamd, pdfs
from tests.visits.pages.conftest import person
from tests.visits.papers.signing import esign
from tests.visits.papers.signing.authority import PASSPHRASE, Authority, Holder
from tests.visits.papers.signing.conftest import (
    Issue,
    _authority,
    _seal,
    authority,
    issue,
    seal,
    signatory,
    signer_person,
    visit,
)
from tests.visits.papers.signing.esign import NIK, Service
from visits.models import Paper, PaperKind, Signatory
from visits.people import roles
from visits.phrases.instead import infected_words

__all__ = [
    "_authority",
    "_seal",
    "authority",
    "issue",
    "seal",
    "signatory",
    "signer_person",
    "visit",
]
pytestmark = pytest.mark.django_db
QUEUE = "/petugas/tanda-tangan/"
WRONG = "tebakan-yang-salah"


@pytest.fixture
def head(signer_person: User) -> Client:
    """The signatory's browser."""
    client = Client()
    client.force_login(signer_person)
    return client


@pytest.fixture
def service(_authority: Authority, settings: Settings) -> Iterator[Service]:
    """BSrE's client, and the settings that lead to it."""
    with esign.serving(_authority.holder("Dr. Siti Rahmawati, M.Si.")) as (service, address):
        settings.SIGNER = f"bsre:{address}"
        yield service


def _states(*papers: Paper) -> list[str]:
    return [Paper.objects.get(pk=paper.pk).state for paper in papers]


def _press(client: Client, *papers: Paper, **typed: str) -> Any:
    data = {"paper": [str(paper.pk) for paper in papers], **typed}
    return client.post(QUEUE, data, headers={"accept-language": "en"})


def test_what_waits_for_me_and_nothing_else_stands_there(
    head: Client, issue: Issue, settings: Settings
) -> None:
    mine = issue()
    other = Signatory.objects.create(name="Sekretaris", position="Sekretaris")
    elsewhere = [
        issue(signatory=other),
        issue(state=Paper.State.SIGNED),
        issue(state=Paper.State.WITHDRAWN),
        issue(kind=PaperKind.VISUM),
        issue(kind=PaperKind.RUNDOWN),
    ]
    page = head.get(QUEUE).content.decode()
    assert mine.number in page
    assert not [paper.number for paper in elsewhere if paper.number in page]


def test_a_seal_asks_for_nothing_and_signs_all_that_is_ticked(
    head: Client, seal: Holder, issue: Issue
) -> None:
    papers = [issue(), issue()]
    assert 'type="password"' not in head.get(QUEUE).content.decode()
    answer = _press(head, *papers)
    assert (answer.status_code, answer["Location"]) == (302, QUEUE)
    assert _states(*papers) == ["signed", "signed"]
    assert "2 papers signed." in head.get(QUEUE, headers={"accept-language": "en"}).content.decode()


def test_a_wrong_passphrase_stops_after_the_first_and_keeps_what_was_ticked(
    head: Client, service: Service, issue: Issue
) -> None:
    first, second, third = issue(), issue(), issue()
    answer = _press(head, first, third, nik=NIK, passphrase=WRONG)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The passphrase is wrong." in page
    assert "Not tried:" in page
    ticked = {pk for pk in (first.pk, second.pk, third.pk) if f'value="{pk}" checked' in page}
    assert ticked == {first.pk, third.pk}
    assert len(service.asked) == 1
    assert _states(first, second, third) == ["issued"] * 3
    for secret in (WRONG, NIK):
        assert secret not in page


def test_each_result_is_shown_where_some_fail(head: Client, service: Service, issue: Issue) -> None:
    gone, good = issue(), issue()
    gone.file.storage.delete(gone.file.name)
    answer = _press(head, gone, good, nik=NIK, passphrase=esign.PASSPHRASE)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "1 paper signed." in page
    assert "1 paper was not signed." in page
    assert _states(gone, good) == ["issued", "signed"]


@pytest.mark.parametrize(
    "typed",
    [{}, {"nik": "123", "passphrase": "x"}, {"nik": NIK}, {"nik": "a" * 16, "passphrase": "x"}],
)
def test_what_is_missing_is_asked_for_before_anybody_is_called(
    head: Client, service: Service, issue: Issue, typed: dict[str, str]
) -> None:
    paper = issue()
    answer = _press(head, paper, **typed)
    assert answer.status_code == 422
    assert f'value="{paper.pk}" checked' in answer.content.decode()
    assert service.asked == []


def test_nothing_ticked_too_much_ticked_and_what_is_not_mine(
    head: Client, service: Service, issue: Issue
) -> None:
    typed = {"nik": NIK, "passphrase": esign.PASSPHRASE}
    assert _press(head, **typed).status_code == 422
    assert _press(head, *[issue() for _ in range(21)], **typed).status_code == 422
    other = Signatory.objects.create(name="Sekretaris", position="Sekretaris")
    assert _press(head, issue(signatory=other), **typed).status_code == 422
    answer = head.post(QUEUE, {"paper": ["x", "-1", "9" * 30], **typed})
    assert answer.status_code == 422
    assert service.asked == []


def test_secrets_are_nowhere_after_a_press(
    head: Client,
    service: Service,
    issue: Issue,
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """In no page, cookie, session, message, row, file or log: of a good press and a wrong one."""
    caplog.set_level(logging.DEBUG)
    nik = "3171014509700002"
    pages = [
        _press(head, issue(), nik=NIK, passphrase=esign.PASSPHRASE),
        _press(head, issue(), nik=nik, passphrase=WRONG),
        _press(head, nik=nik, passphrase=WRONG),
        head.get(QUEUE),
    ]
    kept = [page.content.decode() + str(page.cookies) for page in pages]
    kept += [str(one.get_decoded()) + one.session_data for one in Session.objects.all()]
    kept += [str(list(Paper.objects.values())), caplog.text, "".join(capfd.readouterr())]
    kept += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    for secret in (NIK, nik, WRONG, esign.PASSPHRASE):
        assert not [text[:80] for text in kept if secret in text]


def test_an_error_on_the_way_reports_no_secret(
    signer_person: User,
    service: Service,
    issue: Issue,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    settings: Settings,
) -> None:
    def breaks(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("visits.papers.signing.bsre.EsignClient.sign", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(signer_person)
    paper = issue()
    settings.DEBUG = False  # whose own pages of errors show everything
    answer = _press(client, paper, nik=NIK, passphrase=WRONG)
    assert answer.status_code == 500
    error = answer.exc_info
    reporter = ExceptionReporter(answer.wsgi_request, *error)
    report = reporter.get_traceback_html() + reporter.get_traceback_text()
    written = answer.content.decode() + report + caplog.text + "".join(capfd.readouterr())
    assert "a fault of ours" in written
    assert WRONG not in written
    assert NIK not in written


def test_a_form_of_somebody_signed_out_is_shown_again_without_them(
    service: Service, issue: Issue
) -> None:
    answer = Client().post(
        QUEUE,
        {"paper": [str(issue().pk)], "nik": NIK, "passphrase": WRONG},
        headers={"origin": "http://testserver"},
    )
    assert answer.status_code == 403
    assert WRONG not in answer.content.decode()
    assert NIK not in answer.content.decode()


def test_an_infected_scan_is_not_kept(head: Client, issue: Issue, settings: Settings) -> None:
    paper = issue()
    scan = SimpleUploadedFile("scan.pdf", pdfs.page() + clamd.EICAR)
    with clamd.running() as running:
        settings.CLAMD = running.address
        answer = head.post(f"{QUEUE}{paper.pk}/", {"scan": scan})
    assert answer.status_code == 422
    assert infected_words() in answer.content.decode()
    assert _states(paper) == ["issued"]


def test_by_hand_the_scan_is_uploaded_seen_and_taken_back(head: Client, issue: Issue) -> None:
    paper = issue()
    assert 'type="checkbox" name="paper"' not in head.get(QUEUE).content.decode()
    page = f"{QUEUE}{paper.pk}/"
    before = b"".join(head.get(f"{page}berkas/").streaming_content)  # type: ignore[attr-defined]
    scan = pdfs.page() + b"% scan\n"
    file = SimpleUploadedFile("scan.pdf", scan, content_type="application/pdf")
    assert head.post(page, {"scan": file}).status_code == 302
    assert _states(paper) == ["signed"]
    shown = head.get(f"{page}berkas/")
    assert b"".join(shown.streaming_content) != before  # type: ignore[attr-defined]
    assert shown["Content-Type"] == "application/pdf"
    assert "sandbox" in shown["Content-Security-Policy"]
    assert head.post(page, {"step": "tarik"}).status_code == 302
    assert _states(paper) == ["issued"]


def test_a_scan_of_other_pages_or_of_another_paper_is_asked_about_and_kept(
    head: Client, issue: Issue
) -> None:
    paper, other = issue(), issue()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdfs.page())) as document:
        document.add_blank_page()
        text = f"BT /F1 12 Tf 72 700 Td (127.0.0.1/cek/ {other.code} {paper.code}) Tj ET"
        document.pages[0].Contents = document.make_stream(text.encode())
        document.save(out)
    scan = SimpleUploadedFile("scan.pdf", out.getvalue(), content_type="application/pdf")
    page = head.post(f"{QUEUE}{paper.pk}/", {"scan": scan}, follow=True).content.decode()
    assert _states(paper) == ["signed"]
    assert other.number in page
    assert "2 halaman, sedangkan berkas yang terbit 1" in page


def test_a_scan_of_its_own_paper_is_not_asked_about(head: Client, issue: Issue) -> None:
    paper = issue()
    scan = SimpleUploadedFile("scan.pdf", pdfs.page() + b"% x\n", content_type="application/pdf")
    page = head.post(f"{QUEUE}{paper.pk}/", {"scan": scan}, follow=True).content.decode()
    assert "Apakah" not in page


def test_photographs_are_taken_and_what_is_none_is_not(head: Client, issue: Issue) -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "JPEG")
    photos = [SimpleUploadedFile(f"{n}.jpg", out.getvalue()) for n in range(2)]
    paper, other = issue(), issue()
    assert head.post(f"{QUEUE}{paper.pk}/", {"scan": photos}).status_code == 302
    assert _states(paper) == ["signed"]
    text = SimpleUploadedFile("a.txt", b"hello")
    assert head.post(f"{QUEUE}{other.pk}/", {"scan": text}).status_code == 422
    assert head.post(f"{QUEUE}{other.pk}/", {}).status_code == 422
    Paper.objects.filter(pk=paper.pk).update(state=Paper.State.SENT)
    assert head.post(f"{QUEUE}{paper.pk}/", {"step": "tarik"}).status_code == 409


def test_a_paper_is_open_to_its_signatory_and_to_the_desk_alone(issue: Issue) -> None:
    paper, seen = issue(), {}
    for role in roles.ALL:
        client = Client()
        client.force_login(person(role))
        seen[role] = [client.get(f"{QUEUE}{paper.pk}/{end}").status_code for end in ("", "berkas/")]
    assert seen == {
        roles.ADMIN: [200, 200],
        roles.PROTOCOL: [200, 200],
        roles.LEADER: [404, 404],
        roles.OFFICER: [404, 404],
    }


def test_who_signs_for_nobody_reads_that_nothing_waits() -> None:
    client = Client()
    client.force_login(person(roles.OFFICER))
    page = client.get(QUEUE, headers={"accept-language": "en"}).content.decode()
    assert "Nothing waits for your signature." in page


def test_it_waits_in_the_signatorys_inbox_and_nobody_elses(head: Client, issue: Issue) -> None:
    issue(), issue()
    for path in ("/petugas/?jenis=", "/petugas/antrean/"):
        page = head.get(path, headers={"accept-language": "en"}).content.decode()
        assert "2 papers wait for your signature" in page
        assert QUEUE in page
    other = Client()
    other.force_login(person(roles.ADMIN))
    page = other.get("/petugas/", headers={"accept-language": "en"}).content.decode()
    assert "for your signature" not in page


def test_an_inactive_signatory_signs_nothing_more(
    head: Client, seal: Holder, issue: Issue, signatory: Signatory, now: dt.datetime
) -> None:
    paper = issue()
    Signatory.objects.filter(pk=signatory.pk).update(active=False)
    assert _press(head, paper).status_code == 422
    assert _states(paper) == ["issued"]


def test_a_persons_key_asks_for_the_passphrase_alone(
    head: Client, seal: Holder, issue: Issue, settings: Settings
) -> None:
    settings.SIGNER_PASSPHRASE = ""
    paper = issue()
    page = head.get(QUEUE).content.decode()
    assert 'name="passphrase"' in page
    assert 'name="nik"' not in page
    assert _press(head, paper, passphrase=PASSPHRASE).status_code == 302
    assert _states(paper) == ["signed"]

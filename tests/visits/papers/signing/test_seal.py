"""Papers signed with the office's key: PAdES-B-LT that others read too."""

import datetime as dt
import hashlib
import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from tests.visits.papers.signing.authority import PASSPHRASE, Authority, Holder
from tests.visits.papers.signing.conftest import Issue
from visits.history.events import Actor
from visits.models import Paper, VisitEvent
from visits.papers.signing.choosing import signer_now
from visits.papers.signing.interface import Asks, Problem, Result, Secrets
from visits.papers.signing.signing import sign

pytestmark = pytest.mark.django_db


def _sign(*papers: Paper, by: Actor, now: dt.datetime, passphrase: str = "") -> list[Result]:
    signer = signer_now()
    assert signer is not None
    return sign(papers, signer, Secrets(passphrase=passphrase), by=by, now=now)


def _bytes(paper: Paper) -> bytes:
    with paper.signed_file.open("rb") as file:
        content: bytes = file.read()
    return content


def test_a_paper_is_signed_with_its_own_octets_kept_as_they_were(
    seal: Holder, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue()
    (result,) = _sign(paper, by=by, now=now)
    assert result.problem is None
    paper.refresh_from_db()
    signed, original = _bytes(paper), paper.file.open("rb").read()
    assert (paper.state, paper.signed_by, paper.signed_at) == ("signed", "key", now)
    assert signed.startswith(original)
    assert len(signed) > len(original)
    assert paper.signed_sha256 == hashlib.sha256(signed).hexdigest()
    assert paper.sha256 == hashlib.sha256(original).hexdigest()
    event = paper.visit.events.get(kind=VisitEvent.Kind.PAPER_SIGNED)
    assert (event.data["paper"], event.data["signed_by"]) == (paper.pk, "key")


def test_what_proves_it_later_goes_along(
    seal: Holder, authority: Authority, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    (result,) = _sign(issue(), by=by, now=now)
    with pikepdf.open(io.BytesIO(_bytes(result.paper))) as document:
        store = document.Root.DSS
        assert len(store.Certs) >= 3  # seal, root, authority of timestamps
        assert len(store.OCSPs) == 2
    reader = PdfFileReader(io.BytesIO(_bytes(result.paper)))
    signature = reader.embedded_signatures[0]
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/ByteRange"][0] == 0
    assert "/tsa" in authority.asked


def test_it_is_seen_where_the_paper_has_its_place_and_nowhere_else(
    seal: Holder, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    placed = issue()
    without = issue(data={"basis": placed.data["basis"]})
    seen, unseen = _sign(placed, without, by=by, now=now)
    boxes = []
    for result in (seen, unseen):
        with pikepdf.open(io.BytesIO(_bytes(result.paper))) as document:
            boxes.append([float(n) for n in document.pages[0].Annots[0].Rect])
    assert boxes == [[320, 160, 520, 230], [0, 0, 0, 0]]


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler's pdfsig is not on this machine")
def test_poppler_finds_the_signature_valid(
    seal: Holder, authority: Authority, issue: Issue, by: Actor, now: dt.datetime, tmp_path: Path
) -> None:
    (result,) = _sign(issue(), by=by, now=now)
    file = tmp_path / "signed.pdf"
    file.write_bytes(_bytes(result.paper))
    said = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Segel DPMPTSP Kota Batam" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.skipif(not shutil.which("openssl"), reason="OpenSSL is not on this machine")
def test_openssl_verifies_what_stands_in_the_signature(
    seal: Holder, authority: Authority, issue: Issue, by: Actor, now: dt.datetime, tmp_path: Path
) -> None:
    (result,) = _sign(issue(), by=by, now=now)
    content = _bytes(result.paper)
    found = re.search(rb"/ByteRange\s*\[(\d+) (\d+) (\d+) (\d+)\s*\]", content)
    assert found
    a, b, c, d = map(int, found.groups())
    signature = bytes.fromhex(content[a + b + 1 : c - 1].decode())
    # DER says how long it is; behind it stand zeros.
    length = int.from_bytes(signature[2:4]) + 4
    (tmp_path / "cms.der").write_bytes(signature[:length])
    (tmp_path / "covered").write_bytes(content[a : a + b] + content[c : c + d])
    (tmp_path / "root.pem").write_bytes(authority.root.certificate.public_bytes(Encoding.PEM))
    said = subprocess.run(
        ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", tmp_path / "cms.der",
         "-content", tmp_path / "covered", "-CAfile", tmp_path / "root.pem", "-purpose", "any",
         "-attime", str(int(now.timestamp())), "-out", tmp_path / "out"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification successful" in said.stderr, said.stderr
    assert (tmp_path / "out").read_bytes() == content[a : a + b] + content[c : c + d]


@pytest.mark.parametrize("passphrase", ["", "salah"])
def test_a_wrong_passphrase_ends_it_after_the_first(
    seal: Holder, settings: Settings, issue: Issue, by: Actor, now: dt.datetime, passphrase: str
) -> None:
    settings.SIGNER_PASSPHRASE = ""
    signer = signer_now()
    assert signer is not None
    assert signer.asks == {Asks.PASSPHRASE}
    papers = [issue(), issue()]
    results = _sign(*papers, by=by, now=now, passphrase=passphrase)
    assert [one.problem for one in results] == [Problem.WRONG_PASSPHRASE, Problem.NOT_TRIED]
    assert {Paper.objects.get(pk=paper.pk).state for paper in papers} == {"issued"}
    assert [one.problem for one in _sign(*papers, by=by, now=now, passphrase=PASSPHRASE)] == [
        None
    ] * 2


def test_a_revoked_key_signs_nothing(
    seal: Holder, authority: Authority, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    authority.revoke(seal, at=now - dt.timedelta(days=1))
    (result,) = _sign(issue(), by=by, now=now)
    assert result.problem == Problem.REVOKED


def test_an_expired_key_signs_nothing(
    seal: Holder,
    authority: Authority,
    settings: Settings,
    issue: Issue,
    by: Actor,
    now: dt.datetime,
    tmp_path: Path,
) -> None:
    old = authority.holder("Segel lama", days=(-900, -5))
    settings.SIGNER = f"pkcs12:{authority.key_file(old, tmp_path / 'old.p12')}"
    (result,) = _sign(issue(), by=by, now=now)
    assert result.problem == Problem.EXPIRED


@pytest.mark.parametrize(
    ("away", "problem"),
    [
        ({"/ocsp"}, None),
        ({"/ocsp", "/root.crl"}, Problem.UNCHECKED),
        ({"/tsa"}, Problem.NO_TIMESTAMP),
    ],
)
def test_what_is_away_is_said_and_the_list_stands_in_for_ocsp(
    seal: Holder,
    authority: Authority,
    issue: Issue,
    by: Actor,
    now: dt.datetime,
    away: set[str],
    problem: Problem | None,
) -> None:
    authority.away = away
    paper = issue()
    (result,) = _sign(paper, by=by, now=now)
    assert result.problem == problem
    assert Paper.objects.get(pk=paper.pk).state == ("issued" if problem else "signed")


def test_what_was_changed_meanwhile_is_not_signed(
    seal: Holder, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    withdrawn = issue()
    Paper.objects.filter(pk=withdrawn.pk).update(state=Paper.State.WITHDRAWN)
    elsewhere = issue()
    elsewhere.file.storage.delete(elsewhere.file.name)
    with elsewhere.file.storage.open(elsewhere.file.name, "wb") as file:
        file.write(b"%PDF-1.7 something else")
    results = _sign(withdrawn, elsewhere, by=by, now=now)
    assert [one.problem for one in results] == [Problem.CHANGED, Problem.NOT_OURS]
    assert Paper.objects.get(pk=withdrawn.pk).state == "withdrawn"


def test_signed_twice_is_signed_once(
    seal: Holder, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper = issue()
    _sign(paper, by=by, now=now)
    (again,) = _sign(paper, by=by, now=now)
    assert again.problem == Problem.CHANGED
    assert paper.visit.events.filter(kind=VisitEvent.Kind.PAPER_SIGNED).count() == 1

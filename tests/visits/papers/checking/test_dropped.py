"""A file dropped on `/cek/`: ours or not, signed by whom, whether it holds, what was changed."""

import datetime as dt
import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pytest_django import Settings

from tests import pdfs
from tests.sampled import sampled
from tests.visits.papers.signing.authority import Authority, Holder
from tests.visits.papers.signing.conftest import Issue
from tests.visits.papers.signing.esign import signed_by
from visits.confined.running import Busy
from visits.confined.signed.asking import Clock, Coverage, Trust
from visits.confined.verdicts import Verdict
from visits.history.events import Actor
from visits.models import Paper
from visits.papers.checking import dropped
from visits.papers.checking.dropped import Match, look_at
from visits.papers.signing.choosing import signer_now
from visits.papers.signing.interface import Secrets
from visits.papers.signing.signing import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(seal: Holder, issue: Issue, by: Actor, now: dt.datetime) -> Paper:
    """A paper with the office's seal."""
    signer = signer_now()
    assert signer is not None
    (result,) = sign([issue()], signer, Secrets(), by=by, now=now)
    assert result.problem is None
    return result.paper


def _bytes(file: Any) -> bytes:
    with file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def _with_page(content: bytes) -> bytes:
    """The same with a page appended by an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    first = writer.root["/Pages"]["/Kids"][0]
    writer.insert_page(
        generic.DictionaryObject({key: first.raw_get(key) for key in first if key != "/Parent"})
    )
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_our_own_bytes_are_ours_before_and_after_signing(signed: Paper, later: dt.datetime) -> None:
    before = look_at(_bytes(signed.file), now=later)
    after = look_at(_bytes(signed.signed_file), now=later)
    assert (before.match, before.paper, before.signatures) == (Match.ISSUED, signed, ())
    assert (after.match, after.paper) == (Match.SIGNED, signed)
    (signature,) = after.signatures
    assert signature.holds
    assert signature.is_checked
    assert (signature.coverage, signature.trust) == (Coverage.UPDATED, Trust.GOOD)
    assert signature.clock == Clock.TIMESTAMP
    assert (signature.name, signature.organization, signature.issuer) == (
        "Segel DPMPTSP Kota Batam",
        "DPMPTSP Kota Batam",
        "Induk Uji",
    )


def test_one_octet_changed_is_seen(signed: Paper, later: dt.datetime) -> None:
    content = bytearray(_bytes(signed.signed_file))
    at = content.index(b"/MediaBox")
    at = content.index(b"595", at)
    content[at] = ord("4")
    found = look_at(bytes(content), now=later)
    assert found.match is Match.NONE
    (signature,) = found.signatures
    assert not signature.is_intact
    assert not signature.holds


def test_a_page_appended_is_seen(signed: Paper, later: dt.datetime) -> None:
    found = look_at(_with_page(_bytes(signed.signed_file)), now=later)
    assert (found.match, found.paper) == (Match.CONTINUED, signed)
    (signature,) = found.signatures
    assert signature.is_intact
    assert signature.coverage is Coverage.CHANGED
    assert not signature.holds


def test_a_further_signature_is_no_change(
    signed: Paper, authority: Authority, later: dt.datetime
) -> None:
    other = authority.holder("Sekretaris")
    found = look_at(signed_by(other, _bytes(signed.signed_file)), now=later)
    assert found.match is Match.CONTINUED
    assert [one.name for one in found.signatures] == ["Segel DPMPTSP Kota Batam", "Sekretaris"]
    assert [one.coverage for one in found.signatures] == [Coverage.SIGNED_AGAIN, Coverage.WHOLE]


def test_a_revoked_key_an_expired_one_and_a_stranger_are_told_apart(
    seal: Holder, authority: Authority, settings: Settings, tmp_path: Path, now: dt.datetime
) -> None:
    revoked, expired = authority.holder("Dicabut"), authority.holder("Habis", days=(-900, -3))
    authority.revoke(revoked, at=now - dt.timedelta(days=2))
    settings.TRUST_ROOTS = str(authority.trusted(tmp_path / "roots"))
    good = authority.holder("Baik")
    stranger = Authority("http://127.0.0.1:1").holder("Segel DPMPTSP Kota Batam")
    found = {
        name: look_at(signed_by(holder, pdfs.page()), now=now).signatures[0]
        for name, holder in {
            "good": good,
            "revoked": revoked,
            "expired": expired,
            "unknown": stranger,
        }.items()
    }
    assert {name: str(one.trust) for name, one in found.items()} == {n: n for n in found}
    assert all(one.is_intact and one.coverage is Coverage.WHOLE for one in found.values())
    assert [name for name, one in found.items() if one.holds] == ["good"]
    assert found["revoked"].ended_at == (now - dt.timedelta(days=2)).replace(microsecond=0)
    assert found["good"].clock == Clock.CLAIMED


def test_a_key_revoked_after_a_timestamped_signature_takes_nothing_from_it(
    signed: Paper,
    seal: Holder,
    authority: Authority,
    settings: Settings,
    tmp_path: Path,
    now: dt.datetime,
) -> None:
    authority.revoke(seal, at=now + dt.timedelta(days=30))
    settings.TRUST_ROOTS = str(authority.trusted(tmp_path / "roots"))
    found = look_at(_bytes(signed.signed_file), now=now + dt.timedelta(days=60))
    assert found.signatures[0].holds


def test_what_we_hold_was_signed_by_then_though_the_key_has_expired_since(
    seal: Holder,
    settings: Settings,
    issue: Issue,
    by: Actor,
    now: dt.datetime,
) -> None:
    settings.TIMESTAMP_URL = ""
    signer = signer_now()
    assert signer is not None
    (result,) = sign([issue()], signer, Secrets(), by=by, now=now)
    years_on = now + dt.timedelta(days=700)
    content = _bytes(result.paper.signed_file)
    held = look_at(content, now=years_on).signatures[0]
    assert (held.clock, held.trust, held.holds) == (Clock.KNOWN, Trust.GOOD, True)
    # The same octets with one more behind them are nobody's word but the signer's.
    loose = look_at(content + b"\n", now=years_on).signatures[0]
    assert (loose.clock, loose.trust) == (Clock.CLAIMED, Trust.EXPIRED)


def test_saved_anew_it_is_another_file(signed: Paper, later: dt.datetime) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_bytes(signed.file))) as document:
        document.save(out, static_id=True)
    found = look_at(out.getvalue(), now=later)
    assert (found.match, found.paper, found.signatures) == (Match.NONE, None, ())


def test_a_scan_held_for_two_papers_names_neither(
    issue: Issue, client: Client, now: dt.datetime
) -> None:
    scan = pdfs.page() + b"%scan\n"
    digest = hashlib.sha256(scan).hexdigest()
    for _number in range(2):
        issue(state=Paper.State.SIGNED, signed_by="hand", signed_at=now, signed_sha256=digest)
    found = look_at(scan, now=now)
    assert (found.match, found.paper) == (Match.SIGNED, None)
    page = _drop(client, scan).content.decode()
    assert "We hold this very file for more than one paper" in page


def test_a_draft_is_not_ours_to_confirm(issue: Issue, now: dt.datetime) -> None:
    draft = issue(state=Paper.State.DRAFT)
    assert look_at(_bytes(draft.file), now=now).match is Match.NONE


@pytest.mark.parametrize(
    ("content", "verdict"),
    sampled(
        [
            (b"", Verdict.UNREADABLE),
            (b"hello", Verdict.UNREADABLE),
            (b"%PDF-1.7\n", Verdict.UNREADABLE),
            (pdfs.page()[:300], Verdict.UNREADABLE),
            (pdfs.page(encryption=pikepdf.Encryption(owner="a", user="b")), Verdict.LOCKED),
            (b"%PDF-1.7\n" + b"[" * 200_000, Verdict.UNREADABLE),
            (pdfs.page(pdfs.signature_field), Verdict.UNREADABLE),
        ],
        every=2,
    ),
)
def test_what_cannot_be_read_is_said(
    db: None, now: dt.datetime, content: bytes, verdict: Verdict
) -> None:
    found = look_at(content, now=now)
    assert (found.match, found.unreadable) == (Match.NONE, verdict)


def _drop(client: Client, content: bytes, path: str = "/cek/", **more: Any) -> Any:
    file = SimpleUploadedFile("surat.pdf", content, content_type="application/pdf")
    return client.post(path, {"file": file}, headers={"accept-language": "en"}, **more)


def test_the_page_says_what_was_found(signed: Paper, issue: Issue, client: Client) -> None:
    content = _bytes(signed.signed_file)
    page = _drop(client, content, f"/cek/{signed.code}/").content.decode()
    assert "Exactly what we issued." in page
    assert "Signature holds" in page
    other = issue()
    page = _drop(client, content, f"/cek/{other.code}/").content.decode()
    assert "It is one of our papers, but another than this." in page
    page = _drop(client, _with_page(content)).content.decode()
    assert "something was added behind it" in page
    assert "Changed after signing" in page
    Paper.objects.filter(pk=signed.pk).update(state=Paper.State.WITHDRAWN)
    page = _drop(client, content).content.decode()
    assert "we have withdrawn it since" in page


def test_the_files_verdict_comes_first(signed: Paper, client: Client) -> None:
    content = bytearray(_bytes(signed.file))
    content[content.index(b"595", content.index(b"/MediaBox"))] = ord("4")
    page = _drop(client, bytes(content), f"/cek/{signed.code}/").content.decode()
    verdict = "The contents of this file are not what we issued"
    assert verdict in page[page.index("<title>") : page.index("</title>")]
    assert f"<h1>{verdict}</h1>" in page
    assert "This paper was issued by us" not in page
    told = [
        page.index(words) for words in ("not the file of any paper", "under this code", "VALID")
    ]
    assert told == sorted(told)
    page = _drop(client, _bytes(signed.file), f"/cek/{signed.code}/").content.decode()
    assert "<h1>This file is what we issued</h1>" in page
    page = _drop(client, bytes(content)).content.decode()
    assert "<h1>We issued no such file</h1>" in page


def test_names_in_certificates_are_strangers_words(client: Client, db: None) -> None:
    stranger = Authority("http://127.0.0.1:1").holder("<b>Wali</b>\u202e Kota")
    page = _drop(client, signed_by(stranger, pdfs.page())).content.decode()
    assert "<b>Wali" not in page
    assert "\u202e" not in page
    assert "Signer not known to us" in page


def test_the_file_is_kept_nowhere(
    signed: Paper, client: Client, settings: Settings, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    _drop(client, pdfs.page() + b"%" * 3_000_000)
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in after - before if "locks" not in path.parts} == set()


def test_no_file_too_large_a_one_and_too_many(
    client: Client, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post("/cek/", {}).status_code == 422
    assert _drop(client, b"%PDF-" + bytes(10 * 1024 * 1024)).status_code == 422
    settings.THROTTLE = True
    monkeypatch.setattr(
        "visits.pages.public.papers.look_at", lambda *_a, **_k: dropped.Looked(Match.NONE, None)
    )
    said = [_drop(client, b"x").status_code for _ in range(41)]
    assert said == [200] * 40 + [429]


def test_when_many_are_being_checked_it_says_when_to_come_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_more: object) -> None:
        raise Busy

    monkeypatch.setattr("visits.pages.public.papers.look_at", busy)
    answer = _drop(client, pdfs.page())
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")

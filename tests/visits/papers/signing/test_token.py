"""Papers signed with a key that never leaves its token (PKCS#11), tried on SoftHSM."""

import datetime as dt
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pytest_django import Settings

from tests.visits.papers.signing import softhsm
from tests.visits.papers.signing.authority import Authority, Holder
from tests.visits.papers.signing.conftest import Issue
from tests.visits.papers.signing.test_seal import _bytes, _sign
from visits.history.events import Actor
from visits.models import Paper
from visits.papers.signing import tokens
from visits.papers.signing.choosing import signer_now
from visits.papers.signing.interface import Problem, Secrets, SigningFailed
from visits.papers.signing.sealing import seal

pytestmark = [pytest.mark.django_db, pytest.mark.needs_softhsm]


@pytest.fixture(scope="module")
def held(
    _seal: Holder, _authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("softhsm")
    with softhsm.token_with(_seal, _authority, folder) as address:
        yield address, folder / "tokens"


@pytest.fixture
def address(seal: Holder, held: tuple[str, Path], settings: Settings) -> str:
    """The office's key lies on a token; its PIN is typed."""
    settings.SIGNER, settings.SIGNER_PASSPHRASE = held[0], ""
    return held[0]


def test_a_paper_is_signed_by_the_token(
    address: str, issue: Issue, by: Actor, now: dt.datetime
) -> None:
    first, second = _sign(issue(), issue(), by=by, now=now, passphrase=softhsm.PIN)
    assert (first.problem, second.problem) == (None, None)
    assert (first.paper.state, first.paper.signed_by) == ("signed", "key")
    (signature,) = PdfFileReader(io.BytesIO(_bytes(first.paper))).embedded_signatures
    assert "Segel DPMPTSP" in signature.signer_cert.subject.human_friendly


@pytest.mark.parametrize("pin", ["", "739105", "7"])
def test_a_wrong_pin_is_a_wrong_passphrase(
    address: str, issue: Issue, by: Actor, now: dt.datetime, pin: str
) -> None:
    first, second = _sign(issue(), issue(), by=by, now=now, passphrase=pin)
    assert (first.problem, second.problem) == (Problem.WRONG_PASSPHRASE, Problem.NOT_TRIED)


def test_a_token_that_is_away_is_said_and_signs_once_it_is_back(
    address: str, held: tuple[str, Path], issue: Issue, by: Actor, now: dt.datetime
) -> None:
    paper, slot = issue(), held[1]
    slot.rename(slot.with_name("drawer"))
    slot.mkdir()
    pkcs11.lib(softhsm.MODULE).reinitialize()
    (away,) = _sign(paper, by=by, now=now, passphrase=softhsm.PIN)
    slot.rmdir()
    slot.with_name("drawer").rename(slot)
    (back,) = _sign(paper, by=by, now=now, passphrase=softhsm.PIN)
    assert (away.problem, back.problem) == (Problem.TOKEN_AWAY, None)


def test_a_token_pulled_out_while_it_signs_leaves_the_paper_issued(
    address: str, issue: Issue, by: Actor, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled_out(paper: Paper, content: bytes, key: Any, *, now: dt.datetime) -> bytes:
        key.pkcs11_session.close()
        return seal(paper, content, key, now=now)

    first, second = issue(), issue()
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "seal", pulled_out)
        lost, untried = _sign(first, second, by=by, now=now, passphrase=softhsm.PIN)
    assert (lost.problem, untried.problem) == (Problem.TOKEN_LOST, Problem.NOT_TRIED)
    first.refresh_from_db()
    assert (first.state, first.signed_file.name) == ("issued", "")
    (again,) = _sign(first, by=by, now=now, passphrase=softhsm.PIN)
    assert again.problem is None


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ("token", Problem.TOKEN_AWAY),
        ("object", Problem.NO_KEY),
        ("module", Problem.NO_KEY),
    ],
)
def test_a_wrong_name_in_the_setting_is_told_apart(
    address: str, settings: Settings, issue: Issue, by: Actor, now: dt.datetime,
    part: str, problem: Problem,
) -> None:  # fmt: skip
    named = {"token": "Kantor%20Uji", "object": "segel", "module": "libsofthsm2"}
    settings.SIGNER = address.replace(named[part], "lain")
    (result,) = _sign(issue(), by=by, now=now, passphrase=softhsm.PIN)
    assert result.problem == problem


def test_a_locked_token_says_so(
    address: str, issue: Issue, by: Actor, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Locked:
        """SoftHSM locks nobody out; cards do."""

        def open(self, **_how: object) -> None:
            raise pkcs11.PinLocked

    monkeypatch.setattr(tokens.KeyToken, "_token", lambda _self, _module: Locked())
    (result,) = _sign(issue(), by=by, now=now, passphrase=softhsm.PIN)
    assert result.problem == Problem.PIN_LOCKED


def test_who_signs_beside_another_is_neither_logged_out_nor_let_in_with_a_wrong_pin(
    address: str, issue: Issue, now: dt.datetime
) -> None:
    paper = issue()
    content = paper.file.open("rb").read()

    def one(pin: str) -> Problem | None:
        signer = signer_now()
        assert signer is not None
        try:
            signer.sign(paper, content, Secrets(passphrase=pin), now=now)
        except SigningFailed as failed:
            return failed.problem
        return None

    pins = [softhsm.PIN, "739105", softhsm.PIN, "739105"]
    with ThreadPoolExecutor(4) as four:
        found = list(four.map(one, pins))
    assert found == [None, Problem.WRONG_PASSPHRASE, None, Problem.WRONG_PASSPHRASE]

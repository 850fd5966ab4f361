"""Issued papers, and an authority that gave the office its key."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import Settings

from scheduling.models import Room
from tests import pdfs
from tests.factories import UserFactory, a_visit
from tests.visits.papers.signing.authority import PASSPHRASE, Authority, Holder, serving
from visits.history import events
from visits.life import deciding
from visits.models import Host, Paper, PaperKind, Region, Signatory, Visit
from visits.papers.life.truth import Facts, basis_of
from visits.people import roles
from visits.queries.visits import session_of

Issue = Callable[..., Paper]


@pytest.fixture(scope="session")
def _authority() -> Iterator[Authority]:
    with serving() as authority:
        yield authority


@pytest.fixture
def authority(_authority: Authority) -> Iterator[Authority]:
    """The authority, with nothing revoked and all its services there."""
    yield _authority
    _authority.revoked.clear()
    _authority.away.clear()
    _authority.asked.clear()


@pytest.fixture(scope="session")
def _seal(_authority: Authority) -> Holder:
    return _authority.holder("Segel DPMPTSP Kota Batam")


@pytest.fixture
def seal(_seal: Holder, authority: Authority, settings: Settings, tmp_path: Path) -> Holder:
    """The office's own key, good, of which the program knows the passphrase."""
    settings.SIGNER = f"pkcs12:{authority.key_file(_seal, tmp_path / 'seal.p12')}"
    settings.SIGNER_PASSPHRASE = PASSPHRASE
    settings.TIMESTAMP_URL = f"{authority.base}/tsa"
    settings.TRUST_ROOTS = str(authority.trusted(tmp_path / "roots"))
    return _seal


@pytest.fixture
def signer_person(db: None) -> User:
    """The head of the office, with an account and the role of a leader."""
    user = UserFactory.create(is_staff=False, first_name="Siti", last_name="Rahmawati")
    user.groups.add(roles.ensure_groups()[roles.LEADER])
    return user


@pytest.fixture
def signatory(signer_person: User) -> Signatory:
    """Who signs for the office."""
    return Signatory.objects.create(
        name="Dr. Siti Rahmawati, M.Si.",
        position="Kepala Dinas Penanaman Modal",
        grade="Pembina Utama Muda",
        user=signer_person,
    )


@pytest.fixture
def visit(host: Host, room: Room, solok: Region) -> Visit:
    """An approved visit that awaits its papers."""
    visit = a_visit(trusted=True)
    return deciding.approve(visit, by=events.program("desk"), now=timezone.now())


@pytest.fixture
def issue(visit: Visit, signatory: Signatory) -> Issue:
    """Make an issued paper of the visit; fields as given."""
    count = iter(range(1, 1000))

    def issued(content: bytes | None = None, **values: Any) -> Paper:
        number = next(count)
        content = content or pdfs.page()
        now = timezone.now()
        about, kind = values.get("visit", visit), values.get("kind", PaperKind.REPLY)
        facts = Facts.load(about, session_of(about), now=now)
        paper = Paper(
            **{
                "visit": visit,
                "kind": PaperKind.REPLY,
                "person": number - 1,
                "state": Paper.State.ISSUED,
                "number": f"400.14.1.4/{number:03d}/DPMPTSP/XI/2026",
                "issued_on": timezone.localdate(now),
                "issued_at": now,
                "made_at": now,
                "sha256": hashlib.sha256(content).hexdigest(),
                "signatory": signatory,
                "data": {
                    "signature_block": {"page": 1, "x": 320, "y": 160, "width": 200, "height": 70},
                    "basis": basis_of(facts, PaperKind(kind), values.get("person", number - 1)),
                },
                **values,
            }
        )
        paper.file.save("paper.pdf", ContentFile(content), save=False)
        paper.save()
        return paper

    return issued


@pytest.fixture
def by(signer_person: User) -> events.Actor:
    """The signatory as an actor."""
    return events.staff(signer_person)


@pytest.fixture
def later(now: dt.datetime) -> dt.datetime:
    """Ten minutes on."""
    return now + dt.timedelta(minutes=10)

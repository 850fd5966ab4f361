"""A host with its stationery, an approved visit, and somebody who decides."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from scheduling.models import Room
from tests.factories import a_visit
from tests.visits.papers.press import PlainPress
from visits.history.events import Actor, staff
from visits.life import deciding
from visits.models import Host, PaperForm, PaperKind, Signatory, Stationery, Visit


@pytest.fixture(autouse=True)
def press(monkeypatch: pytest.MonkeyPatch) -> PlainPress:
    return PlainPress().stand_in(monkeypatch)


@pytest.fixture(autouse=True)
def stationery(db: None) -> Stationery:
    head = Signatory.objects.create(name="Dra. Murni", position="Kepala Dinas")
    for kind, code in ((PaperKind.REPLY, "400.14.1.4"), (PaperKind.CERTIFICATE, "400.14.12")):
        PaperForm.objects.update_or_create(
            kind=kind, defaults={"classification": code, "signatory": head}
        )
    row, _ = Stationery.objects.update_or_create(pk=1, defaults={"unit": "DPMPTSP"})
    return row


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


@pytest.fixture
def visit(room: Room, host: Host, desk: Actor, now: dt.datetime) -> Visit:
    """Approved; 24 people."""
    return deciding.approve(a_visit(trusted=True, now=now), by=desk, now=now)

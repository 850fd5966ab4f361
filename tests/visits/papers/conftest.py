"""What papers are made of: a host with a letterhead and a signatory, and an approved visit."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling.models import Room
from tests.factories import TopicFactory, a_visit
from visits.history.events import program
from visits.life import deciding
from visits.models import Host, PaperForm, PaperKind, Participant, Signatory, Stationery, Visit


@pytest.fixture
def signatory(db: None) -> Signatory:
    """The head of office, on the mayor's behalf."""
    return Signatory.objects.create(
        name="Drs. H. Ahmad Fauzi, M.Si.",
        position="Kepala Dinas",
        grade="Pembina Utama Muda",
        nip="197001011995031001",
        on_behalf_of="Wali Kota Batam",
    )


@pytest.fixture
def stationery(host: Host, signatory: Signatory) -> Stationery:
    """The letterhead of Batam, and its signatory under each kind."""
    for kind in PaperKind.values:
        PaperForm.objects.create(kind=kind, signatory=signatory)
    PaperForm.objects.filter(kind=PaperKind.REPLY).update(
        copies_to="Wali Kota Batam\nKepala Bagian Umum"
    )
    return Stationery.objects.create(
        pk=1,
        line_1="PEMERINTAH KOTA BATAM",
        line_2="DINAS PENANAMAN MODAL DAN PTSP",
        line_3="Jl. Engku Putri No. 1, Batam Center 29461",
        line_4="Telepon (0778) 123456, protokol@mpp.batam.example",
        place="Batam",
        unit="DPMPTSP",
    )


@pytest.fixture
def visit(room: Room, stationery: Stationery, now: dt.datetime) -> Visit:
    """Approved, two weeks ahead, with three of its people named."""
    asked = a_visit(
        trusted=True, now=now, letter_date=timezone.localdate(now), topics=[TopicFactory.create()]
    )
    approved = deciding.approve(asked, by=program("desk"), now=now)
    for number, (name, nip) in enumerate(
        [("Ir. Siti Rahma", "197003121996032001"), ("محمد الفاتح", ""), ("ᯔᯞᯪᯂ᯲ Simanjuntak", "")], 1
    ):
        Participant.objects.create(
            visit=approved, number=number, name=name, nip=nip, position="Kepala Dinas", grade="IV/c"
        )
    return approved

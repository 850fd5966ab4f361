"""The demo's letterhead, who signs, and the archive's codes of each kind of paper."""

import datetime as dt

from django.contrib.auth.models import User

from visits.history.events import Actor
from visits.models import Paper, PaperForm, PaperKind, Signatory, Stationery, Status, Visit
from visits.papers.life import issuing, sending

# So many approved visits have no letter yet.
_LATELY = 2

STATIONERY = {
    "line_1": "PEMERINTAH KOTA BATAM",
    "line_2": "DINAS PENANAMAN MODAL DAN PELAYANAN TERPADU SATU PINTU",
    "line_3": "Gedung Mal Pelayanan Publik, Jalan Engku Putri Nomor 1, Batam Center 29461",
    "line_4": "Telepon (0778) 123456, e-mail protokol@mpp-batam.example, laman mpp-batam.example",
    "place": "Batam",
    "unit": "DPMPTSP",
}
# The first signs; none of the numbers is anybody's.
SIGNATORIES: tuple[dict[str, str], ...] = (
    {
        "name": "Drs. Hasan Basri, M.Si.",
        "position": "Kepala Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "grade": "Pembina Utama Muda",
        "nip": "196801011994031001",
    },
    {
        "name": "Drs. Rahmat Siregar, M.M.",
        "position": "Sekretaris Daerah",
        "grade": "Pembina Utama Madya",
        "nip": "196601011990031002",
        "on_behalf_of": "Wali Kota Batam",
    },
)
# Codes of Permendagri 83/2022.
CLASSIFICATIONS = {
    PaperKind.REPLY: "400.14.1.4",
    PaperKind.RUNDOWN: "400.14.1.4",
    PaperKind.ATTENDANCE: "400.14.1.2",
    PaperKind.CERTIFICATE: "400.14.1.4",
    PaperKind.VISUM: "400.14.1.4",
    PaperKind.ORDER: "000.1.2.3",
}


def set_papers(leader: User) -> None:
    """Store them; the leader signs every kind, with the account of the demo."""
    Stationery.objects.create(**STATIONERY)
    first, *others = SIGNATORIES
    signs = Signatory.objects.create(**first, user=leader)
    for other in others:
        Signatory.objects.create(**other)
    for kind, classification in CLASSIFICATIONS.items():
        PaperForm.objects.create(kind=kind, classification=classification, signatory=signs)


def send_letters(*, by: Actor, now: dt.datetime) -> None:
    """Reply letters of the visits approved so far, signed and sent; the last _LATELY still wait."""
    approved = Visit.objects.filter(status=Status.CONFIRMED).order_by("-pk")[_LATELY:]
    for visit in reversed(approved):
        paper = issuing.issue(visit, PaperKind.REPLY, by=by, now=now)
        # Nobody has a scanner here: made up as the visits are.
        by_hand = Paper.SignedBy.HAND
        Paper.objects.filter(pk=paper.pk).update(
            state=Paper.State.SIGNED, signed_by=by_hand, signed_at=now
        )
        sending.send(paper, by=by, now=now)

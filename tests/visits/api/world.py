"""What the fuzzing meets: visits in many statuses, one of them secret, and all who may call."""

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile

from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.visits.api.access.callers import all_callers
from visits.conversation import messages
from visits.history.events import DELEGATION, Actor, program
from visits.life import amending, attendance, deciding, moving
from visits.life.requesting import Contact, Leader
from visits.models import Material, Participant, Visit

# In what is personal about visits that are not the caller's own, and in what only staff may read.
SECRET = "Rahasia"
STAFF: Actor = program("Tes")


class World:
    """Visits in several statuses, one of them secret, and all who may call.

    `own` is the visit of the caller "delegation", and the one that the officer is named for.
    """

    def __init__(self, now: dt.datetime) -> None:
        own, other = a_visit(trusted=True), a_visit()
        messages.write(own, text=f"{SECRET} catatan", by=STAFF, now=now, internal=True)
        secret = deciding.approve(_secret_visit(), by=STAFF, now=now)
        self.officer = OfficerFactory.create()
        amending.assign(secret, officers=[self.officer], by=STAFF, now=now)
        moving.reschedule(
            secret, slots=[a_free_slot(after_days=50)], reason=SECRET, by=DELEGATION, now=now
        )
        _written_about(secret, now)
        proposed = a_visit(trusted=True)
        # The first is proposed to one of them; the others lie in weeks of their own.
        self.slots = [a_free_slot(after_days=days) for days in range(40, 90, 7)]
        deciding.propose(proposed, slots=self.slots[:1], message=SECRET, by=STAFF, now=now)
        there = deciding.approve(_secret_visit(), by=STAFF, now=now)
        attendance.check_in(there, by=STAFF, now=now, people=3)
        self.references = [v.reference for v in (own, other, secret, proposed, there)]
        self.callers = all_callers(own, other)


def _secret_visit() -> Visit:
    return a_visit(
        by=STAFF,
        trusted=True,
        leader=Leader(name=f"{SECRET} Satu", position="Kepala"),
        contact=Contact(name=f"{SECRET} Dua", phone="+6281234567890", email="rahasia@x.example"),
        notes=f"{SECRET} Tiga",
        letter_number=f"{SECRET}/7",
    )


def _written_about(visit: Visit, now: dt.datetime) -> None:
    Participant.objects.create(visit=visit, number=1, name=f"{SECRET} Empat")
    for internal in (True, False):
        text = f"{SECRET} kata"
        messages.write(visit, text=text, by=STAFF, now=now, internal=internal)
    messages.ask_missing(visit, text=f"{SECRET} surat", by=STAFF, now=now)
    visit.letter_file.save("surat.pdf", ContentFile(f"%PDF-1.4 {SECRET}".encode()))
    file: Any = ContentFile(f"%PDF-1.4 {SECRET}".encode(), "m.pdf")
    Material.objects.create(visit=visit, title=f"{SECRET} foto", file=file, size=9, added_at=now)

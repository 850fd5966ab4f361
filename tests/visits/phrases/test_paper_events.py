"""The history says which papers were issued, and what one press did to many in one row."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.factories import a_visit
from visits.history.events import record, staff
from visits.models import VisitEvent
from visits.pages.desk.visit.history import events_of, history_of

pytestmark = pytest.mark.usefixtures("room", "host")
Kind = VisitEvent.Kind


def test_papers_are_named_and_those_of_one_press_are_a_row(now: dt.datetime) -> None:
    visit, by = a_visit(trusted=True, now=now), staff(User.objects.create_user("protokol"))

    def told(kind: VisitEvent.Kind, at: dt.datetime, **data: object) -> None:
        record(visit, kind, by=by, now=at, was=visit.status, data=data)

    told(Kind.PAPER_ISSUED, now, paper_kind="reply", number="400/041/DPMPTSP")
    later = now + dt.timedelta(minutes=1)
    for number in range(11):
        told(Kind.PAPER_ISSUED, later, paper_kind="visum", paper=number)
    told(Kind.PAPER_ISSUED, timezone.now() + dt.timedelta(days=1), paper_kind="visum")
    told(Kind.PAPER_WITHDRAWN, later, paper_kind="reply", number="400/041/DPMPTSP", reason="Salah")
    titles = [entry.title for entry in history_of(events_of(visit))]
    assert titles[:4] == [
        "Surat balasan 400/041/DPMPTSP dicabut",
        "Lembar visum SPPD diterbitkan",
        "Lembar visum SPPD (11 berkas) diterbitkan",
        "Surat balasan 400/041/DPMPTSP diterbitkan",
    ]
    # What is no paper's keeps its words.
    assert "Permohonan dikirim" in titles

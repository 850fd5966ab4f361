"""The delegation's page lists its papers: what holds is fetched, what does not says so."""

import datetime as dt
import io
import zipfile

import pytest
from django.test import Client

from scheduling.models import Room
from tests.factories import a_visit
from tests.visits.papers.press import PlainPress
from visits.access.tokens import visit_token
from visits.history.events import DELEGATION, program
from visits.life import answering, deciding
from visits.models import Host, Paper, PaperKind, Visit
from visits.papers.life import ending, issuing, sending

pytestmark = pytest.mark.django_db
DESK = program("desk")


@pytest.fixture
def visit(room: Room, host: Host, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> Visit:
    PlainPress().stand_in(monkeypatch)
    return deciding.approve(a_visit(trusted=True, now=now), by=DESK, now=now)


def page(client: Client, visit: Visit, rest: str = "") -> tuple[int, bytes]:
    answer = client.get(f"/k/{visit_token(visit)}/{rest}")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, content


def test_papers_are_there_once_they_can_be_used(
    client: Client, visit: Visit, now: dt.datetime
) -> None:
    letter = issuing.issue(visit, PaperKind.REPLY, by=DESK, now=now)
    order = issuing.issue(visit, PaperKind.ORDER, by=DESK, now=now)
    assert letter.number.encode() not in page(client, visit)[1]
    assert page(client, visit, f"berkas/{letter.pk}/")[0] == 404
    assert page(client, visit, "berkas/")[0] == 404
    Paper.objects.update(state=Paper.State.SIGNED)
    issuing.issue(visit, PaperKind.RUNDOWN, by=DESK, now=now)
    assert letter.number.encode() in page(client, visit)[1]
    status, content = page(client, visit, f"berkas/{letter.pk}/")
    assert (status, content[:5]) == (200, b"%PDF-")
    # What the host's own officers travel with stays in the house.
    assert page(client, visit, f"berkas/{order.pk}/")[0] == 404
    _status, bundle = page(client, visit, "berkas/")
    with zipfile.ZipFile(io.BytesIO(bundle)) as found:
        assert found.namelist() == ["Surat-balasan-001-XI-2026.pdf", "Susunan-acara.pdf"]
        assert found.read("Surat-balasan-001-XI-2026.pdf") == content


def test_what_holds_no_more_says_why(client: Client, visit: Visit, now: dt.datetime) -> None:
    rundown = issuing.issue(visit, PaperKind.RUNDOWN, by=DESK, now=now)
    ending.withdraw(sending.send(rundown, by=DESK, now=now), reason="Keliru", by=DESK, now=now)
    _status, content = page(client, visit)
    assert b"Keliru" in content
    assert page(client, visit, f"berkas/{rundown.pk}/")[0] == 302
    assert b"Berkas ini tidak berlaku lagi" in page(client, visit)[1]
    assert page(client, a_visit(trusted=True), f"berkas/{rundown.pk}/")[0] == 404


def test_a_signed_letter_that_was_on_the_page_does_not_vanish_from_it(
    client: Client, visit: Visit, now: dt.datetime
) -> None:
    letter = issuing.issue(visit, PaperKind.REPLY, by=DESK, now=now)
    Paper.objects.update(state=Paper.State.SIGNED, signed_at=now, signed_by="hand")
    letter.refresh_from_db()
    ending.withdraw(letter, reason="Salah tanggal", by=DESK, now=now)
    assert b"Salah tanggal" in page(client, visit)[1]


def test_a_paper_that_the_visit_made_untrue_says_so(
    client: Client, visit: Visit, now: dt.datetime
) -> None:
    issuing.issue(visit, PaperKind.REPLY, by=DESK, now=now)
    Paper.objects.update(state=Paper.State.SIGNED, signed_at=now, signed_by="hand")
    said = b"sedang diperbarui: kunjungan telah berubah"
    assert said not in page(client, visit)[1]
    visit.refresh_from_db()
    answering.cancel(visit, reason="Batal", by=DELEGATION, now=now)
    assert said in page(client, visit)[1]

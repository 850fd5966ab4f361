"""An officer's list: answers in the rows, several at once, taken back, and what is stale."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from scheduling import places
from scheduling.models import Reservation, Room
from scheduling.weeks import monday_of
from tests.factories import a_free_slot, a_visit
from visits.history.events import program
from visits.life import amending, answering, deciding, moving
from visits.models import Assignment, Officer, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
DESK = program("desk")
LIST, ANSWER, UNDO = "/petugas/tugas/", "/petugas/tugas/jawab/", "/petugas/tugas/urungkan/"


@pytest.fixture
def andi(speaker: Officer) -> Client:
    client = Client()
    assert speaker.user is not None
    client.force_login(speaker.user)
    return client


@pytest.fixture
def second(approved: Visit, speaker: Officer) -> Visit:
    """Another approved visit of the same officer."""
    now = timezone.now()
    visit = a_visit(trusted=True, institution="Dinas Kedua")
    visit = amending.assign(visit, officers=[speaker], by=DESK, now=now)
    return deciding.approve(visit, by=DESK, now=now)


def row(visit: Visit) -> str:
    session = session_of(visit)
    return f"{visit.reference}|{session.slot_id if session else ''}"


def answers(*visits: Visit) -> list[str]:
    return [Assignment.objects.get(visit=visit).answer for visit in visits]


def test_one_row_and_several_at_once_are_answered_and_taken_back(
    andi: Client, approved: Visit, second: Visit
) -> None:
    page = andi.get(LIST).content.decode()
    assert page.count('name="pick"') == 2
    assert 'aria-pressed="true"' not in page
    andi.post(ANSWER, {"one": f"tentative:{row(approved)}"})
    assert answers(approved, second) == ["tentative", ""]
    assert andi.get(LIST).content.decode().count('aria-pressed="true"') == 1
    both = [row(approved), row(second)]
    said = {"pick": both, "answer": "declined", "why": "travel"}
    page = andi.post(ANSWER, said, follow=True).content.decode()
    assert "2 jawaban dicatat: tidak dapat hadir" in page
    assert answers(approved, second) == ["declined", "declined"]
    assert {a.reason for a in Assignment.objects.all()} == {"Dinas luar"}
    assert "2 jawaban diurungkan" in andi.post(UNDO, follow=True).content.decode()
    assert answers(approved, second) == ["tentative", ""]
    assert "tidak dapat diurungkan lagi" in andi.post(UNDO, follow=True).content.decode()


def test_what_changed_meanwhile_is_left_out_and_said(
    andi: Client, approved: Visit, second: Visit
) -> None:
    both = [row(approved), row(second)]
    moving.reschedule(second, slots=[a_free_slot(after_days=30)], by=DESK, now=timezone.now())
    page = andi.post(ANSWER, {"pick": both, "answer": "accepted"}, follow=True).content.decode()
    assert "Dinas Kedua: Tidak ada yang dicatat: kunjungan ini sekarang pada" in page
    assert answers(approved, second) == ["accepted", ""]
    # What is answered anew since is not taken back with the others.
    andi.post(f"{LIST}{approved.reference}/jawab/", {"answer": "tentative"})
    assert "tetap seperti sekarang" in andi.post(UNDO, follow=True).content.decode()
    assert answers(approved) == ["tentative"]
    answering.cancel(approved, reason="Batal", by=DESK, now=timezone.now())
    late = andi.post(ANSWER, {"pick": both[:1], "answer": "accepted"}, follow=True)
    assert "Tidak ada jawaban yang dicatat" in late.content.decode()
    page = andi.get(LIST).content.decode()
    assert f"accepted:{approved.reference}" not in page


def test_nonsense_and_others_visits_are_no_answer(andi: Client, approved: Visit) -> None:
    other = a_visit(trusted=True)
    assert andi.post(ANSWER, {"answer": "accepted"}).status_code == 422
    assert andi.post(ANSWER, {"pick": row(approved), "answer": "x"}).status_code == 422
    long = {"pick": row(approved), "answer": "declined", "reason": "x" * 400}
    refused = andi.post(ANSWER, long)
    assert refused.status_code == 422
    assert "checked" not in refused.content.decode()  # one row alone has nothing to tick
    for sent in ("\x00", other.reference, f"{other.reference}|", "||"):
        assert andi.post(ANSWER, {"one": f"accepted:{sent}"}).status_code == 302
    assert answers(approved) == [""]


def test_the_same_hours_twice_are_said(andi: Client, approved: Visit, second: Visit) -> None:
    assert "Jam yang sama" not in andi.get(LIST).content.decode()
    session, other = session_of(approved), places.reservation_of(second.owner_key)
    assert session is not None
    assert other is not None
    # Another room, at hours that reach into those of the first.
    Reservation.objects.filter(pk=other.pk).update(
        room=Room.objects.create(code="lain", name="Lain"),
        week=monday_of(session.date),
        date=session.date,
        starts_at=dt.time(session.starts_at.hour + 1),
        ends_at=dt.time(session.ends_at.hour + 2),
    )
    page = andi.get(LIST).content.decode()
    assert page.count("Jam yang sama dengan") == 2
    andi.post(ANSWER, {"one": f"declined:{row(second)}"})
    assert "Jam yang sama" not in andi.get(LIST).content.decode()

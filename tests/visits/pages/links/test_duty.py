"""An officer answers by a link: who may, when, and that looking changes nothing."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from keeping.erasing import visits as erasing
from scheduling.models import Room
from tests.factories import AgencyFactory, OfficerFactory, a_free_slot, a_visit
from tests.visits.papers.press import PlainPress
from visits.access.tokens import duty_token, visit_token
from visits.history.events import program
from visits.life import amending, answering, deciding, moving
from visits.models import Assignment, Host, Officer, Opening, PaperKind, Visit, VisitEvent
from visits.papers.life import ending, issuing
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
DESK = program("desk")


@pytest.fixture
def officer(room: Room, host: Host) -> Officer:
    return OfficerFactory.create(name='Andi "A" <b>')


@pytest.fixture
def visit(officer: Officer, now: dt.datetime) -> Visit:
    found = amending.assign(a_visit(trusted=True), officers=[officer], by=DESK, now=now)
    return deciding.approve(found, by=DESK, now=now)


def answer_of(visit: Visit) -> str:
    return str(Assignment.objects.get(visit=visit).answer)


def test_a_press_answers_and_a_look_does_not(
    client: Client, visit: Visit, officer: Officer
) -> None:
    path = f"/tugas/{duty_token(visit, officer)}/"
    page = client.get(path)
    assert page.status_code == 200
    assert visit.institution in page.content.decode()
    assert '<b>"' not in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert client.head(path).status_code == 200
    assert answer_of(visit) == ""
    assert client.post(path, {"answer": "accepted"}).status_code == 302
    assert answer_of(visit) == "accepted"
    event = visit.events.get(kind=VisitEvent.Kind.ANSWERED)
    assert (event.actor_kind, event.actor_name) == ("officer", "")
    client.post(path, {"answer": "accepted"})
    assert visit.events.filter(kind=VisitEvent.Kind.ANSWERED).count() == 1
    client.post(path, {"answer": "declined"})
    assert answer_of(visit) == "declined"


def test_an_answer_that_is_none_is_refused_in_words(
    client: Client, visit: Visit, officer: Officer
) -> None:
    path = f"/tugas/{duty_token(visit, officer)}/"
    page = client.post(path, {"answer": "maybe\x00"}, follow=True)
    assert "Pilih salah satu jawaban" in page.content.decode()
    assert answer_of(visit) == ""


def test_the_token_is_the_officers_own_and_ends_with_the_duty(
    client: Client, visit: Visit, officer: Officer, now: dt.datetime
) -> None:
    other = OfficerFactory.create()
    token = duty_token(visit, officer)
    wrong = (duty_token(visit, other), visit_token(visit), token[:-1] + "~", "x")
    for path in wrong:
        assert client.get(f"/tugas/{path}/").status_code == 404
    assert client.get(f"/k/{token}/").status_code == 404
    amending.assign(visit, officers=[other], by=DESK, now=now)
    page = client.get(f"/tugas/{token}/")
    assert page.status_code == 410
    assert "tidak lagi ditugaskan" in page.content.decode()
    assert visit.institution not in page.content.decode()
    assert client.post(f"/tugas/{token}/", {"answer": "accepted"}).status_code == 410
    assert client.get(f"/tugas/{token}/kalender/").status_code == 404


def test_after_a_move_the_same_link_asks_again_and_after_a_cancellation_no_more(
    client: Client, visit: Visit, officer: Officer, now: dt.datetime
) -> None:
    path = f"/tugas/{duty_token(visit, officer)}/"
    client.post(path, {"answer": "accepted"})
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=DESK, now=timezone.now())
    assert answer_of(visit) == ""
    client.post(path, {"answer": "tentative"})
    assert answer_of(visit) == "tentative"
    answering.cancel(visit, reason="Uji", by=DESK, now=timezone.now())
    page = client.get(path)
    assert 'name="answer"' not in page.content.decode()
    client.post(path, {"answer": "accepted"})
    assert answer_of(visit) == "tentative"


def test_the_rundown_is_opened_as_a_paper_while_one_holds(
    client: Client,
    visit: Visit,
    officer: Officer,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    PlainPress().stand_in(monkeypatch)
    path = f"/tugas/{duty_token(visit, officer)}/"
    paper_path = f"{path}susunan-acara/"
    session = session_of(visit)
    assert session is not None
    Visit.objects.filter(pk=visit.pk).update(agenda_from=session.starts_at)
    visit.agenda.create(title="Paparan", starts_at=session.starts_at, ends_at=session.ends_at)
    assert paper_path not in client.get(path).content.decode()
    visit.refresh_from_db()
    paper = issuing.issue(visit, PaperKind.RUNDOWN, by=DESK, now=now)
    assert paper_path in client.get(path).content.decode()
    answer = client.get(paper_path)
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/tugas/x/susunan-acara/").status_code == 404
    ending.withdraw(paper, reason="Keliru", by=DESK, now=now)
    assert paper_path not in client.get(path).content.decode()
    assert client.get(paper_path)["Location"] == path


def test_the_page_says_what_it_is_about_and_which_answer_stands(
    client: Client, visit: Visit, officer: Officer, now: dt.datetime
) -> None:
    other = OfficerFactory.create(name="Citra")
    amending.assign(visit, officers=[officer, other], by=DESK, now=now)
    Host.objects.update(phone="+62778123456")
    path = f"/tugas/{duty_token(visit, officer)}/"
    page = client.get(path).content.decode()
    assert visit.purpose in page
    assert "Citra" in page
    assert "tel:+62778123456" in page
    assert "outlook.office.com" in page
    assert f"{path}kalender/" in page
    assert 'aria-pressed="true"' not in page
    client.post(path, {"answer": "tentative"})
    page = client.get(path).content.decode()
    assert page.count('aria-pressed="true"') == 1
    assert "Mungkin hadir" in page
    assert "mungkin hadir" in page
    file = client.get(f"{path}undangan.ics")
    assert b"PARTSTAT=TENTATIVE" in file.content.replace(b"\r\n ", b"")
    assert client.get("/tugas/x/undangan.ics").status_code == 404


def test_cannot_says_why_and_suggests_a_colleague_whom_nobody_tells(
    client: Client, visit: Visit, officer: Officer, now: dt.datetime
) -> None:
    budi = OfficerFactory.create(name="Budi", agency=officer.agency)
    stranger = OfficerFactory.create(name="Orang Lain", agency=AgencyFactory.create())
    path = f"/tugas/{duty_token(visit, officer)}/"
    page = client.get(path).content.decode()
    assert "Budi" in page
    assert "Orang Lain" not in page
    said = {"answer": "declined", "why": "meeting", "reason": " di Jakarta ", "slot": slot(visit)}
    refused = client.post(path, {**said, "colleague": str(stranger.pk)})
    assert refused.status_code == 422
    assert "di Jakarta" in refused.content.decode()
    assert answer_of(visit) == ""
    assert client.post(path, {**said, "reason": "x" * 400}).status_code == 422
    client.post(path, {**said, "colleague": str(budi.pk)})
    assignment = visit.assignments.get()
    assert (assignment.reason, assignment.colleague) == ("Rapat: di Jakarta", budi)
    assert not visit.events.filter(kind=VisitEvent.Kind.ASSIGNED, data__added=[budi.pk]).exists()
    client.post(path, {"answer": "accepted"})
    assignment.refresh_from_db()
    assert (assignment.reason, assignment.colleague) == ("", None)


def test_a_page_opened_before_a_move_answers_nothing(
    client: Client, visit: Visit, officer: Officer
) -> None:
    path = f"/tugas/{duty_token(visit, officer)}/"
    seen = slot(visit)
    client.post(path, {"answer": "accepted", "slot": seen})
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=DESK, now=timezone.now())
    page = client.post(path, {"answer": "accepted", "slot": seen})
    assert page.status_code == 422
    assert "sekarang pada" in page.content.decode()
    assert answer_of(visit) == ""
    page = client.get(path)
    assert "berubah sejak Anda menjawab “akan hadir”" in page.content.decode()
    client.post(path, {"answer": "accepted", "slot": slot(visit)})
    assert "berubah sejak" not in client.get(path).content.decode()


def slot(visit: Visit) -> str:
    session = session_of(visit)
    assert session is not None
    return session.slot_id


def test_what_an_officer_opens_is_noted_and_ends_when_the_people_are_erased(
    client: Client, visit: Visit, officer: Officer, now: dt.datetime
) -> None:
    path = f"/tugas/{duty_token(visit, officer)}/"
    for _time in range(2):
        assert client.get(path).status_code == 200
    row = Opening.objects.get()
    assert (row.reference, row.thing, row.door, row.times) == (
        visit.reference,
        "visit",
        "officer",
        2,
    )
    assert (row.who, row.name) == (f"officer:{officer.pk}", officer.name)
    erasing.anonymise(visit, now=now)
    for address in (path, f"{path}susunan-acara/"):
        assert client.get(address).status_code == 404

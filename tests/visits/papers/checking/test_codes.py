"""`/cek/<code>/`: what anyone may know of a paper, and not a letter more."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.visits.papers.signing.conftest import Issue
from visits.models import Paper, PaperKind, Participant, Status, Visit
from visits.papers.checking.codes import bare_name
from visits.papers.life.truth import Facts, basis_of
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anyone() -> Client:
    """Somebody with a paper in hand, who forges no request and brings no cookie."""
    return Client(enforce_csrf_checks=False)


def _page(client: Client, paper: Paper, language: str = "id") -> str:
    answer = client.get(f"/cek/{paper.code}/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_paper_in_force_shows_what_is_printed_on_it(anyone: Client, issue: Issue) -> None:
    paper = issue()
    page = _page(anyone, paper)
    for said in (
        "BERLAKU",
        paper.number,
        "23 November 2026",
        "Mal Pelayanan Publik Batam",
        "Dr. Siti Rahmawati, M.Si.",
        "Kepala Dinas Penanaman Modal",
        "DPMPTSP Kabupaten Solok",
        paper.sha256[:4],
    ):
        assert said in page
    assert "VALID" in _page(anyone, paper, "en")


def test_nothing_of_the_guests_stands_there(anyone: Client, issue: Issue, visit: Visit) -> None:
    person = Participant.objects.create(
        visit=visit, number=1, name="Rina Marlina", nip="198501012010012001"
    )
    page = _page(anyone, issue(participant=person, person=1))
    for secret in (
        *("Rina", "198501012010012001", visit.leader_name, visit.contact_name),
        *(visit.contact_email, visit.contact_phone, visit.reference, str(visit.public_id)),
    ):
        assert secret not in page


def test_a_replaced_one_leads_to_the_one_that_took_its_place(anyone: Client, issue: Issue) -> None:
    new = issue()
    old = issue(state=Paper.State.REPLACED, replaced_by=new, ended_at=timezone.now())
    page = _page(anyone, old)
    assert "DIGANTI" in page
    assert f"/cek/{new.code}/" in page
    draft = issue(state=Paper.State.DRAFT)
    old = issue(state=Paper.State.REPLACED, replaced_by=draft, ended_at=timezone.now())
    assert draft.code not in _page(anyone, old)


def test_a_withdrawn_one_says_since_when_and_not_why(anyone: Client, issue: Issue) -> None:
    gone = issue(state=Paper.State.WITHDRAWN, ended_at=timezone.now(), reason="Rina tidak hadir")
    page = _page(anyone, gone)
    assert "DICABUT" in page
    assert "23 November 2026" in page
    assert "Rina" not in page


@pytest.mark.parametrize("code", ["a" * 22, "x", "%00", "a" * 500, "..", "<script>"])
def test_an_unknown_code_says_so(anyone: Client, db: None, code: str) -> None:
    answer = anyone.get(f"/cek/{code}/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "No paper of ours has this code" in answer.content.decode()
    assert b"<script>a" not in answer.content


def test_a_typed_code_leads_to_its_paper(anyone: Client, issue: Issue) -> None:
    paper = issue(code="AbCdEfGhIjKlMnOpQrStUv")
    there = f"/cek/{paper.code}/"
    for typed in (
        *(paper.code, " AbCdEfGhIj KlMnOpQrStUv ", paper.code.lower()),
        f"https://tamu.batam.go.id/cek/{paper.code}/",
    ):
        answer = anyone.post("/cek/", {"code": typed})
        assert (answer.status_code, answer.headers.get("Location")) == (302, there)
    draft = issue(state=Paper.State.DRAFT)
    for typed in (draft.code, "z" * 22, "x", "<b>", "//evil.example"):
        answer = anyone.post("/cek/", {"code": typed}, headers={"accept-language": "en"})
        assert answer.status_code == 422
        assert "No paper of ours has this code. Compare" in answer.content.decode()


def test_typed_codes_are_limited_like_the_page(
    anyone: Client, db: None, settings: Settings
) -> None:
    settings.THROTTLE = True
    said = [anyone.post("/cek/", {"code": f"{n:022d}"}).status_code for n in range(61)]
    assert said == [422] * 60 + [429]


def test_what_became_untrue_is_not_plainly_valid(
    anyone: Client, issue: Issue, visit: Visit, now: dt.datetime
) -> None:
    Visit.objects.filter(pk=visit.pk).update(status=Status.CONFIRMED)
    visit.refresh_from_db()
    facts = Facts.load(visit, session_of(visit), now=now)
    paper = issue(data={"basis": basis_of(facts, PaperKind.REPLY)})
    assert "BERLAKU" in _page(anyone, paper)
    Visit.objects.filter(pk=visit.pk).update(status=Status.CANCELLED)
    page = _page(anyone, paper)
    assert "<h1>Terbit, tetapi isinya sedang diperbarui tuan rumah</h1>" in page
    assert "BERLAKU" not in page
    # Of an erased visit nothing is left to compare with.
    Visit.objects.filter(pk=visit.pk).update(erased_at=now)
    assert "BERLAKU" in _page(anyone, paper)


def test_a_draft_is_no_paper_yet(anyone: Client, issue: Issue) -> None:
    draft = issue(state=Paper.State.DRAFT)
    assert anyone.get(f"/cek/{draft.code}/").status_code == 404


def test_it_is_kept_out_of_caches_and_search_engines(anyone: Client, issue: Issue) -> None:
    paper = issue()
    for path in (f"/cek/{paper.code}/", "/cek/"):
        for method in (anyone.get, anyone.head):
            answer = method(path)
            assert answer.status_code == 200
            assert "no-store" in answer["Cache-Control"]
            assert "noindex" in answer["X-Robots-Tag"]
    assert anyone.put(f"/cek/{paper.code}/").status_code == 405


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Rina Marlina", True),
        ("  rina   MARLINA ", True),
        ("Hj. Rina Marlina, S.E., M.M.", True),
        ("Rina", False),
        ("Rina Marlinda", False),
        ("Dr.", False),
    ],
)
def test_a_name_is_answered_with_yes_or_no(
    anyone: Client, issue: Issue, visit: Visit, typed: str, says: bool
) -> None:
    person = Participant.objects.create(visit=visit, number=1, name="Dra. Rina Marlina, S.E.")
    paper = issue(participant=person, person=1)
    answer = anyone.post(
        f"/cek/{paper.code}/", {"name": typed}, headers={"accept-language": "en"}
    ).content.decode()
    assert ("Yes: the paper bears this name." in answer) is says
    assert ("No: the paper bears another name." in answer) is not says
    assert "S.E." not in answer.replace("S.E., M.M.", "")


def test_a_paper_about_nobody_in_particular_answers_no_name(
    anyone: Client, issue: Issue, visit: Visit
) -> None:
    Participant.objects.create(visit=visit, number=1, name="Rina Marlina")
    paper = issue(person=0)
    answer = anyone.post(f"/cek/{paper.code}/", {"name": "Rina Marlina"}).content.decode()
    assert "bears" not in answer
    assert "memuat nama" not in answer


def test_a_person_who_was_erased_is_nobody(anyone: Client, issue: Issue) -> None:
    paper = issue(person=1)
    answer = anyone.post(f"/cek/{paper.code}/", {"name": ","}, headers={"accept-language": "en"})
    assert "Yes:" not in answer.content.decode()


@pytest.mark.parametrize("name", ["", "   ", "a" * 200])
def test_no_name_is_asked_for_again(anyone: Client, issue: Issue, visit: Visit, name: str) -> None:
    person = Participant.objects.create(visit=visit, number=1, name="Rina Marlina")
    paper = issue(participant=person, person=1)
    assert anyone.post(f"/cek/{paper.code}/", {"name": name}).status_code == 422


def test_guessing_is_slowed(anyone: Client, issue: Issue, visit: Visit, settings: Settings) -> None:
    settings.THROTTLE = True
    person = Participant.objects.create(visit=visit, number=1, name="Rina Marlina")
    paper = issue(participant=person, person=1)
    said = [anyone.post(f"/cek/{paper.code}/", {"name": "Siapa"}).status_code for _ in range(31)]
    assert said == [200] * 30 + [429]
    codes = [anyone.get(f"/cek/{n:022d}/").status_code for n in range(61)]
    assert codes == [404] * 60 + [429]
    answer = anyone.get(f"/cek/{0:022d}/")
    assert int(answer["Retry-After"]) > 0
    # Whoever holds a paper still sees it.
    assert anyone.get(f"/cek/{paper.code}/").status_code == 200


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Prof. Dr. Ir. H. Ahmad Syafi'i Ma'arif, M.A.", "ahmad syafii maarif"),
        ("Ni Luh Gede Ayu", "ni luh gede ayu"),
        ("Hj. ", ""),
        ("José Martínez", "jose martinez"),
    ],
)
def test_titles_degrees_and_marks_do_not_count(name: str, bare: str) -> None:
    assert bare_name(name) == bare

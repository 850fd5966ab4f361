"""What a visit is found by, with slips, and which comes first; the same on both databases."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.models import Room
from tests.factories import RegionFactory, UserFactory, a_visit
from visits.history.events import staff
from visits.life.requesting import Contact, Leader, Person
from visits.models import Host, Region, SearchEntry, SearchWord, Visit
from visits.people.participants import amend
from visits.search import index
from visits.search.finding import find, matching
from visits.search.words import asked_for, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def solok(host: Host, room: Room, solok: Region) -> Visit:
    """A delegation from Solok, with a letter and names."""
    return a_visit(
        trusted=True,
        institution="DPMPTSP Kabupaten Solok",
        region=solok,
        leader=Leader("Ir. Siti Rahma, M.Si.", "Kepala Dinas"),
        contact=Contact("Budi Hartono", "+6281234567890", "budi@solokkab.example"),
        letter_number="005/118/DPMPTSP/XI/2026",
        participants=[Person("Ani Wijaya, S.E."), Person("Citra Dewi")],
    )


@pytest.fixture
def other(solok: Visit) -> Visit:
    """Another delegation, that shares no word with it but the office's kind."""
    banda = RegionFactory.create(code="11.71", name="Banda Aceh", kind=Region.Kind.CITY)
    return a_visit(
        trusted=True,
        institution="DPMPTSP Kota Banda Aceh",
        region=banda,
        leader=Leader("Cut Meutia", "Wali Kota"),
        contact=Contact("Teuku Umar", "+6285277001100", "umar@bandaaceh.example"),
        letter_number="118/77/2026",
    )


@pytest.mark.parametrize(
    "words",
    [
        *("005/118/DPMPTSP/XI/2026", "005/118", "005-118", "rahma", "SITI RAHMA", "siti rah"),
        *("budi", "Hartono", "0812-3456-7890", "+62 (0)812 3456 7890", "6281234567890", "0812345"),
        *(
            "budi@solokkab.example",
            "solokkab",
            "ani wijaya",
            "Wijaya, S.E.",
            "citra",
            "dpmptsp solok",
        ),
        *("solok", "sumatera barat", "sumbar", "kab solok"),
        # A slip: left out, added, changed, swapped.
        *("solk", "sollok", "sulok", "slook", "hartno", "wijya", "citar dewi", "rahna"),
    ],
)
def test_a_visit_is_found_by_what_people_know_of_it(solok: Visit, other: Visit, words: str) -> None:
    assert [hit.visit for hit in find(Visit.objects.all(), words).hits] == [solok]
    assert list(matching(Visit.objects.all(), words)) == [solok]


@pytest.mark.parametrize("words", ["padang", "solok banda", "zzzz", "xy", "0899 9999 9999"])
def test_nothing_is_found_that_is_not_there(solok: Visit, other: Visit, words: str) -> None:
    assert find(Visit.objects.all(), words).hits == []
    assert not matching(Visit.objects.all(), words).exists()


def test_the_reference_is_found_in_any_case_and_by_its_end(solok: Visit, other: Visit) -> None:
    for words in (solok.reference, solok.reference.lower(), solok.reference.rpartition("-")[2]):
        assert [hit.visit for hit in find(Visit.objects.all(), words).hits] == [solok]


def test_a_letters_number_comes_first(solok: Visit, other: Visit) -> None:
    found = find(Visit.objects.all(), "118/77")
    assert [hit.visit for hit in found.hits] == [other]
    assert found.hits[0].fields[0] == "letter_number"
    both = find(Visit.objects.all(), "118")
    assert [hit.visit for hit in both.hits] == [other, solok]
    # Its office stands in the one's letter number, too.
    assert [hit.visit for hit in find(Visit.objects.all(), "dpmptsp").hits] == [solok, other]


def test_a_slip_is_said(solok: Visit) -> None:
    assert find(Visit.objects.all(), "solk").mended == ("solok",)
    assert find(Visit.objects.all(), "solok").mended == ()


def test_only_those_that_may_be_seen_are_found(solok: Visit, other: Visit) -> None:
    assert find(Visit.objects.exclude(pk=solok.pk), "solok").hits == []


def test_a_change_is_found_at_once_and_what_was_is_not(solok: Visit, now: dt.datetime) -> None:
    by = staff(UserFactory.create())
    amend(solok, changes={"contact_name": "Rina Marlina"}, participants=[], by=by, now=now)
    assert [hit.visit for hit in find(Visit.objects.all(), "marlina").hits] == [solok]
    assert find(Visit.objects.all(), "hartono").hits == []
    assert find(Visit.objects.all(), "wijaya").hits == []


def test_a_visit_without_its_row_gets_one(solok: Visit) -> None:
    SearchEntry.objects.all().delete()
    assert find(Visit.objects.all(), "solok").hits == []
    assert index.fill() == 1
    assert index.fill() == 0
    assert [hit.visit for hit in find(Visit.objects.all(), "solok").hits] == [solok]


def test_words_go_with_the_visit(solok: Visit) -> None:
    assert SearchWord.objects.filter(word="hartono").exists()
    solok.delete()
    assert not SearchEntry.objects.exists()
    assert index.prune() > 0
    assert not SearchWord.objects.exists()


def test_it_costs_the_same_queries_however_many(solok: Visit, room: Room) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            find(Visit.objects.select_related("region__province"), "dpmptsp")
        return len(captured)

    before = cost()
    for n in range(5):
        a_visit(institution=f"DPMPTSP {n}")
    assert cost() == before


def test_words_are_compared_without_signs_and_accents() -> None:
    assert words_of("005/118/DPMPTSP") == ["005", "118", "dpmptsp"]
    assert words_of("Café-Ünal") == ["cafe", "unal"]
    assert asked_for("solok 0812-3456-7890") == ["solok", "081234567890"]
    assert asked_for("%_'; DROP -- * :") == ["drop"]
    assert asked_for("  ") == []
    assert len(asked_for(" ".join(f"kata{n}" for n in range(30)))) == 8

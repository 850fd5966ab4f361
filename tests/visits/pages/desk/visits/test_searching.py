"""Search everywhere, as the page shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import a_visit
from tests.visits.pages.desk.conftest import signed_in
from visits.life.requesting import Person
from visits.models import Visit
from visits.people import roles

PAGE = "/petugas/cari/"


@pytest.fixture
def visit() -> Visit:
    return a_visit(
        trusted=True,
        letter_number="005/118/DPMPTSP/2026",
        participants=[Person("Ani Wijaya, S.E."), Person("Citra")],
    )


def test_a_letters_number_finds_the_visit_and_says_so(desk: Client, visit: Visit) -> None:
    page = desk.get(PAGE, {"q": "005/118"})
    assert page.status_code == 200
    assert reverse("desk-visit", args=[visit.reference]) in page.text
    assert "005/118/DPMPTSP/2026" in page.text


def test_the_whole_number_leads_to_the_visit(desk: Client, visit: Visit) -> None:
    answer = desk.get(PAGE, {"q": visit.reference.lower()})
    assert answer.headers["Location"] == reverse("desk-visit", args=[visit.reference])


def test_a_participant_is_found_past_or_not(desk: Client, visit: Visit) -> None:
    Visit.objects.filter(pk=visit.pk).update(status="completed")
    page = desk.get(PAGE, {"q": "wijya"})
    assert "Ani Wijaya" in page.text
    assert "wijaya" in page.text


@pytest.mark.parametrize("words", ["", "   ", "%", "zzzz' OR 1=1", "\x00", "*" * 300, "🙂"])
def test_whatever_is_typed_is_answered(desk: Client, visit: Visit, words: str) -> None:
    page = desk.get(PAGE, {"q": words})
    assert page.status_code == 200
    assert visit.reference not in page.text


def test_an_officer_is_led_to_the_own_visits(visit: Visit) -> None:
    answer = signed_in(roles.OFFICER).get(PAGE, {"q": "wijaya"})
    assert answer.headers["Location"] == reverse("officer-tasks")


def test_every_page_of_the_desk_leads_there_by_a_key(desk: Client, visit: Visit) -> None:
    for name in ("desk", "desk-day", "desk-board", "desk-visits", "settings"):
        try:
            address = reverse(name)
        except Exception:  # noqa: BLE001 - not every role has settings of that name
            continue
        page = desk.get(address).text
        assert 'data-key-else="/"' in page, name
        assert "js/desk.js" in page, name


def test_the_api_finds_by_the_same(visit: Visit) -> None:
    from tests.visits.api.conftest import program

    caller = program("visits:read")
    for words in ("005/118", "wijya", "081234567890"):
        found = caller.get("/api/v1/visits/", {"search": words}).json()["results"]
        assert [row["reference"] for row in found] == [visit.reference], words

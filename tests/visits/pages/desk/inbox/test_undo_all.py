"""*Urungkan semua*: one press takes back each of several decisions that still can be."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.visits.pages.desk.visit.test_bulk import asked, post, status
from visits.history.events import Actor, staff
from visits.life import deciding
from visits.life.undo import undoing
from visits.models import Status, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _while_it_waits(settings: Settings) -> None:
    settings.UNDO_SECONDS = 20


@pytest.fixture
def declined(desk: Client) -> list[Visit]:
    """Three that were declined at once."""
    visits = [asked(number) for number in (1, 2, 3)]
    post(desk, "tolak", *visits, sure="1", reason="Gedung ditutup.")
    return visits


def picks(desk: Client) -> list[str]:
    """What the button on the desk's pages would take back."""
    page = desk.get("/petugas/").content.decode()
    form = re.search(r'<form class="toast toast--all".*?</form>', page, re.DOTALL)
    return re.findall(r'name="pick"\s+value="([^"]+)"', form[0]) if form else []


def undo_all(desk: Client, chosen: list[str]) -> str:
    return desk.post("/petugas/urungkan/", {"pick": chosen}, follow=True).content.decode()


def test_one_press_takes_all_of_them_back_and_the_toasts_go(
    desk: Client, declined: list[Visit]
) -> None:
    chosen = picks(desk)
    assert len(chosen) == 3
    page = undo_all(desk, chosen)
    assert "Diurungkan: Dinas 1, Dinas 2, Dinas 3." in page
    assert {status(visit) for visit in declined} == {Status.REQUESTED}
    assert picks(desk) == []
    assert 'class="toast' not in page
    # Pressed twice, it is once.
    undo_all(desk, chosen)
    assert [visit.events.filter(kind="undone").count() for visit in declined] == [1, 1, 1]


def test_what_cannot_be_taken_back_any_more_is_named_and_stays(
    desk: Client, declined: list[Visit], colleague: Actor
) -> None:
    one = declined[0]
    chosen = picks(desk)
    undoing.undo(one, by=by_of(one), now=timezone.now())
    deciding.decline(one, reason="Lain", by=colleague, now=timezone.now())
    page = undo_all(desk, chosen)
    assert "Diurungkan: Dinas 2, Dinas 3." in page
    assert "Dinas 1: " in page
    assert [status(v) for v in declined] == [Status.DECLINED, Status.REQUESTED, Status.REQUESTED]


def test_after_its_time_all_are_named(desk: Client, declined: list[Visit]) -> None:
    chosen = picks(desk)
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=21)):
        page = undo_all(desk, chosen)
    assert "Diurungkan:" not in page
    assert [page.count(f"Dinas {number}: ") for number in (1, 2, 3)] == [1, 1, 1]
    assert {status(visit) for visit in declined} == {Status.DECLINED}


def test_of_one_decision_there_is_no_button_for_all(desk: Client) -> None:
    post(desk, "tolak", asked(1), sure="1", reason="Gedung ditutup.")
    assert picks(desk) == []


@pytest.mark.parametrize("chosen", [[], ["x"], ["ST-2026-0001"], ["ST-2026-0001:x"], [":1"]])
def test_what_is_no_choice_changes_nothing(
    desk: Client, declined: list[Visit], chosen: list[str]
) -> None:
    undo_all(desk, chosen)
    assert {status(visit) for visit in declined} == {Status.DECLINED}


def by_of(visit: Visit) -> Actor:
    """Who took the last decision."""
    event = visit.events.filter(kind="declined").latest("id")
    assert event.actor is not None
    return staff(event.actor)

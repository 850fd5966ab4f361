"""A press whose answer never came, because a connection was cut, is pressed again: done once."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from scheduling.models import BookingRules, Room
from tests.factories import UserFactory, a_free_slot, a_visit
from visits.access.tokens import mailed_token, visit_token
from visits.history import events
from visits.life import deciding
from visits.models import Host, Region, Status, Visit

pytestmark = pytest.mark.django_db
Form = dict[str, str | list[str]]


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    BookingRules.objects.update(active_per_region_week=0)


def proposed() -> Visit:
    visit, slots = a_visit(trusted=True), [a_free_slot(after_days=21), a_free_slot(after_days=28)]
    by = events.staff(UserFactory.create())
    return deciding.propose(visit, slots=slots, message="", by=by, now=timezone.now())


def a_slot() -> Form:
    slot = str(a_free_slot(after_days=35))
    return {"shown": [slot], "slot": [slot]}


def confirmed() -> Visit:
    by = events.staff(UserFactory.create())
    return deciding.approve(a_visit(trusted=True), by=by, now=timezone.now())


def at(visit: Visit, tail: str = "") -> str:
    return f"/k/{visit_token(visit)}/{tail}"


PRESSES: dict[str, tuple[Callable[[], Visit], str, Callable[[Visit], Form], str]] = {
    "cancel": (confirmed, "batal/", lambda _v: {"reason": "Anggaran dipotong "}, "dibatalkan"),
    "accept": (proposed, "pilih/", lambda v: {"slot": v.proposed_slots[0]}, "sudah pasti"),
    "refuse": (proposed, "tidak/", lambda _v: {"reason": "Semua bentrok"}, "Terima kasih"),
    "ask to move": (
        confirmed,
        "pindah/",
        lambda _v: {**a_slot(), "reason": "x"},
        "Permintaan Anda kami terima",
    ),
    "move": (
        lambda: a_visit(trusted=True),
        "pindah/",
        lambda _v: {**a_slot(), "reason": ""},
        "pindah",
    ),
}


@pytest.mark.parametrize("press", PRESSES)
def test_the_second_time_it_is_done_already_and_says_so(client: Client, press: str) -> None:
    ground, path, form, words = PRESSES[press]
    visit = ground()
    typed = form(visit)
    first = client.post(at(visit, path), typed, follow=True)
    told, done = said(first.context), Visit.objects.get(pk=visit.pk)
    assert words in " ".join(told)
    assert done.version > visit.version
    happened = visit.events.count()
    again = client.post(at(visit, path), typed, follow=True)
    assert said(again.context) == told
    assert visit.events.count() == happened
    visit.refresh_from_db()
    assert visit.version == done.version


def said(context: object) -> list[str]:
    return [str(message) for message in context["messages"]]  # type: ignore[index]


def test_an_address_is_confirmed_already(client: Client) -> None:
    visit = a_visit()
    confirm = f"/k/{mailed_token(visit)}/konfirmasi/"
    told = said(client.post(confirm, follow=True).context)
    assert said(client.post(confirm, follow=True).context) == told != []


def test_other_words_are_no_repetition(client: Client) -> None:
    visit = confirmed()
    client.post(at(visit, "batal/"), {"reason": "Anggaran dipotong"})
    [words] = said(client.post(at(visit, "batal/"), {"reason": "Sakit"}, follow=True).context)[-1:]
    assert "tidak dapat" in words
    visit.refresh_from_db()
    assert visit.reason == "Anggaran dipotong"


def test_who_refuses_again_does_not_refuse_what_was_proposed_since(client: Client) -> None:
    visit = proposed()
    page = " ".join(client.get(at(visit)).text.split())
    form: Form = {"reason": "Bentrok", "sessions": ",".join(visit.proposed_slots)}
    assert f'name="sessions" value="{form["sessions"]}"' in page
    client.post(at(visit, "tidak/"), form)
    by, other = events.staff(UserFactory.create()), a_free_slot(after_days=42)
    visit.refresh_from_db()
    deciding.propose(visit, slots=[other], message="", by=by, now=timezone.now())
    answer = client.post(at(visit, "tidak/"), form, follow=True)
    visit.refresh_from_db()
    assert (visit.status, visit.proposed_slots) == (Status.PROPOSED, [str(other)])
    assert "mengusulkan sesi lain sejak itu" in " ".join(said(answer.context))

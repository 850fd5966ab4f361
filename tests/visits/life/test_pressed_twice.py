"""The same button pressed twice by one person is pressed once; another's press is a conflict."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from scheduling.models import Room
from tests.conftest import MONDAY
from tests.factories import a_free_slot, a_visit
from tests.sampled import sampled
from visits.history.events import Actor, program, staff
from visits.life import answering, attendance, deciding
from visits.life.step import Stale, WrongStatus
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(room: Room) -> None:
    pass


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


DECISIONS: dict[str, Any] = {
    "approve": lambda visit, **who: deciding.approve(visit, **who),
    "decline": lambda visit, **who: deciding.decline(visit, reason="Penuh ", **who),
    "propose": lambda visit, **who: deciding.propose(
        visit, slots=[a_free_slot(after_days=30)], message="Ini?", **who
    ),
    "cancel": lambda visit, **who: answering.cancel(visit, reason="Batal", **who),
}
NOTES: dict[str, Any] = {
    "no-show": lambda visit, **who: attendance.no_show(visit, **who),
    "check-in": lambda visit, **who: attendance.check_in(visit, people=12, **who),
}


@pytest.mark.parametrize("knows", [True, False], ids=["by version", "without"])
@pytest.mark.parametrize("step", sampled([*DECISIONS, *NOTES], every=2))
def test_by_the_same_it_is_done_once_and_by_another_refused(
    step: str, knows: bool, desk: Actor
) -> None:
    visit, take = a_visit(trusted=True, now=MONDAY), (DECISIONS | NOTES)[step]
    if step in NOTES:
        visit = deciding.approve(visit, by=program("lain"), now=MONDAY)
    version = visit.version if knows else None
    first = take(visit, by=desk, now=MONDAY, version=version)
    second = take(visit, by=desk, now=MONDAY, version=version)
    assert (second.status, second.version) == (first.status, first.version)
    events = visit.events.count()
    if step == "propose" and not knows:
        return  # another may propose anew
    with pytest.raises((Stale, WrongStatus)):
        take(visit, by=program("kantor"), now=MONDAY, version=version)
    assert visit.events.count() == events


@pytest.mark.parametrize("step", ["decline", "approve", "check-in"])
def test_other_words_than_before_are_not_lost_in_silence(step: str, desk: Actor) -> None:
    visit = a_visit(trusted=True, now=MONDAY)
    opened: dict[str, Any] = {"by": desk, "now": MONDAY, "version": visit.version}
    if step == "decline":
        deciding.decline(visit, reason="Penuh", **opened)
        with pytest.raises(Stale):
            deciding.decline(visit, reason="Gedung tutup", **opened)
    else:
        deciding.approve(visit, **opened)
        with pytest.raises(Stale):
            deciding.approve(visit, slot=a_free_slot(after_days=30), **opened)
    if step == "check-in":
        attendance.check_in(visit, by=desk, now=MONDAY, people=12)
        with pytest.raises(WrongStatus):
            attendance.check_in(visit, by=desk, now=MONDAY, people=13)


def test_what_was_taken_back_or_changed_meanwhile_is_no_repetition(desk: Actor) -> None:
    visit = a_visit(trusted=True, now=MONDAY)
    opened: dict[str, Any] = {"by": desk, "now": MONDAY, "version": visit.version}
    deciding.approve(visit, **opened)
    answering.cancel(visit, reason="", by=desk, now=MONDAY)
    with pytest.raises(Stale):
        deciding.approve(visit, **opened)
    assert Visit.objects.get(pk=visit.pk).status == "cancelled"

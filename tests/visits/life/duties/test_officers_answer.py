"""Why an officer cannot come, whom they suggest, and who is named in their place."""

import datetime as dt

import pytest

from keeping.erasing.visits import anonymise
from scheduling.models import Room
from tests.factories import AgencyFactory, OfficerFactory, a_visit
from visits.history.events import Actor, officer, program
from visits.inbox.items import Kind, Obligation
from visits.inbox.sources import outstanding
from visits.life import amending, deciding
from visits.life.duties import officers_answer
from visits.life.duties.officers_answer import Excuse, NoColleague, OtherHours, answer, stand_in
from visits.models import Assignment, Host, Officer, Visit, VisitEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def protocol(db: None) -> Actor:
    return program("desk")


@pytest.fixture
def ani(room: Room, host: Host) -> Officer:
    return OfficerFactory.create(name="Ani", agency=AgencyFactory.create())


@pytest.fixture
def budi(ani: Officer) -> Officer:
    return OfficerFactory.create(name="Budi", agency=ani.agency)


@pytest.fixture
def visit(ani: Officer, protocol: Actor, now: dt.datetime) -> Visit:
    visit = amending.assign(a_visit(trusted=True), officers=[ani], by=protocol, now=now)
    return deciding.approve(visit, by=protocol, now=now)


def items(now: dt.datetime) -> list[Obligation]:
    return [o for o in outstanding(Visit.objects.all(), now=now) if o.kind == Kind.OFFICER]


def test_a_suggestion_waits_until_staff_name_the_colleague(
    visit: Visit, ani: Officer, budi: Officer, protocol: Actor, now: dt.datetime
) -> None:
    excuse = Excuse("rapat", budi)
    by = officer(ani)
    answer(visit, officer=ani, answer="declined", excuse=excuse, by=by, now=now)
    [item] = items(now)
    assert item.words == "Ani (rapat) tidak dapat hadir; mengusulkan Budi"
    assert item.remedy is not None
    assert item.remedy.label == "Tugaskan Budi"
    event = visit.events.get(kind=VisitEvent.Kind.ANSWERED)
    assert (event.data["colleague"], event.data["reason"]) == (budi.pk, "rapat")
    # Said again without a reason, as calendars do, it stays; the same once more is nothing new.
    answer(visit, officer=ani, answer="declined", by=by, now=now)
    assert visit.events.filter(kind=VisitEvent.Kind.ANSWERED).count() == 1
    for _twice in range(2):
        stand_in(visit, officer=ani, colleague=budi, by=protocol, now=now)
    [named] = visit.assignments.all()
    assert (named.officer, named.role, named.answer) == (budi, Assignment.Role.RECEIVING, "")
    told = visit.events.filter(kind=VisitEvent.Kind.ASSIGNED).last()
    assert told is not None
    assert (told.data["added"], told.data["removed"]) == ([budi.pk], [ani.pk])
    with pytest.raises(Assignment.DoesNotExist):
        answer(visit, officer=ani, answer="accepted", by=by, now=now)


def test_only_a_colleague_in_use_who_is_not_named_yet_is_suggested(
    visit: Visit, ani: Officer, budi: Officer, protocol: Actor, now: dt.datetime
) -> None:
    house = OfficerFactory.create(agency=None)
    gone = OfficerFactory.create(agency=ani.agency, active=False)
    for wrong in (ani, house, gone):
        with pytest.raises(NoColleague):
            answer(
                visit,
                officer=ani,
                answer="declined",
                excuse=Excuse("", wrong),
                by=officer(ani),
                now=now,
            )
    with pytest.raises(OtherHours):
        answer(visit, officer=ani, answer="accepted", slot="", by=officer(ani), now=now)
    excuse = Excuse("rapat", budi)
    answer(visit, officer=ani, answer="declined", excuse=excuse, by=officer(ani), now=now)
    Officer.objects.filter(pk=budi.pk).update(active=False)
    [item] = items(now)
    assert item.words == "Ani (rapat) tidak dapat hadir: tunjuk yang lain"
    assert item.remedy is None
    with pytest.raises(Officer.DoesNotExist):
        stand_in(visit, officer=ani, colleague=budi, by=protocol, now=now)
    assert visit.assignments.get().officer == ani


def test_the_reason_goes_with_the_visits_people(
    visit: Visit, ani: Officer, budi: Officer, now: dt.datetime
) -> None:
    excuse = Excuse("rapat keluarga", budi)
    answer(visit, officer=ani, answer="declined", excuse=excuse, by=officer(ani), now=now)
    anonymise(visit, now=now)
    named = visit.assignments.get()
    assert (named.answer, named.reason, named.colleague) == ("declined", "", None)
    assert "reason" not in visit.events.get(kind=VisitEvent.Kind.ANSWERED).data


def test_an_answer_is_taken_back(visit: Visit, ani: Officer, now: dt.datetime) -> None:
    for given in ("accepted", ""):
        officers_answer.answer(visit, officer=ani, answer=given, by=officer(ani), now=now)
    named = visit.assignments.get()
    assert (named.answer, named.confirmed_at) == ("", None)

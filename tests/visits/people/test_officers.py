"""Who is suggested to receive a delegation."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling.models import Room
from tests.factories import AgencyFactory, OfficerFactory, UserFactory, a_free_slot, a_visit
from visits.history.events import Actor, staff
from visits.life import amending, joint_visits
from visits.life.duties import officers_answer
from visits.life.requesting import Leader
from visits.models import Officer, Rank, Region, Visit
from visits.people.officers import candidates, speakers_among, suggested
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def protocol() -> Actor:
    return staff(UserFactory.create())


@pytest.fixture
def people() -> dict[str, Officer]:
    """One officer for each of some ranks, and one who only speaks for an agency."""
    ranks = (Rank.REGIONAL_HEAD, Rank.SECRETARY, Rank.OFFICE_HEAD, Rank.OTHER)
    found: dict[str, Officer] = {rank.value: OfficerFactory.create(rank=rank) for rank in ranks}
    found[""] = OfficerFactory.create(name="Aan")
    return found


def led_by(rank: Rank, **changes: object) -> Visit:
    leader = Leader(name="Tamu", position="Pimpinan", rank=rank)
    return a_visit(trusted=True, leader=leader, **changes)


def suggestion(visit: Visit) -> Officer | None:
    return suggested(candidates(visit, session=session_of(visit)))


@pytest.mark.parametrize(
    ("guest", "host"),
    [
        (Rank.REGIONAL_HEAD, Rank.REGIONAL_HEAD),
        (Rank.COUNCIL, Rank.REGIONAL_HEAD),
        (Rank.SECRETARY, Rank.SECRETARY),
        (Rank.OFFICE_HEAD, Rank.OFFICE_HEAD),
        (Rank.OTHER, Rank.OTHER),
    ],
)
def test_the_leaders_rank_decides_and_nobody_is_received_beneath_it(
    people: dict[str, Officer], guest: Rank, host: Rank
) -> None:
    assert suggestion(led_by(guest)) == people[host.value]


def test_who_is_with_another_visit_then_is_not_suggested(
    people: dict[str, Officer], protocol: Actor, now: dt.datetime
) -> None:
    slot = a_free_slot()
    other = Room.objects.create(code="lain", name="Ruang lain")
    from scheduling.models import SessionPattern

    for pattern in list(SessionPattern.objects.filter(starts_at=slot.starts_at)):
        pattern.pk, pattern.room = None, other
        pattern.save()
    busy = led_by(Rank.OFFICE_HEAD, slots=[slot], institution="Tamu pertama")
    head = people[Rank.OFFICE_HEAD.value]
    amending.assign(busy, officers=[head], by=protocol, now=now)
    at_once = type(slot)(date=slot.date, starts_at=slot.starts_at, room="lain")
    visit = led_by(Rank.OFFICE_HEAD, slots=[at_once])
    assert suggestion(visit) == people[Rank.SECRETARY.value]
    [found] = [c for c in candidates(visit, session=session_of(visit)) if c.officer == head]
    assert found.busy_with == busy


def test_a_joint_visits_companion_keeps_nobody_away(
    people: dict[str, Officer], protocol: Actor, now: dt.datetime
) -> None:
    first = led_by(Rank.OFFICE_HEAD)
    head = people[Rank.OFFICE_HEAD.value]
    amending.assign(first, officers=[head], by=protocol, now=now)
    second = led_by(Rank.OFFICE_HEAD, institution="Kedua", people=5)
    second = joint_visits.merge(second, into=first, by=protocol, now=now)
    assert suggestion(second) == head


def test_who_cannot_come_is_not_suggested_again(
    people: dict[str, Officer], protocol: Actor, now: dt.datetime
) -> None:
    visit = led_by(Rank.OFFICE_HEAD)
    head = people[Rank.OFFICE_HEAD.value]
    visit = amending.assign(visit, officers=[head], by=protocol, now=now)
    officers_answer.answer(visit, officer=head, answer="declined", by=protocol, now=now)
    assert suggestion(visit) == people[Rank.SECRETARY.value]


def test_nobody_is_suggested_where_nobody_receives_guests() -> None:
    OfficerFactory.create()
    assert suggestion(led_by(Rank.OTHER)) is None


def test_the_officers_of_the_agencies_asked_for_speak() -> None:
    agency = AgencyFactory.create()
    speaker = OfficerFactory.create(agency=agency)
    OfficerFactory.create(agency=AgencyFactory.create())
    assert speakers_among(Officer.objects.all(), a_visit(trusted=True, agencies=[agency])) == [
        speaker
    ]


def test_nobody_receives_where_only_speakers_are_named(
    people: dict[str, Officer], protocol: Actor
) -> None:
    visit = amending.assign(
        led_by(Rank.OTHER),
        officers=[people[""]],
        first_receives=False,
        by=protocol,
        now=timezone.now(),
    )
    assert visit.assignments.get().role == "agency"

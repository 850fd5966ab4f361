"""Noted by person: what the first does, what the last takes back, and what stands in between."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories import a_visit
from tests.visits.pages.conftest import bring_to
from tests.visits.presence.conftest import WIB, ids
from visits.history.events import DELEGATION, Actor
from visits.life import answering, attendance, step
from visits.life.amending import NotedPresent
from visits.life.requesting import Person
from visits.models import Participant, Presence, Status, Visit, VisitEvent
from visits.people.participants import amend
from visits.presence import guests, noting
from visits.presence.roll import in_the_building, not_by_name, present, roll
from visits.queries.day import WrongMoment

pytestmark = pytest.mark.django_db
How = Presence.How
Kind = VisitEvent.Kind


def noted(visit: Visit) -> list[str]:
    return [one.participant.name for one in present(visit)]


def last(visit: Visit, kind: Kind) -> dict[str, object]:
    event = visit.events.filter(kind=kind).order_by("id").last()
    assert event is not None
    return {name: value for name, value in event.data.items() if name != "sequence"}


def test_the_first_person_is_the_arrival_and_how_many_came_follows(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    assert noting.note(expected, ids(expected, 2), how=How.DOOR, by=door, now=now) == [2]
    later = now + dt.timedelta(minutes=5)
    noting.note(expected, ids(expected, 4), how=How.TICKET, by=door, now=later)
    expected.refresh_from_db()
    assert (expected.status, expected.arrived_at, expected.people_came) == (Status.ARRIVED, now, 2)
    assert noted(expected) == ["Budi Hartono", "Dedi Kurnia"]
    assert last(expected, Kind.CHECKED_IN)["by_person"] is True
    assert last(expected, Kind.PRESENCE_NOTED) == {"participants": [4], "how": "ticket"}
    assert "Budi" not in str(list(expected.events.values_list("data", flat=True)))


def test_twice_is_once_and_both_hear_that_it_is_noted(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 1), how=How.DOOR, by=door, now=now)
    later = now + dt.timedelta(minutes=1)
    assert noting.note(expected, ids(expected, 1), how=How.TICKET, by=door, now=later) == []
    row = Presence.objects.get()
    assert (row.came_at, row.how) == (now, How.DOOR)
    assert expected.events.filter(kind=Kind.PRESENCE_NOTED).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(
            participant=row.participant, visit=expected, came_at=now, how=How.DOOR, noted_at=now
        )


def test_one_leaves_the_rest_leave_with_the_delegation(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected), how=How.BULK, by=door, now=now)
    early, end = now + dt.timedelta(minutes=30), now + dt.timedelta(hours=2)
    assert noting.leave(expected, ids(expected, 3), by=door, now=early) == [3]
    assert noting.leave(expected, ids(expected, 3), by=door, now=end) == []
    assert last(expected, Kind.PRESENCE_NOTED) == {"participants": [3], "left": True}
    assert [len(inside.people) for inside in in_the_building(end)] == [3]
    expected.refresh_from_db()
    attendance.complete(expected, by=door, now=end, people=3)
    expected.refresh_from_db()
    assert expected.people_came == 4  # who was noted was there, whatever was typed
    assert [one.left_at for one in present(expected)] == [end, end, early, end]
    assert in_the_building(end) == []


def test_all_leave_at_once_and_nobody_before_they_came(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 1, 2), how=How.DOOR, by=door, now=now)
    with pytest.raises(WrongMoment, match="before_arrival"):
        noting.leave(expected, None, by=door, now=now, left_at=now - dt.timedelta(minutes=10))
    assert noting.leave(expected, None, by=door, now=now + dt.timedelta(hours=1)) == [1, 2]


def test_a_slip_is_taken_back_and_with_the_last_one_the_arrival(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 1, 2), how=How.DOOR, by=door, now=now)
    assert noting.take_back(expected, ids(expected, 1), by=door, now=now) == [1]
    assert noting.take_back(expected, ids(expected, 1), by=door, now=now) == []
    expected.refresh_from_db()
    assert (expected.status, expected.people_came) == (Status.ARRIVED, 1)
    assert last(expected, Kind.PRESENCE_UNDONE) == {"participants": [1]}
    noting.take_back(expected, ids(expected, 2), by=door, now=now)
    expected.refresh_from_db()
    assert (expected.status, expected.arrived_at) == (Status.CONFIRMED, None)
    noting.note(expected, ids(expected, 2), how=How.DOOR, by=door, now=now)
    assert noted(expected) == ["Budi Hartono"]


def test_an_arrival_that_was_noted_for_itself_stays_when_the_last_person_is_taken_back(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    attendance.check_in(expected, by=door, now=now, people=22)
    noting.note(expected, ids(expected, 1), how=How.DOOR, by=door, now=now)
    expected.refresh_from_db()
    assert expected.people_came == 22  # one of them by name so far
    noting.take_back(expected, ids(expected, 1), by=door, now=now)
    expected.refresh_from_db()
    assert (expected.status, expected.people_came) == (Status.ARRIVED, 22)
    assert [visit.pk for visit in not_by_name(now)] == [expected.pk]


def test_more_by_name_than_were_counted_came_all_the_same(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    attendance.check_in(expected, by=door, now=now, people=2)
    noting.note(expected, ids(expected), how=How.BULK, by=door, now=now)
    expected.refresh_from_db()
    assert expected.people_came == 4
    noting.take_back(expected, ids(expected, 1, 2, 3), by=door, now=now)
    expected.refresh_from_db()
    assert expected.people_came == 2
    # What was counted of an arrival that was taken back counts no more.
    attendance.take_back(expected, by=door, now=now)
    noting.note(expected, ids(expected, 1), how=How.DOOR, by=door, now=now)
    expected.refresh_from_db()
    assert expected.people_came == 1


def test_with_an_arrival_that_is_taken_back_go_those_noted(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 1, 3), how=How.DOOR, by=door, now=now)
    expected.refresh_from_db()
    attendance.take_back(expected, by=door, now=now)
    assert not Presence.objects.exists()
    assert last(expected, Kind.PRESENCE_UNDONE) == {"participants": [1, 3]}


def test_a_guest_who_was_not_on_the_list_gets_the_next_number_and_a_mark(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    opened = expected.version
    eka = guests.add(expected, Person("Eka Putra", position="Staf"), by=door, now=now)
    assert (eka.number, eka.added_at_door) == (5, True)
    assert last(expected, Kind.PRESENCE_NOTED) == {
        "participants": [5],
        "how": "door",
        "unlisted": True,
    }
    expected.refresh_from_db()
    assert expected.status == Status.ARRIVED
    assert expected.version > opened  # who has the list open saves no older one over it
    changed = expected.events.get(kind=Kind.AMENDED).changes.get()
    assert changed.after == [["Eka Putra", "Staf", "", ""]]


def test_a_second_press_or_an_overlooked_name_adds_nobody(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    first = guests.add(expected, Person("Eka Putra"), by=door, now=now)
    assert guests.add(expected, Person("eka putra"), by=door, now=now).pk == first.pk
    assert guests.add(expected, Person("Budi Hartono"), by=door, now=now).number == 2
    other = guests.add(expected, Person("Budi Hartono", nip="198001012005011001"), by=door, now=now)
    assert other.number == 2  # of the list's Budi no NIP is known: nothing says it is another
    assert expected.participants.count() == 5
    assert noted(expected) == ["Budi Hartono", "Eka Putra"]


def test_before_their_day_nobody_is_noted(expected: Visit, door: Actor, now: dt.datetime) -> None:
    bring_to(expected, timezone.localdate(now, WIB) + dt.timedelta(days=1))
    with pytest.raises(noting.NotYet):
        noting.note(expected, ids(expected, 1), how=How.DOOR, by=door, now=now)


def test_of_a_visit_that_is_off_or_nobodys_none_is_noted(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    other = a_visit(trusted=True, participants=[Person("Fajar")], institution="BKPSDM")
    with pytest.raises(step.WrongStatus):
        noting.note(other, ids(other), how=How.DOOR, by=door, now=now)
    with pytest.raises(noting.NotOnTheList):
        noting.note(expected, ids(other), how=How.DOOR, by=door, now=now)
    with pytest.raises(step.WrongStatus):
        noting.note(expected, ids(expected), how=How.DOOR, by=DELEGATION, now=now)
    answering.cancel(expected, reason="Batal", by=door, now=now)
    with pytest.raises(step.WrongStatus):
        noting.note(expected, ids(expected), how=How.DOOR, by=door, now=now)
    with pytest.raises(step.WrongStatus):
        guests.add(expected, Person("Eka"), by=door, now=now)
    assert not Presence.objects.exists()
    assert expected.participants.count() == 4


def test_from_the_signed_list_times_are_the_sessions_and_late_ones_need_a_reason(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    week = now + dt.timedelta(days=7)
    noting.note(expected, ids(expected, 1, 2), how=How.LIST, by=door, now=week)
    row = present(expected)[0]
    day = timezone.localdate(now, WIB)
    assert row.came_at.astimezone(WIB) == dt.datetime.combine(day, dt.time(9), WIB)
    assert row.left_at is not None
    assert row.left_at.astimezone(WIB) == dt.datetime.combine(day, dt.time(11, 30), WIB)
    expected.refresh_from_db()
    assert (expected.status, expected.people_came) == (Status.ARRIVED, 2)
    late = now + dt.timedelta(days=9)
    with pytest.raises(step.NeedsReason):
        noting.take_back(expected, ids(expected, 1), by=door, now=late)
    noting.take_back(expected, ids(expected, 1), by=door, now=late, reason="Salah orang")
    assert last(expected, Kind.PRESENCE_UNDONE) == {"participants": [1], "reason": "Salah orang"}
    with pytest.raises(WrongMoment, match="another_day"):
        noting.note(
            expected, ids(expected, 3), how=How.LIST, by=door, now=late, came_at=late, reason="x"
        )


def test_times_are_corrected_on_the_day_of_the_visit_alone(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 1), how=How.DOOR, by=door, now=now)
    [one] = ids(expected, 1)
    early = now - dt.timedelta(minutes=20)
    assert noting.correct(expected, one, came_at=early, left_at=None, by=door, now=now)
    assert not noting.correct(expected, one, came_at=early, left_at=None, by=door, now=now)
    assert present(expected)[0].came_at == early
    for came, left in (
        (now + dt.timedelta(minutes=1), None),
        (now - dt.timedelta(days=1), None),
        (early, early - dt.timedelta(minutes=5)),
    ):
        with pytest.raises(WrongMoment):
            noting.correct(expected, one, came_at=came, left_at=left, by=door, now=now)
    with pytest.raises(noting.NotNoted):
        noting.correct(expected, ids(expected, 2)[0], came_at=now, left_at=None, by=door, now=now)


def test_presence_follows_a_person_through_a_changed_list(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 2, 4), how=How.DOOR, by=door, now=now)
    before = set(ids(expected))
    told = [
        Person("Dedy Kurnia", position="Kabid"),
        Person("Fitri"),
        Person("Budi Hartono, S.E."),
        Person("Citra Dewi"),
    ]
    with pytest.raises(NotedPresent) as refused:
        amend(expected, changes={}, participants=told, by=door, now=now)
    assert (refused.value.numbers, refused.value.names) == ([4], ["Dedi Kurnia"])
    told[0] = Person("Dedi Kurnia", position="Kabid")
    amend(expected, changes={}, participants=told, by=door, now=now)
    assert [(o.participant.name, o.presence is not None) for o in roll(expected)] == [
        ("Dedi Kurnia", True),
        ("Fitri", False),
        ("Budi Hartono, S.E.", True),
        ("Citra Dewi", False),
    ]
    assert len(before & set(ids(expected))) == 3


def test_who_was_noted_is_not_taken_off_the_list_nor_made_another(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    noting.note(expected, ids(expected, 2), how=How.DOOR, by=door, now=now)
    for told in (
        [Person("Ahmad Fauzi"), Person("Citra Dewi"), Person("Dedi Kurnia")],
        [Person("Ahmad Fauzi"), Person("Zulkifli Lubis"), Person("Citra Dewi")],
        [],
    ):
        with pytest.raises(NotedPresent):
            amend(expected, changes={}, participants=told, by=door, now=now)
    assert noted(expected) == ["Budi Hartono"]
    noting.take_back(expected, ids(expected, 2), by=door, now=now)
    amend(expected, changes={}, participants=[], by=door, now=now)
    assert not Participant.objects.exists()


def test_a_departure_noted_on_a_later_day_leaves_one_press_and_times_of_their_day(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    came = now.astimezone(WIB).replace(hour=0, minute=5, second=0, microsecond=0)
    noting.note(expected, ids(expected, 1), how=How.DOOR, by=door, now=now, came_at=came)
    expected.refresh_from_db()
    later = now + dt.timedelta(days=2)
    done = attendance.complete(expected, by=door, now=later)
    end = dt.datetime.combine(came.date(), dt.time(11, 30), WIB)
    assert (done.left_at, present(done)[0].left_at) == (end, end)
    # As older programs wrote it down: when it was noted.
    Visit.objects.filter(pk=done.pk).update(left_at=later)
    done.refresh_from_db()
    assert noting.note(done, ids(done, 2), how=How.LIST, by=door, now=later) == [2]
    assert (present(done)[1].came_at, present(done)[1].left_at) == (came, end)


def test_who_came_on_another_day_than_their_session_left_that_day(
    expected: Visit, door: Actor, now: dt.datetime
) -> None:
    late = dt.datetime.combine(timezone.localdate(now, WIB), dt.time(23), WIB)
    came = late - dt.timedelta(days=3)
    Visit.objects.filter(pk=expected.pk).update(status=Status.ARRIVED, arrived_at=came)
    expected.refresh_from_db()
    done = attendance.complete(expected, by=door, now=now)
    assert done.left_at == came + dt.timedelta(minutes=59)

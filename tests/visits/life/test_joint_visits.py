"""Joint visits: one place for several delegations, who keep their own lives."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from scheduling import places
from scheduling.audit import audit as audit_places
from scheduling.capacity import Refused
from scheduling.models import BookingRules, Room, Share, Week
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import OfficerFactory, a_visit
from visits.history.audit import audit
from visits.history.events import DELEGATION, Actor, staff
from visits.life import amending, answering, deciding, joint_visits, moving
from visits.life.duties import officers_answer
from visits.models import Host, Status, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 12, 14)


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def at(weekday: int, hour: str = "0900") -> SlotId:
    return SlotId.parse(f"{WEEK + dt.timedelta(days=weekday)}-{hour}-aula")


def requested(weekday: int, people: int = 20) -> Visit:
    return a_visit(trusted=True, now=MONDAY, slots=[at(weekday)], people=people)


def taken() -> int:
    return Week.objects.get(starts_on=WEEK).taken


def slot_of(visit: Visit) -> str:
    return joint_visits.slot_of(visit)


def everything_agrees() -> bool:
    return audit() == [] and audit_places() == []


def test_two_delegations_use_one_place_and_keep_their_identity(desk: Actor) -> None:
    one, two = requested(0), requested(1)
    assert taken() == 2
    two = joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    assert taken() == 1
    assert slot_of(two) == slot_of(one) == str(at(0))
    assert two.status == Status.REQUESTED
    assert [v.reference for v in joint_visits.companions_of(two)] == [one.reference]
    assert one.uid != two.uid
    one = deciding.approve(one, by=desk, now=MONDAY)
    two = deciding.approve(two, by=desk, now=MONDAY)
    assert {one.status, two.status} == {Status.CONFIRMED}
    assert taken() == 1
    assert everything_agrees()


def test_joining_a_confirmed_visit_is_the_decision(desk: Actor) -> None:
    one, two = deciding.approve(requested(0), by=desk, now=MONDAY), requested(1)
    two = joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    assert two.status == Status.CONFIRMED
    session = session_of(two)
    assert session is not None
    assert (session.slot_id, session.held) == (str(at(0)), False)


def test_a_confirmed_visit_stays_promised_in_the_place_that_it_comes_into(desk: Actor) -> None:
    one, two = requested(0), deciding.approve(requested(1), by=desk, now=MONDAY)
    two = joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    assert two.status == Status.CONFIRMED
    place = places.reservation_of(one.owner_key)
    assert place is not None
    assert place.state == "booked"
    one = joint_visits.split(one, slot=at(3), by=desk, now=MONDAY)
    place = places.reservation_of(one.owner_key)
    assert place is not None
    assert place.state == "hold"  # nobody approved this one yet
    assert everything_agrees()


def test_the_room_holds_them_together_or_staff_say_why(desk: Actor) -> None:
    one, two = requested(0, people=40), requested(1, people=30)
    with pytest.raises(Refused) as refused:
        joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    assert refused.value.code == "too_many_people"
    assert slot_of(two) == str(at(1))
    joint_visits.merge(two, into=one, by=desk, now=MONDAY, override_reason="Kursi tambahan")
    assert slot_of(two) == str(at(0))


def test_the_number_of_people_is_counted_together(desk: Actor) -> None:
    one, two = requested(0, people=30), requested(1, people=20)
    joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    amending.amend(two, changes={"people": 30}, by=DELEGATION, now=MONDAY)
    with pytest.raises(Refused):
        amending.amend(one, changes={"people": 31}, by=DELEGATION, now=MONDAY)


def test_who_leaves_gives_the_place_to_the_other(desk: Actor) -> None:
    one, two = requested(0), requested(1)
    joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    gone = answering.cancel(one, reason="Batal", by=DELEGATION, now=MONDAY)
    assert taken() == 1
    assert slot_of(two) == str(at(0))
    assert not Share.objects.exists()
    session = session_of(gone)  # its calendar goes on showing when it was
    assert session is not None
    assert (session.slot_id, session.given_back) == (str(at(0)), True)
    assert everything_agrees()
    answering.cancel(two, reason="Batal", by=DELEGATION, now=MONDAY)
    assert taken() == 0
    assert everything_agrees()


def test_the_one_who_joined_may_leave_and_the_place_stays(desk: Actor) -> None:
    one, two = requested(0), requested(1)
    joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    deciding.decline(two, reason="Topik lain", by=desk, now=MONDAY)
    assert taken() == 1
    place = places.reservation_of(one.owner_key)
    assert place is not None
    assert places.people_of(place) == 20
    assert everything_agrees()


@pytest.mark.parametrize("who", ["holder", "guest"])
def test_undoing_it_asks_the_capacity_again(desk: Actor, who: str) -> None:
    one, two = requested(0), requested(1)
    joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    others = [requested(n) for n in (1, 2, 3)]
    assert taken() == 4
    leaving = one if who == "holder" else two
    with pytest.raises(Refused) as refused:
        joint_visits.split(leaving, slot=at(4), by=desk, now=MONDAY)
    assert refused.value.code == "week_full"
    assert everything_agrees()
    answering.cancel(others[0], reason="Batal", by=DELEGATION, now=MONDAY)
    joint_visits.split(leaving, slot=at(4), by=desk, now=MONDAY)
    assert {slot_of(one), slot_of(two)} == {str(at(0)), str(at(4))}
    assert taken() == 4
    assert not Share.objects.exists()
    assert everything_agrees()


def test_three_together_and_one_joint_visit_joining_another(desk: Actor) -> None:
    one, two, three = requested(0, 10), requested(1, 10), requested(2, 10)
    joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    joint_visits.merge(one, into=three, by=desk, now=MONDAY)
    assert taken() == 1
    assert {slot_of(v) for v in (one, two, three)} == {str(at(2))}
    with pytest.raises(joint_visits.CannotJoin) as cannot:
        joint_visits.merge(two, into=three, by=desk, now=MONDAY)
    assert cannot.value.code == "joined_already"
    with pytest.raises(joint_visits.CannotJoin):
        joint_visits.merge(three, into=three, by=desk, now=MONDAY)
    assert everything_agrees()


def test_a_joint_visit_moves_as_one_and_everybody_hears_of_it(desk: Actor) -> None:
    one, two = requested(0), requested(1)
    deciding.approve(one, by=desk, now=MONDAY)
    joint_visits.merge(two, into=one, by=desk, now=MONDAY)
    before = Visit.objects.get(pk=two.pk).sequence
    moving.reschedule(one, slots=[at(3)], by=desk, now=MONDAY)
    assert {slot_of(one), slot_of(two)} == {str(at(3))}
    assert Visit.objects.get(pk=two.pk).sequence > before
    assert two.events.filter(kind="moved").count() == 1
    assert everything_agrees()


def test_officers_are_asked_again_after_the_session_changed(desk: Actor) -> None:
    visit = requested(0)
    officer = OfficerFactory.create()
    amending.assign(visit, officers=[officer], by=desk, now=MONDAY)
    visit = deciding.approve(visit, by=desk, now=MONDAY)
    officers_answer.answer(visit, officer=officer, answer="accepted", by=desk, now=MONDAY)
    assert visit.assignments.get().answer == "accepted"
    moving.reschedule(visit, slots=[at(3)], by=desk, now=MONDAY)
    assert visit.assignments.get().answer == ""


def test_a_delegation_asks_to_move_a_confirmed_visit_and_keeps_its_place(desk: Actor) -> None:
    visit = deciding.approve(requested(0), by=desk, now=MONDAY)
    visit = moving.reschedule(visit, slots=[at(3)], by=DELEGATION, now=MONDAY)
    assert (visit.status, slot_of(visit)) == (Status.CONFIRMED, str(at(0)))
    assert visit.wished_slots == [str(at(3))]
    visit = deciding.keep(visit, reason="Pimpinan berhalangan", by=desk, now=MONDAY)
    assert visit.wished_slots == []
    requested(3)
    with pytest.raises(Refused) as refused:
        moving.reschedule(visit, slots=[at(3)], by=DELEGATION, now=MONDAY)
    assert refused.value.code == "slot_taken"


def test_a_failed_move_keeps_the_old_place(desk: Actor) -> None:
    visit, _other = requested(0), requested(3)
    with pytest.raises(Refused):
        moving.reschedule(visit, slots=[at(3)], by=DELEGATION, now=MONDAY)
    assert slot_of(visit) == str(at(0))
    assert taken() == 2
    moving.reschedule(visit, slots=[at(3), at(3, "1330")], by=DELEGATION, now=MONDAY)
    assert slot_of(visit) == str(at(3, "1330"))
    assert taken() == 2
    assert everything_agrees()

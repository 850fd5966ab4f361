"""The waiting list: a place that comes free is offered in turn, with a deadline, and passed on."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from scheduling import capacity, places
from scheduling.models import BookingRules, Reservation, Room, Waiting
from scheduling.rules import weekly_capacity
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import a_visit
from visits.history.audit import audit
from visits.history.events import DELEGATION, Actor, staff
from visits.life import address, amending, answering, deciding, step, waiting_list
from visits.models import Host, Status, Visit, VisitEvent

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 12, 14)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def at(weekday: int, hour: str = "0900", week: dt.date = WEEK) -> SlotId:
    return SlotId.parse(f"{week + weekday * DAY}-{hour}-aula")


def a_full_week() -> list[Visit]:
    return [a_visit(trusted=True, now=MONDAY, slots=[at(n)]) for n in range(4)]


def waits(*slots: SlotId, minutes: int = 0, **changes: object) -> Visit:
    now = MONDAY + dt.timedelta(minutes=minutes)
    visit = a_visit(trusted=True, now=now, slots=list(slots), waitlist=True, **changes)
    assert visit.status == Status.WAITLISTED
    return visit


def again(visit: Visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


def cancel(visit: Visit, *, minutes: int = 60) -> None:
    now = MONDAY + dt.timedelta(minutes=minutes)
    answering.cancel(visit, reason="Anggaran", by=DELEGATION, now=now)


def test_a_freed_place_is_offered_at_once_to_whoever_asked_first() -> None:
    full = a_full_week()
    second, first = waits(at(4), minutes=20), waits(at(4), minutes=10)
    cancel(full[0])
    first, second = again(first), again(second)
    assert (first.status, second.status) == (Status.PROPOSED, Status.WAITLISTED)
    assert first.proposed_slots == [str(at(4))]
    place = places.reservation_of(first.owner_key)
    assert place is not None
    assert place.hold_expires_at == first.offer_expires_at == MONDAY + dt.timedelta(hours=25)
    assert first.events.filter(kind="offered").count() == 1
    assert audit() == []


def test_a_place_freed_for_the_list_never_goes_past_it_to_a_new_request() -> None:
    full = a_full_week()
    waits(at(4))
    cancel(full[0])
    with pytest.raises(capacity.Refused) as refused:
        a_visit(now=MONDAY + dt.timedelta(hours=2), slots=[at(0)])
    assert refused.value.code == "week_full"


def test_who_does_not_fit_is_passed_over_and_keeps_the_turn() -> None:
    full = a_full_week()
    elsewhere = waits(at(0, week=WEEK), minutes=1, people=60)
    Room.objects.update(people_limit=50)
    small = waits(at(0), minutes=2)
    cancel(full[0])
    assert again(small).status == Status.PROPOSED
    assert again(elsewhere).status == Status.WAITLISTED
    assert waiting_list.number_of(elsewhere) == 1


def test_another_session_of_a_preferred_date_is_offered_where_the_one_wished_for_is_taken() -> None:
    full = a_full_week()
    visit = waits(at(1))
    cancel(full[0])
    assert again(visit).proposed_slots == [str(at(1, "1330"))]


def test_taking_the_offer_makes_it_a_request_that_staff_decide(desk: Actor) -> None:
    full = a_full_week()
    visit = waits(at(4))
    cancel(full[0])
    now = MONDAY + dt.timedelta(hours=3)
    visit = answering.accept(visit, slot=at(4), by=DELEGATION, now=now)
    assert visit.status == Status.REQUESTED
    assert visit.offer_expires_at is None
    assert visit.reply_due_at is not None
    assert visit.reply_due_at > now
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert place.hold_expires_at is None
    assert not Waiting.objects.exists()
    assert waiting_list.lapse_due(now=MONDAY + 3 * DAY) == 0
    assert deciding.approve(visit, by=desk, now=now).status == Status.CONFIRMED
    assert audit() == []


def test_an_offer_that_lapses_goes_to_the_next_and_is_not_made_twice() -> None:
    full = a_full_week()
    first, second = waits(at(4), minutes=1), waits(at(4), minutes=2)
    cancel(full[0])
    later = MONDAY + dt.timedelta(hours=26)
    assert waiting_list.lapse_due(now=later - dt.timedelta(hours=2)) == 0
    assert waiting_list.lapse_due(now=later) == 1
    first, second = again(first), again(second)
    assert (first.status, second.status) == (Status.WAITLISTED, Status.PROPOSED)
    assert waiting_list.number_of(first) == 1  # its turn stays, for other sessions
    assert waiting_list.lapse_due(now=later + 2 * DAY) == 1
    assert step.pass_on(now=later + 2 * DAY) == 0
    assert {again(first).status, again(second).status} == {Status.WAITLISTED}
    assert audit() == []


def test_refusing_the_offer_passes_it_on_at_once() -> None:
    full = a_full_week()
    first, second = waits(at(4), minutes=1), waits(at(4), minutes=2)
    cancel(full[0])
    now = MONDAY + dt.timedelta(hours=3)
    answering.refuse(first, reason="Tiket mahal", by=DELEGATION, now=now)
    assert again(first).status == Status.WAITLISTED
    assert again(second).status == Status.PROPOSED


def test_refusing_what_staff_proposed_keeps_the_place_and_asks_them_again(desk: Actor) -> None:
    visit = a_visit(trusted=True, now=MONDAY, slots=[at(0)])
    visit = deciding.propose(visit, slots=[at(1)], message="", by=desk, now=MONDAY)
    visit = answering.refuse(visit, reason="Tidak bisa", by=DELEGATION, now=MONDAY + DAY)
    assert visit.status == Status.REQUESTED
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert place.slot == at(0)


def test_a_raised_capacity_reaches_the_list_with_the_next_pass() -> None:
    a_full_week()
    visit = waits(at(4))
    assert step.pass_on(now=MONDAY) == 0
    weekly_capacity.set_week_capacity(week=WEEK, capacity=5, note="", now=MONDAY)
    assert step.pass_on(now=MONDAY) == 1
    assert again(visit).status == Status.PROPOSED
    assert step.pass_on(now=MONDAY) == 0


def test_nothing_is_offered_that_would_be_too_soon() -> None:
    full = a_full_week()
    visit = waits(at(4))
    late = dt.datetime.combine(WEEK, dt.time(3), dt.UTC)
    answering.cancel(full[1], reason="x", by=DELEGATION, now=late)
    assert again(visit).status == Status.WAITLISTED


def test_staff_reorder_with_a_reason_and_the_order_of_the_others_stays(desk: Actor) -> None:
    a_full_week()
    one, two, three = (waits(at(4), minutes=n) for n in (1, 2, 3))
    with pytest.raises(step.NeedsReason):
        waiting_list.reorder(three, number=1, reason=" ", by=desk, now=MONDAY)
    waiting_list.reorder(three, number=1, reason="Bupati hadir", by=desk, now=MONDAY)
    assert [waiting_list.number_of(v) for v in (one, two, three)] == [2, 3, 1]
    waiting_list.reorder(three, number=2, reason="Keliru", by=desk, now=MONDAY)
    assert [waiting_list.number_of(v) for v in (one, two, three)] == [1, 3, 2]
    four = waits(at(4), minutes=0)
    assert waiting_list.number_of(four) == 4
    event = VisitEvent.objects.filter(kind="reordered").first()
    assert event is not None
    assert event.data["reason"] == "Bupati hadir"


def test_whoever_leaves_waiting_leaves_the_list(desk: Actor) -> None:
    a_full_week()
    cancelled, declined, approved = (waits(at(4), minutes=n) for n in (1, 2, 3))
    cancel(cancelled)
    deciding.decline(declined, reason="Penuh", by=desk, now=MONDAY)
    weekly_capacity.set_week_capacity(week=WEEK, capacity=5, note="", now=MONDAY)
    deciding.approve(approved, slot=at(4), by=desk, now=MONDAY)
    assert not Waiting.objects.exists()
    assert audit() == []


def test_an_unconfirmed_address_does_not_wait_yet() -> None:
    full = a_full_week()
    visit = a_visit(now=MONDAY, slots=[at(4)], waitlist=True)
    cancel(full[0], minutes=1)
    assert again(visit).status == Status.UNVERIFIED
    visit = address.verify(visit, now=MONDAY + dt.timedelta(minutes=5))
    assert visit.status == Status.WAITLISTED
    assert step.pass_on(now=MONDAY + dt.timedelta(minutes=6)) == 1
    assert Reservation.objects.exclude(state="released").count() == 4


def test_who_waits_and_becomes_fewer_is_offered_what_fits_now() -> None:
    holder = a_full_week()[0]
    visit = a_visit(trusted=True, now=MONDAY, slots=[at(0, "1330")], people=60, waitlist=True)
    Room.objects.update(people_limit=30)
    visit = amending.amend(visit, changes={"people": 20}, by=DELEGATION, now=MONDAY)
    answering.cancel(holder, reason="x", by=DELEGATION, now=MONDAY)
    visit.refresh_from_db()
    assert visit.status == Status.PROPOSED

"""The capacity rule: places are taken, moved and given back, never more than there are."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from scheduling import capacity, places
from scheduling.capacity import Refused
from scheduling.models import CapacityRule, Reservation, Room, Timetable, Week
from scheduling.rules import rulebook, weekly_capacity
from scheduling.rules.weekly_capacity import CapacityRules
from scheduling.sharing import joint
from scheduling.slots import SlotId
from tests.scheduling.factories import (
    AFTERNOON,
    MONDAY,
    NOW,
    TUESDAY,
    CapacityRuleFactory,
    ClosureFactory,
    PatternFactory,
    ReservationFactory,
    RoomFactory,
    a_slot,
    fill,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]

NEXT_WEEK = dt.date(2026, 12, 15)
OPEN_FRIDAY = dt.date(2026, 12, 11)


def taken(monday: dt.date = MONDAY) -> int:
    """How many places of the week the database has counted."""
    return Week.objects.get(pk=monday).taken


def refusal(*choices: SlotId, people: int = 10, overrule: bool = False) -> Refused:
    """The refusal that taking one of `choices` meets."""
    with pytest.raises(Refused) as caught:
        take("visit:late", *choices, people=people, overrule=overrule)
    return caught.value


# --- Taking -----------------------------------------------------------------------------------


def test_a_place_is_held_until_it_lapses() -> None:
    until = NOW + dt.timedelta(hours=1)
    place = capacity.take(choices=[a_slot()], owner="visit:1", people=24, now=NOW, hold_until=until)
    place.refresh_from_db()
    assert (place.slot, place.people, place.state) == (a_slot(), 24, Reservation.State.HOLD)
    assert (place.hold_expires_at, place.created_at, place.ends_at) == (until, NOW, dt.time(11, 30))
    assert taken() == 1


def test_a_place_can_be_booked_at_once() -> None:
    place = capacity.take(
        choices=[a_slot()], owner="visit:1", people=1, now=NOW, hold_until=NOW, booked=True
    )
    place.refresh_from_db()
    assert (place.state, place.hold_expires_at, place.booked_at) == ("booked", None, NOW)


def test_a_held_place_is_not_booked_on_a_day_that_closed_since() -> None:
    take("visit:1", a_slot())
    ClosureFactory.create(starts_on=TUESDAY, ends_on=TUESDAY)
    with pytest.raises(Refused) as caught:
        capacity.book(owner="visit:1", now=NOW)
    assert caught.value.code == "slot_closed"
    assert Reservation.objects.get().state == Reservation.State.HOLD


def test_the_first_choice_that_can_be_had_is_taken() -> None:
    take("visit:1", a_slot())
    gone, open_, spare = a_slot(), a_slot(at=AFTERNOON), a_slot(NEXT_WEEK)
    assert take("visit:2", gone, open_, spare).slot == open_
    assert not Week.objects.filter(pk=dt.date(2026, 12, 14), taken__gt=0).exists()


def test_a_full_week_refuses_and_the_next_choice_is_taken() -> None:
    fill()
    assert take("visit:5", a_slot(OPEN_FRIDAY), a_slot(NEXT_WEEK)).date == NEXT_WEEK


def test_the_refusal_is_that_of_the_first_choice() -> None:
    fill()
    ClosureFactory.create(starts_on=NEXT_WEEK)
    refused = refusal(a_slot(OPEN_FRIDAY), a_slot(NEXT_WEEK))
    assert (refused.code, refused.slot) == ("week_full", a_slot(OPEN_FRIDAY))


def test_a_taken_session_is_refused() -> None:
    take()
    assert refusal(a_slot()).code == "slot_taken"


def test_a_closed_day_is_refused() -> None:
    ClosureFactory.create()
    assert refusal(a_slot()).code == "slot_closed"


def test_a_session_that_does_not_exist_is_refused() -> None:
    assert refusal(a_slot(at=dt.time(7))).code == "slot_closed"
    assert refusal(a_slot(room="gudang")).code == "slot_closed"
    assert refusal(a_slot(dt.date(2026, 12, 12))).code == "slot_closed"


@pytest.mark.parametrize(
    ("slot", "people", "code"),
    [
        (a_slot(dt.date(2026, 12, 1)), 10, "too_soon"),
        (a_slot(dt.date(2027, 3, 24)), 10, "too_far"),
        (a_slot(dt.date(9999, 12, 28)), 10, "too_far"),
        (a_slot(), 61, "too_many_people"),
    ],
)
def test_soft_rules_refuse_unless_staff_go_over_them(slot: SlotId, people: int, code: str) -> None:
    assert refusal(slot, people=people).code == code
    assert take("visit:late", slot, people=people, overrule=True).slot == slot


def test_nobody_takes_a_place_in_a_session_that_is_over() -> None:
    over = a_slot(dt.date(2026, 11, 17))
    assert refusal(over).code == "too_soon"
    assert refusal(over, overrule=True).code == "too_late"


def test_staff_cannot_go_over_capacity_rooms_and_closures() -> None:
    fill()
    early = dt.date(2026, 11, 24)
    take("visit:1", a_slot(early), overrule=True)
    ClosureFactory.create(starts_on=NEXT_WEEK)
    assert refusal(a_slot(OPEN_FRIDAY), overrule=True).code == "week_full"
    assert refusal(a_slot(early), overrule=True).code == "slot_taken"
    assert refusal(a_slot(NEXT_WEEK), overrule=True).code == "slot_closed"


def test_a_refusal_leaves_nothing_behind() -> None:
    refusal(a_slot(dt.date(2027, 6, 1)))
    ClosureFactory.create()
    refusal(a_slot())
    assert not Week.objects.exists()
    assert not Reservation.objects.exists()


def test_an_owner_has_one_place() -> None:
    take("visit:1", a_slot())
    with pytest.raises(IntegrityError), transaction.atomic():
        take("visit:1", a_slot(NEXT_WEEK))
    assert Reservation.objects.count() == 1


def test_rooms_share_the_weeks_capacity() -> None:
    rooms = [RoomFactory.create() for _ in range(5)]
    for room in rooms:
        PatternFactory.create(timetable=Timetable.objects.get(), room=room)
    for n, room in enumerate(rooms[:4]):
        take(f"visit:{n}", a_slot(room=room.code))
    assert refusal(a_slot(room=rooms[4].code)).code == "week_full"


def test_the_last_week_of_a_year_is_one_week() -> None:
    take("visit:1", a_slot(dt.date(2026, 12, 31)))
    take("visit:2", a_slot(dt.date(2027, 1, 1)))
    assert taken(dt.date(2026, 12, 28)) == 2


# --- Booking and holding ----------------------------------------------------------------------


def test_a_hold_becomes_a_booking() -> None:
    capacity.take(choices=[a_slot()], owner="visit:1", people=1, now=NOW, hold_until=NOW)
    place = capacity.book(owner="visit:1", now=NOW)
    assert (place.state, place.hold_expires_at, place.booked_at) == ("booked", None, NOW)
    assert capacity.book(owner="visit:1", now=NOW + dt.timedelta(days=1)).booked_at == NOW
    assert taken() == 1


def test_booking_without_a_place_says_so() -> None:
    with pytest.raises(Reservation.DoesNotExist):
        capacity.book(owner="visit:1", now=NOW)


def test_a_hold_can_last_until_somebody_decides() -> None:
    capacity.take(choices=[a_slot()], owner="visit:1", people=1, now=NOW, hold_until=NOW)
    capacity.extend_hold(owner="visit:1", until=None)
    place = places.reservation_of("visit:1")
    assert place is not None
    assert place.hold_expires_at is None


# --- Giving back ------------------------------------------------------------------------------


def test_a_place_given_back_can_be_taken_by_another() -> None:
    fill()
    later = NOW + dt.timedelta(hours=2)
    assert capacity.release(owner=f"fill:{MONDAY}:0", now=later)
    assert Reservation.objects.get(owner=f"fill:{MONDAY}:0").released_at == later
    assert taken() == 3
    assert take("visit:5", a_slot()).slot == a_slot()
    assert taken() == 4


def test_a_place_is_given_back_once() -> None:
    take()
    assert capacity.release(owner="visit:1", now=NOW)
    assert not capacity.release(owner="visit:1", now=NOW)
    assert places.reservation_of("visit:1") is None
    assert taken() == 0


def test_whoever_gave_a_place_back_may_take_one_again() -> None:
    take()
    capacity.release(owner="visit:1", now=NOW)
    assert take().active
    assert Reservation.objects.filter(owner="visit:1").count() == 2


# --- Moving -----------------------------------------------------------------------------------


def test_a_move_takes_the_new_place_and_gives_the_old_one_back() -> None:
    take()
    capacity.book(owner="visit:1", now=NOW)
    moved = capacity.move(owner="visit:1", to=a_slot(NEXT_WEEK), people=12, now=NOW)
    moved.refresh_from_db()
    assert (moved.slot, moved.people, moved.state) == (a_slot(NEXT_WEEK), 12, "booked")
    assert (taken(), taken(dt.date(2026, 12, 14))) == (0, 1)


def test_a_move_that_is_refused_keeps_the_old_place() -> None:
    take("visit:1", a_slot(NEXT_WEEK))
    fill()
    with pytest.raises(Refused) as caught:
        capacity.move(owner="visit:1", to=a_slot(OPEN_FRIDAY), people=10, now=NOW)
    assert caught.value.code == "week_full"
    place = places.reservation_of("visit:1")
    assert place is not None
    assert place.slot == a_slot(NEXT_WEEK)
    assert (taken(), taken(dt.date(2026, 12, 14))) == (4, 1)


def test_a_move_within_a_full_week_needs_no_other_place() -> None:
    fill()
    owner = f"fill:{MONDAY}:0"
    moved = capacity.move(owner=owner, to=a_slot(OPEN_FRIDAY), people=10, now=NOW)
    assert moved.ends_at == dt.time(11)
    assert taken() == 4


def test_a_move_within_an_overcommitted_week_is_possible() -> None:
    fill()
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=2, note="", now=NOW)
    capacity.move(owner=f"fill:{MONDAY}:0", to=a_slot(OPEN_FRIDAY), people=10, now=NOW)
    assert taken() == 4


def test_a_move_to_where_one_is_changes_nothing() -> None:
    take()
    assert capacity.move(owner="visit:1", to=a_slot(), people=10, now=NOW).slot == a_slot()
    assert taken() == 1


def test_a_move_keeps_the_rules() -> None:
    take()
    take("visit:2", a_slot(NEXT_WEEK))
    for to, people, code in (
        (a_slot(NEXT_WEEK), 10, "slot_taken"),
        (a_slot(dt.date(2026, 12, 1)), 10, "too_soon"),
        (a_slot(at=dt.time(7)), 10, "slot_closed"),
        (a_slot(at=AFTERNOON), 61, "too_many_people"),
    ):
        with pytest.raises(Refused) as caught:
            capacity.move(owner="visit:1", to=to, people=people, now=NOW)
        assert caught.value.code == code
    moved = capacity.move(
        owner="visit:1", to=a_slot(dt.date(2026, 12, 1)), people=61, now=NOW, overrule=True
    )
    assert moved.date == dt.date(2026, 12, 1)


def test_a_move_without_a_place_says_so() -> None:
    with pytest.raises(Reservation.DoesNotExist):
        capacity.move(owner="visit:1", to=a_slot(), people=1, now=NOW)


# --- People -----------------------------------------------------------------------------------


def test_the_number_of_people_follows_the_room() -> None:
    take()
    capacity.change_people(owner="visit:1", people=60, now=NOW)
    with pytest.raises(Refused) as caught:
        capacity.change_people(owner="visit:1", people=61, now=NOW)
    assert (caught.value.code, caught.value.slot) == ("too_many_people", a_slot())
    capacity.change_people(owner="visit:1", people=70, now=NOW, overrule=True)
    capacity.change_people(owner="visit:1", people=65, now=NOW)
    assert Reservation.objects.get().people == 65


# --- Capacities -------------------------------------------------------------------------------


def test_a_week_of_its_own_takes_more() -> None:
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=5, note="", now=NOW)
    fill(places=5)
    assert taken() == 5
    assert refusal(a_slot(OPEN_FRIDAY)).code == "week_full"


def test_lowering_sends_nobody_away_and_takes_no_more() -> None:
    fill()
    week = weekly_capacity.set_week_capacity(week=MONDAY, capacity=2, note="Aula dicat", now=NOW)
    assert (week.capacity, week.taken, week.note, week.changed_at) == (2, 4, "Aula dicat", NOW)
    assert Reservation.objects.count() == 4
    for n in (0, 1):
        capacity.release(owner=f"fill:{MONDAY}:{n}", now=NOW)
        assert refusal(a_slot()).code == "week_full"
    capacity.release(owner=f"fill:{MONDAY}:2", now=NOW)
    assert take("visit:9").active


def test_a_week_goes_back_to_the_rule() -> None:
    weekly_capacity.set_week_capacity(week=MONDAY, capacity=0, note="", now=NOW)
    assert refusal(a_slot()).code == "slot_closed"
    week = weekly_capacity.set_week_capacity(week=MONDAY, capacity=None, note="", now=NOW)
    assert (week.own_capacity, week.capacity) == (None, 4)


@pytest.mark.parametrize(("week", "places"), [(TUESDAY, 4), (MONDAY, -1), (MONDAY, 101)])
def test_a_senseless_capacity_is_refused(week: dt.date, places: int) -> None:
    with pytest.raises(ValueError, match=r"Monday|0 to 100"):
        weekly_capacity.set_week_capacity(week=week, capacity=places, note="", now=NOW)


def test_a_rule_holds_from_its_week_on() -> None:
    CapacityRuleFactory.create(from_week=MONDAY, capacity=6)
    assert CapacityRules.load().of(MONDAY - dt.timedelta(weeks=1)) == 4
    assert CapacityRules.load().of(MONDAY) == 6
    CapacityRule.objects.all().delete()
    assert CapacityRules.load().of(MONDAY) == 4


def test_weeks_follow_a_new_rule_unless_they_have_their_own() -> None:
    own, early = dt.date(2026, 12, 14), dt.date(2026, 11, 30)
    weekly_capacity.set_week_capacity(week=own, capacity=3, note="", now=NOW)
    for monday in (MONDAY, early):
        weekly_capacity.set_week_capacity(week=monday, capacity=None, note="", now=NOW)
    CapacityRuleFactory.create(from_week=MONDAY, capacity=6)
    assert weekly_capacity.apply_capacity_rules() == 1
    found = dict(Week.objects.values_list("starts_on", "capacity"))
    assert found == {early: 4, MONDAY: 6, own: 3}


@pytest.fixture
def lowered_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Just before weeks are locked somebody lowers the rule, and applies it."""
    locking = weekly_capacity.lock_weeks

    def late(*given: Any, **more: Any) -> list[Week]:
        monkeypatch.setattr(weekly_capacity, "lock_weeks", locking)
        CapacityRuleFactory.create(from_week=MONDAY, capacity=2)
        weekly_capacity.apply_capacity_rules()
        return locking(*given, **more)

    monkeypatch.setattr(weekly_capacity, "lock_weeks", late)


@pytest.mark.usefixtures("lowered_meanwhile")
def test_a_week_that_a_move_asks_for_first_has_the_rule_that_was_lowered_meanwhile() -> None:
    take()
    capacity.move(owner="visit:1", to=a_slot(NEXT_WEEK), people=12, now=NOW)
    assert Week.objects.get(pk=dt.date(2026, 12, 14)).capacity == 2


@pytest.mark.usefixtures("lowered_meanwhile")
def test_a_week_that_leaving_others_asks_for_first_has_the_rule_that_was_lowered_meanwhile() -> (
    None
):
    take()
    joint.join(owner="visit:2", people=3, into="visit:1", now=NOW)
    joint.leave(owner="visit:2", people=3, to=a_slot(NEXT_WEEK), booked=True, now=NOW)
    assert Week.objects.get(pk=dt.date(2026, 12, 14)).capacity == 2


@pytest.mark.usefixtures("lowered_meanwhile")
def test_a_week_goes_back_to_the_rule_that_was_lowered_meanwhile() -> None:
    Week.objects.create(starts_on=MONDAY, capacity=5, own_capacity=5)
    week = weekly_capacity.set_week_capacity(week=MONDAY, capacity=None, note="", now=NOW)
    assert (week.own_capacity, week.capacity) == (None, 2)


# --- What goes past the rule ------------------------------------------------------------------


def test_what_the_database_refuses_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    fill(places=3)
    ReservationFactory.create(room=room, date=OPEN_FRIDAY, ends_at=dt.time(11))
    other_week = dt.date(2026, 12, 17)
    take("visit:mover", a_slot(other_week, AFTERNOON))
    # As if another process had taken the places after the look, past every lock.
    monkeypatch.setattr("scheduling.availability.Schedule._taken", lambda *_: 0)
    full = a_slot(dt.date(2026, 12, 10), AFTERNOON)
    with pytest.raises(Refused) as refused, transaction.atomic():
        capacity.move(owner="visit:mover", to=full, people=10, now=NOW)
    assert (refused.value.code, refused.value.slot) == ("week_full", full)
    # Who takes a place doesn't even look, as long as the statement finds one.
    assert refusal(full).slot == full
    assert taken() == 4  # can be asked: the transaction goes on


def test_a_place_is_taken_by_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    take("visit:1", a_slot())  # the rules are remembered from now on, and the week is there
    # Two begin and end the savepoint.
    with django_assert_num_queries(3):
        take("visit:2", a_slot(at=AFTERNOON))


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_nothing_else_is_sent(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    take("visit:1", a_slot())
    with django_assert_num_queries(1):
        take("visit:2", a_slot(at=AFTERNOON))
    assert taken() == 2
    with pytest.raises(IntegrityError):
        take("visit:2", a_slot(OPEN_FRIDAY))
    assert refusal(a_slot(at=AFTERNOON)).code == "slot_taken"
    assert taken() == 2


def test_the_first_choice_counts_though_nobody_asked_for_its_week_before() -> None:
    take("visit:1", a_slot())
    later = a_slot(NEXT_WEEK)
    assert take("visit:2", later, a_slot(at=AFTERNOON)).slot == later


def test_what_a_process_remembers_of_the_rules_opens_no_closed_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take("visit:1", a_slot())
    before = rulebook._remembered
    assert before is not None
    closure = ClosureFactory.create(starts_on=TUESDAY, ends_on=TUESDAY)
    # As in another process, which last read the rules before that.
    monkeypatch.setattr(rulebook, "_remembered", before)
    assert refusal(a_slot(at=AFTERNOON)).code == "slot_closed"
    before = rulebook._remembered
    closure.delete()
    monkeypatch.setattr(rulebook, "_remembered", before)
    assert take("visit:2", a_slot(at=AFTERNOON)).slot == a_slot(at=AFTERNOON)


def test_a_day_takes_no_more_than_its_limit_even_where_nobody_looked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    CapacityRule.objects.create(from_week=MONDAY, capacity=4, daily_limit=1)
    take("visit:1", a_slot())
    monkeypatch.setattr("scheduling.availability.Schedule._day_is_full", lambda *_: False)
    assert refusal(a_slot(at=AFTERNOON)).code == "slot_taken"
    assert taken() == 1

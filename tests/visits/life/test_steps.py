"""The visit's life, step by step, and what must not be possible."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from scheduling import capacity, places
from scheduling.models import BookingRules, Reservation, Room, Week
from scheduling.slots import SlotId
from tests.factories import OfficerFactory, a_free_slot, a_visit
from visits.access import code_tries
from visits.access.tokens import email_code
from visits.history.audit import audit
from visits.history.events import DELEGATION, SYSTEM, Actor, staff
from visits.life import address, amending, answering, attendance, deciding, step
from visits.life.deadlines import allowed_now
from visits.life.table import Action
from visits.models import Assignment, Status, Visit, VisitEvent
from visits.models.references import new_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def protocol() -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def kinds(visit: Visit) -> list[str]:
    return list(visit.events.values_list("kind", flat=True))


def test_a_request_holds_its_place_for_the_rules_minutes(room: Room, now: dt.datetime) -> None:
    visit = a_visit(now=now)

    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert visit.status == Status.UNVERIFIED
    assert place.state == Reservation.State.HOLD
    assert place.hold_expires_at == now + dt.timedelta(minutes=60)
    assert Week.objects.get(pk=place.week_id).taken == 1
    assert re.fullmatch(rf"ST-{now.year}-[0-9B-DF-HJ-KMNP-TV-Z]{{6}}", visit.reference)


def test_the_code_of_the_mail_confirms_and_the_hold_lasts_until_the_decision(
    room: Room, now: dt.datetime
) -> None:
    visit = address.verify(a_visit(now=now), code=email_code_of_newest(), now=now)

    place = places.reservation_of(visit.owner_key)
    assert visit.status == Status.REQUESTED
    assert place is not None
    assert place.hold_expires_at is None
    assert visit.reply_due_at is not None
    assert visit.reply_due_at > now


def email_code_of_newest() -> str:
    return email_code(Visit.objects.latest("id"))


def test_wrong_codes_are_counted_and_the_right_one_no_longer_helps_after_the_last(
    room: Room, now: dt.datetime
) -> None:
    visit = a_visit(now=now)
    right = email_code(visit)
    wrong = "000000" if right != "000000" else "111111"

    for left in reversed(range(code_tries.MOST)):
        with pytest.raises(step.BadCode) as caught:
            address.verify(visit, code=wrong, now=now)
        assert caught.value.attempts_left == left

    with pytest.raises(step.BadCode):
        address.verify(visit, code=right, now=now)
    assert address.verify(visit, now=now).status == Status.REQUESTED


def test_a_strangers_wrong_codes_leave_the_owner_their_own(room: Room, now: dt.datetime) -> None:
    visit = a_visit(now=now)
    right = email_code(visit)
    wrong = "000000" if right != "000000" else "111111"

    for _try in range(code_tries.MOST + 3):
        with pytest.raises(step.BadCode) as caught:
            address.verify(visit, code=wrong, now=now, network="198.51.100.7")

    assert caught.value.attempts_left == 0
    with pytest.raises(step.BadCode):
        address.verify(visit, code=right, now=now, network="198.51.100.7")
    verified = address.verify(visit, code=right, now=now, network="203.0.113.9")
    assert verified.status == Status.REQUESTED
    assert verified.code_attempts_by_network == {}


def test_many_networks_together_cannot_try_all_codes_but_the_link_still_confirms(
    room: Room, now: dt.datetime
) -> None:
    visit = a_visit(now=now)
    right = email_code(visit)
    wrong = "000000" if right != "000000" else "111111"

    for number in range(code_tries.MOST_IN_ALL):
        with pytest.raises(step.BadCode):
            address.verify(visit, code=wrong, now=now, network=f"203.0.113.{number}")

    with pytest.raises(step.BadCode):
        address.verify(visit, code=right, now=now, network="198.51.100.7")
    visit.refresh_from_db()
    assert len(visit.code_attempts_by_network) == code_tries.MOST_IN_ALL
    assert not any("203." in key for key in visit.code_attempts_by_network)
    assert address.verify(visit, now=now).status == Status.REQUESTED


def test_references_do_not_count_up_and_say_nothing_of_one_another(
    room: Room, now: dt.datetime
) -> None:
    drawn = {new_reference(2026) for _ in range(2000)}

    assert len(drawn) == 2000
    assert {len({reference[at] for reference in drawn}) for at in range(8, 14)} == {30}
    first, second = a_visit(now=now), a_visit(now=now)
    assert not first.reference.endswith(f"{first.pk:04d}")
    assert first.reference[:-2] != second.reference[:-2]


def test_a_reference_that_was_given_before_stays_and_opens_its_visit(
    room: Room, now: dt.datetime
) -> None:
    visit = a_visit(now=now)
    Visit.objects.filter(pk=visit.pk).update(reference="ST-2026-0042")

    visit.refresh_from_db()
    visit.save()

    assert Visit.objects.get(reference="ST-2026-0042") == visit


def test_a_confirmation_that_comes_too_late_lets_the_visit_lapse(
    room: Room, now: dt.datetime
) -> None:
    visit = a_visit(now=now)

    with pytest.raises(step.WrongStatus) as caught:
        address.verify(visit, now=now + dt.timedelta(minutes=61))

    assert caught.value.status == Status.EXPIRED
    assert places.reservation_of(visit.owner_key) is None


def test_expiry_gives_the_place_back_once(room: Room, now: dt.datetime) -> None:
    visit = a_visit(now=now)
    later = now + dt.timedelta(minutes=60)

    assert address.expire_due(now=later) == 1
    assert address.expire_due(now=later) == 0

    visit.refresh_from_db()
    assert visit.status == Status.EXPIRED
    assert kinds(visit) == ["submitted", "expired"]
    assert Week.objects.get().taken == 0


@pytest.mark.parametrize("minutes", [5, 600])
def test_a_hold_lasts_as_long_as_was_promised_whatever_the_rule_is_since(
    room: Room, now: dt.datetime, minutes: int
) -> None:
    visit = a_visit(now=now)
    promised = places.reservation_of(visit.owner_key)
    assert promised
    assert promised.hold_expires_at == now + dt.timedelta(minutes=60)
    BookingRules.objects.update(hold_minutes=minutes)

    assert address.expire_due(now=now + dt.timedelta(minutes=59)) == 0
    assert address.lapsed_since(now=now + dt.timedelta(minutes=61)) == promised.hold_expires_at
    assert address.expire_due(now=now + dt.timedelta(minutes=60)) == 1


def test_approval_books_the_place_and_tells_the_history(room: Room, protocol: Actor) -> None:
    visit = a_visit(trusted=True)

    visit = deciding.approve(visit, by=protocol, now=timezone.now())

    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert place.state == Reservation.State.BOOKED
    event = visit.events.latest("id")
    assert (event.kind, event.from_status, event.to_status) == (
        "approved",
        "requested",
        "confirmed",
    )
    assert event.actor_id == protocol.user_id
    assert event.data["slot"] == place.slot_id


def test_approval_in_another_session_moves_the_place(room: Room, protocol: Actor) -> None:
    visit = a_visit(trusted=True)
    first = places.reservation_of(visit.owner_key)
    other = a_free_slot(after_days=28)

    deciding.approve(visit, slot=other, by=protocol, now=timezone.now())

    now_held = places.reservation_of(visit.owner_key)
    assert first is not None
    assert now_held is not None
    assert now_held.slot_id == str(other)
    assert Week.objects.get(pk=first.week_id).taken == 0


def test_a_refused_move_keeps_the_old_place_and_status(room: Room, protocol: Actor) -> None:
    visit = a_visit(trusted=True)
    neighbour = a_visit(trusted=True)
    taken = places.reservation_of(neighbour.owner_key)
    before = places.reservation_of(visit.owner_key)
    assert taken is not None
    assert before is not None

    with pytest.raises(capacity.Refused) as caught:
        deciding.approve(visit, slot=_slot(taken), by=protocol, now=timezone.now())

    assert caught.value.code == "slot_taken"
    after = places.reservation_of(visit.owner_key)
    visit.refresh_from_db()
    assert after == before
    assert visit.status == Status.REQUESTED


def _slot(place: Reservation):  # type: ignore[no-untyped-def]  # one line of test plumbing
    from scheduling.slots import SlotId

    return SlotId.parse(place.slot_id)


def test_a_full_week_refuses_or_puts_on_the_waiting_list(room: Room, now: dt.datetime) -> None:
    slot = a_free_slot()
    Week.objects.update_or_create(
        starts_on=slot.date - dt.timedelta(days=slot.date.weekday()),
        defaults={"capacity": 1, "own_capacity": 1},
    )
    a_visit(slots=[slot], now=now)

    with pytest.raises(capacity.Refused) as caught:
        a_visit(slots=[slot], now=now)
    assert caught.value.code == "week_full"

    waiting = a_visit(slots=[slot], waitlist=True, now=now)
    waiting = address.verify(waiting, now=now)
    assert waiting.status == Status.WAITLISTED
    assert places.reservation_of(waiting.owner_key) is None
    assert audit() == []


def test_the_second_choice_is_taken_where_the_first_is_gone(room: Room, now: dt.datetime) -> None:
    first = a_free_slot()
    a_visit(slots=[first], now=now)
    second = a_free_slot()

    visit = a_visit(slots=[first, second], now=now)

    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert place.slot_id == str(second)


@pytest.mark.parametrize("end", [deciding.decline, answering.cancel])
def test_ending_gives_the_place_back_and_remembers_the_session(
    room: Room, protocol: Actor, end: Callable[..., Visit]
) -> None:
    visit = a_visit(trusted=True)
    place = places.reservation_of(visit.owner_key)
    assert place is not None

    visit = end(visit, reason="Alasan", by=protocol, now=timezone.now())

    assert visit.last_slot == place.slot_id
    assert places.reservation_of(visit.owner_key) is None
    assert Week.objects.get(pk=place.week_id).taken == 0
    assert audit() == []


def test_declining_needs_a_reason(room: Room, protocol: Actor) -> None:
    visit = a_visit(trusted=True)
    with pytest.raises(step.NeedsReason):
        deciding.decline(visit, reason="  ", by=protocol, now=timezone.now())
    assert kinds(visit) == ["submitted"]


def test_nothing_is_decided_twice(room: Room, protocol: Actor) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=protocol, now=timezone.now())
    with pytest.raises(step.WrongStatus) as caught:
        deciding.decline(visit, reason="x", by=protocol, now=timezone.now())
    assert caught.value.status == Status.CONFIRMED
    assert Action.CANCEL in caught.value.allowed
    assert Action.APPROVE not in caught.value.allowed


def test_an_old_version_overwrites_nothing(room: Room, protocol: Actor) -> None:
    visit = a_visit(trusted=True)
    amending.assign(visit, officers=[OfficerFactory.create()], by=protocol, now=timezone.now())
    with pytest.raises(step.Stale) as caught:
        deciding.approve(visit, by=protocol, now=timezone.now(), version=visit.version)
    assert caught.value.visit.version == visit.version + 1


def test_a_delegation_cannot_decide_on_its_own_visit(room: Room) -> None:
    visit = a_visit(trusted=True)
    with pytest.raises(step.WrongStatus):
        deciding.approve(visit, by=DELEGATION, now=timezone.now())
    assert set(allowed_now(visit, DELEGATION.kind, now=timezone.now())) == {
        Action.CANCEL,
        Action.AMEND,
        Action.RESCHEDULE,
        Action.GIVE_MISSING,
    }
    assert allowed_now(visit, SYSTEM.kind, now=timezone.now()) == []


def test_a_proposal_is_accepted_only_in_a_session_that_was_proposed(
    room: Room, protocol: Actor
) -> None:
    visit = a_visit(trusted=True)
    offered, other = a_free_slot(after_days=21), a_free_slot(after_days=35)
    visit = deciding.propose(
        visit, slots=[offered], message="Cocok?", by=protocol, now=timezone.now()
    )

    with pytest.raises(ValueError, match="not proposed"):
        answering.accept(visit, slot=other, by=DELEGATION, now=timezone.now())
    visit = answering.accept(visit, slot=offered, by=DELEGATION, now=timezone.now())

    place = places.reservation_of(visit.owner_key)
    assert visit.status == Status.CONFIRMED
    assert place is not None
    assert place.slot_id == str(offered)


def test_only_what_can_be_had_is_proposed(room: Room, protocol: Actor, now: dt.datetime) -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True)
    taken = places.reservation_of(other.owner_key)
    assert taken is not None
    past = SlotId(date=dt.date(2026, 1, 5), starts_at=dt.time(9), room=room.code)
    for slot, code in ((taken.slot, "slot_taken"), (past, "too_late")):
        with pytest.raises(capacity.Refused) as refused:
            deciding.propose(visit, slots=[slot], message="", by=protocol, now=now)
        assert refused.value.code == code
    # Lead time is theirs to judge; the same twice is one.
    soon = a_free_slot(after_days=30)
    before = dt.datetime.combine(soon.date, dt.time(0), dt.UTC) - dt.timedelta(days=2)
    visit = deciding.propose(visit, slots=[soon, soon], message="", by=protocol, now=before)
    assert visit.proposed_slots == [str(soon)]


def test_a_proposed_session_that_has_begun_is_taken_by_nobody(
    room: Room, protocol: Actor, now: dt.datetime
) -> None:
    slot = a_free_slot(after_days=21)
    visit = deciding.propose(a_visit(trusted=True), slots=[slot], message="", by=protocol, now=now)
    late = dt.datetime.combine(slot.date, slot.starts_at, dt.UTC)
    with pytest.raises(capacity.Refused) as refused:
        answering.accept(visit, slot=slot, by=DELEGATION, now=late)
    assert refused.value.code == "too_late"
    visit.refresh_from_db()
    assert visit.status == Status.PROPOSED


def test_assigning_replaces_officers_and_names_one_receiver(room: Room, protocol: Actor) -> None:
    first, second, third = OfficerFactory.create_batch(3)
    visit = a_visit(trusted=True)
    visit = amending.assign(visit, officers=[first, second], by=protocol, now=timezone.now())
    visit = amending.assign(visit, officers=[second, third], by=protocol, now=timezone.now())

    assert set(visit.officers.all()) == {second, third}
    assert visit.assignments.get(role=Assignment.Role.RECEIVING).officer == second
    event = visit.events.latest("id")
    assert event.data["added"] == [third.pk]
    assert event.data["removed"] == [first.pk]


def test_the_whole_day_leads_to_completed(room: Room, protocol: Actor) -> None:
    now = timezone.now()
    visit = deciding.approve(a_visit(trusted=True), by=protocol, now=now)
    visit = attendance.check_in(visit, by=protocol, now=now)
    visit = attendance.complete(visit, by=protocol, now=now)
    assert visit.status == Status.COMPLETED
    assert kinds(visit) == ["submitted", "approved", "checked_in", "completed"]
    assert audit() == []


def test_every_step_raises_version_and_sequence(room: Room, protocol: Actor) -> None:
    now = timezone.now()
    visit = a_visit(trusted=True)
    seen = [(visit.version, visit.sequence)]
    visit = deciding.approve(visit, by=protocol, now=now)
    seen.append((visit.version, visit.sequence))
    visit = answering.cancel(visit, reason="", by=protocol, now=now)
    seen.append((visit.version, visit.sequence))
    assert seen == [(1, 0), (2, 1), (3, 2)]


def test_more_people_than_the_room_holds_are_refused_after_the_fact_too(
    room: Room, now: dt.datetime
) -> None:
    visit = a_visit(now=now)
    with pytest.raises(capacity.Refused) as caught:
        amending.amend(visit, changes={"people": 500}, by=DELEGATION, now=now)
    assert caught.value.code == "too_many_people"
    visit.refresh_from_db()
    assert visit.people == 24


def test_the_history_cannot_be_rewritten(room: Room) -> None:
    event = a_visit().events.get()
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        VisitEvent.objects.filter(pk=event.pk).update(kind="approved")
    with (
        pytest.raises(IntegrityError, match="append_only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE visits_visitevent SET to_status = 'confirmed'")
    assert VisitEvent.objects.filter(pk=event.pk).update(told_at=timezone.now()) == 1


def test_the_audit_names_a_visit_without_its_place(room: Room) -> None:
    visit = a_visit(trusted=True)
    Reservation.objects.all().delete()
    assert audit() == [f"{visit.reference}: requested, but holds no place"]


@pytest.mark.parametrize("note", [attendance.check_in, attendance.no_show])
def test_a_wrong_note_of_the_day_is_taken_back_within_a_day(
    room: Room, protocol: Actor, note: Any
) -> None:
    now = timezone.now()
    visit = deciding.approve(a_visit(trusted=True), by=protocol, now=now)
    noted = note(visit, by=protocol, now=now)
    late = attendance.take_back_until(noted)
    with pytest.raises(step.TooLate) as caught:
        attendance.take_back(noted, by=protocol, now=late)
    assert caught.value.cut_off == late == now + attendance.TAKE_BACK_WITHIN
    back = attendance.take_back(noted, by=protocol, now=late - dt.timedelta(seconds=1))
    assert (back.status, back.arrived_at, back.people_came) == (Status.CONFIRMED, None, None)
    event = back.events.latest("id")
    assert (event.kind, event.from_status) == ("taken_back", noted.status)
    assert places.reservation_of(visit.owner_key) is not None
    assert audit() == []
    assert attendance.check_in(back, by=protocol, now=now).status == Status.ARRIVED


def test_a_departure_is_not_taken_back_since_its_thanks_are_sent(
    room: Room, protocol: Actor
) -> None:
    now = timezone.now()
    visit = deciding.approve(a_visit(trusted=True), by=protocol, now=now)
    visit = attendance.complete(
        attendance.check_in(visit, by=protocol, now=now), by=protocol, now=now
    )
    with pytest.raises(step.WrongStatus):
        attendance.take_back(visit, by=protocol, now=now)

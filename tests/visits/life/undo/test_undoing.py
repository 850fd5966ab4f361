"""A decision taken back: all is as before it, whoever else acts meanwhile."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from scheduling import places
from scheduling.audit import audit as audit_places
from scheduling.capacity import Refused
from scheduling.models import BookingRules, Reservation, Room, Waiting, Week
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import OfficerFactory, a_visit
from tests.sampled import sampled
from visits.conversation import messages
from visits.history.audit import audit
from visits.history.events import DELEGATION, Actor, program, staff
from visits.life import amending, answering, deciding, joint_visits
from visits.life.undo.undoing import CannotUndo, let_go_due, undo, undo_until
from visits.models import Host, Status, Visit

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 12, 14)
SOON = MONDAY + dt.timedelta(seconds=5)
LATE = MONDAY + dt.timedelta(seconds=20)


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host, settings: Settings) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    settings.UNDO_SECONDS = 20


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def at(weekday: int, hour: str = "0900") -> SlotId:
    return SlotId.parse(f"{WEEK + dt.timedelta(days=weekday)}-{hour}-aula")


def requested(weekday: int = 0, **changes: Any) -> Visit:
    return a_visit(trusted=True, now=MONDAY, slots=[at(weekday)], **changes)


def state_of(visit: Visit) -> dict[str, Any]:
    """All that a decision may change, but version and SEQUENCE, which go on."""
    visit = Visit.objects.get(pk=visit.pk)
    place = places.reservation_of(visit.owner_key)
    fields = ("status", "reason", "proposed_slots", "offer_expires_at", "answer_due_at")
    turn = Waiting.objects.filter(owner=visit.owner_key)
    return {
        **{name: getattr(visit, name) for name in (*fields, "last_slot", "reply_due_at")},
        "place": place and (place.slot_id, place.state, place.hold_expires_at),
        "together": sorted(places.owners_of(place)) if place else [],
        "people": sorted(visit.assignments.values_list("officer", "role", "answer")),
        "turn": list(turn.values("people", "wishes", "passed", "since", "priority")),
        "taken": list(Week.objects.values_list("starts_on", "taken")),
    }


def everything_agrees() -> bool:
    return audit() == [] and audit_places() == []


DECISIONS: dict[str, Any] = {
    "approve": lambda visit, by: deciding.approve(visit, by=by, now=MONDAY),
    "approve elsewhere": lambda v, by: deciding.approve(v, slot=at(3), by=by, now=MONDAY),
    "decline": lambda visit, by: deciding.decline(visit, reason="Penuh", by=by, now=MONDAY),
    "propose": lambda v, by: deciding.propose(
        v, slots=[at(2), at(3)], message="Ini?", by=by, now=MONDAY
    ),
    "cancel": lambda visit, by: answering.cancel(visit, reason="", by=by, now=MONDAY),
}


@pytest.mark.parametrize("decision", sampled(DECISIONS, every=2))
@pytest.mark.parametrize("was", ["requested", "proposed", "joint", "waiting or offered"])
def test_all_is_as_it_was_and_the_numbers_go_on(decision: str, was: str, desk: Actor) -> None:
    visit = requested(0)
    if was == "proposed":
        deciding.propose(visit, slots=[at(1)], message="Atau?", by=program("lain"), now=MONDAY)
    elif was == "joint":
        visit = joint_visits.merge(requested(1), into=visit, by=desk, now=MONDAY)
    elif was == "waiting or offered":
        full = [requested(n) for n in (1, 2, 3)]
        visit = a_visit(trusted=True, now=MONDAY, slots=[at(4)], waitlist=True)
        for other in full if decision in ("approve", "approve elsewhere", "propose") else []:
            answering.cancel(other, reason="", by=DELEGATION, now=MONDAY)
    visit = Visit.objects.get(pk=visit.pk)
    before = state_of(visit)
    decided = DECISIONS[decision](visit, desk)
    assert state_of(visit) != before
    assert undo_until(decided, by=desk, now=SOON) == LATE

    undone = undo(decided, by=desk, now=SOON, version=decided.version)

    assert state_of(visit) == before
    assert (undone.version, undone.sequence) == (decided.version + 1, decided.sequence + 1)
    event = undone.events.latest("id")
    assert (event.kind, event.to_status) == ("undone", before["status"])
    assert everything_agrees()


def test_officers_named_in_the_same_press_go_with_it(desk: Actor) -> None:
    before, named = OfficerFactory.create(), OfficerFactory.create()
    visit = amending.assign(requested(), officers=[before], by=desk, now=MONDAY)
    visit = deciding.approve(visit, officers=[named], receiving=named, by=desk, now=MONDAY)
    assert visit.officers.get() == named
    visit = undo(visit, by=desk, now=SOON)
    assert visit.officers.get() == before


def test_the_other_of_a_joint_visit_keeps_its_booked_place(desk: Actor) -> None:
    one = requested(0)
    two = joint_visits.merge(requested(1), into=one, by=desk, now=MONDAY)
    deciding.approve(one, by=desk, now=MONDAY)
    two = deciding.approve(two, by=desk, now=MONDAY)
    undo(two, by=desk, now=SOON)
    place = places.reservation_of(one.owner_key)
    assert place is not None
    assert place.state == Reservation.State.BOOKED
    undo(one, by=desk, now=SOON)
    place.refresh_from_db()
    assert place.state == Reservation.State.HOLD
    assert everything_agrees()


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ("late", "too_late"),
        ("another", "not_yours"),
        ("changed", "changed"),
        ("whatsapp", "changed"),
    ],
)
def test_what_is_told_anothers_or_built_upon_stays(spoilt: str, code: str, desk: Actor) -> None:
    visit, by, now = deciding.approve(requested(), by=desk, now=MONDAY), desk, SOON
    if spoilt == "late":
        now = LATE
    elif spoilt == "another":
        by = program("kantor")
    elif spoilt == "changed":
        amending.amend(visit, changes={"people": 25}, by=DELEGATION, now=SOON)
    else:
        messages.passed_on(visit, channel="whatsapp", by=desk, now=SOON)
    before = state_of(visit)
    with pytest.raises(CannotUndo) as refused:
        undo(visit, by=by, now=now)
    assert refused.value.code == code
    assert state_of(visit) == before
    assert undo_until(Visit.objects.get(pk=visit.pk), by=by, now=now) is None


def test_a_note_beside_it_is_no_change(desk: Actor) -> None:
    visit = deciding.approve(requested(), by=desk, now=MONDAY)
    messages.write(visit, text="Catatan", by=desk, now=SOON, internal=True)
    assert undo(visit, by=desk, now=SOON).status == Status.REQUESTED


def test_a_request_that_nobody_decided_on_has_nothing_to_take_back(desk: Actor) -> None:
    with pytest.raises(CannotUndo) as refused:
        undo(requested(), by=desk, now=SOON)
    assert refused.value.code == "nothing"


def test_twice_is_once(desk: Actor) -> None:
    visit = deciding.approve(requested(), by=desk, now=MONDAY)
    first = undo(visit, by=desk, now=SOON, version=visit.version)
    second = undo(visit, by=desk, now=SOON, version=visit.version)
    assert (first.version, first.events.filter(kind="undone").count()) == (second.version, 1)


def test_where_the_place_was_given_to_others_it_says_so_and_changes_nothing(desk: Actor) -> None:
    visit = deciding.decline(requested(0), reason="Penuh", by=desk, now=MONDAY)
    requested(0)
    before = state_of(visit)
    with pytest.raises(Refused) as refused:
        undo(visit, by=desk, now=SOON)
    assert refused.value.code == "slot_taken"
    assert state_of(visit) == before


def test_a_place_that_somebody_waits_for_is_kept_until_then_and_then_offered(desk: Actor) -> None:
    visit, *_others = [requested(n) for n in range(4)]
    waits = a_visit(trusted=True, now=MONDAY, slots=[at(4)], waitlist=True)
    visit = deciding.decline(visit, reason="Penuh", by=desk, now=MONDAY)
    assert everything_agrees()
    assert let_go_due(now=SOON) == 0
    with pytest.raises(Refused):
        requested(0)  # it does not go past the list
    assert undo(visit, by=desk, now=SOON).status == Status.REQUESTED
    assert let_go_due(now=LATE) == 0

    visit.refresh_from_db()
    deciding.decline(visit, reason="Penuh", by=desk, now=MONDAY)
    assert let_go_due(now=LATE) == 1
    waits.refresh_from_db()
    assert waits.status == Status.PROPOSED


def test_a_delegations_own_word_and_a_move_of_others_do_not_wait(desk: Actor) -> None:
    visit = answering.cancel(requested(), reason="", by=DELEGATION, now=MONDAY)
    assert not visit.recent.exists()
    one = requested(1)
    joint_visits.merge(requested(2), into=one, by=desk, now=MONDAY)
    moved = deciding.approve(one, slot=at(3), by=desk, now=MONDAY)
    assert not moved.recent.exists()

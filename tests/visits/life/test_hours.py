"""Until when each step may be taken: the hours of the visit's own session, by the clock."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from scheduling import capacity
from scheduling.models import Room
from scheduling.slots import SlotId
from tests.factories import OfficerFactory, a_visit
from visits.conversation import messages
from visits.history.events import DELEGATION, Actor, officer, staff
from visits.life import amending, answering, attendance, deciding, joint_visits, moving, step
from visits.life.deadlines import allowed_now
from visits.life.duties import officers_answer
from visits.life.letter_steps.deciding import note_came, set_due
from visits.life.table import LIFE, OF_PEOPLE, TALK, Action, Until, over_since
from visits.models import Assignment, Note, Status, Visit, VisitEvent
from visits.queries.visits import session_of

By = VisitEvent.By
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room", "host")]

# Wednesday, 9 December 2026: a session from 09.00 to 11.30 WIB, and one of the week after.
MONDAY = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
SLOT = SlotId.parse("2026-12-09-0900-aula")
NEXT = SlotId.parse("2026-12-16-0900-aula")
BEGINS = dt.datetime(2026, 12, 9, 2, 0, tzinfo=dt.UTC)
ENDS = dt.datetime(2026, 12, 9, 4, 30, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
NEXT_DAY = ENDS + dt.timedelta(days=1)
Act = Callable[[Visit, Actor, dt.datetime], object]


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def requested(slot: SlotId = SLOT) -> Visit:
    return a_visit(trusted=True, now=MONDAY, slots=[slot])


def confirmed(by: Actor, slot: SlotId = SLOT) -> Visit:
    return deciding.approve(requested(slot), by=by, now=MONDAY)


def _assign(visit: Visit, by: Actor, now: dt.datetime) -> Visit:
    return amending.assign(visit, officers=[OfficerFactory.create()], by=by, now=now)


# What each side does to a confirmed visit.
STEPS: dict[Action, Act] = {
    Action.CANCEL: lambda visit, by, now: answering.cancel(visit, reason="x", by=by, now=now),
    Action.AMEND: lambda visit, by, now: amending.amend(
        visit, changes={"people": 7}, by=by, now=now
    ),
    Action.ASSIGN: _assign,
    Action.ASK_MISSING: lambda visit, by, now: messages.ask_missing(
        visit, text="Surat tugas", by=by, now=now
    ),
    Action.GIVE_MISSING: lambda visit, by, now: messages.give_missing(visit, by=by, now=now),
    Action.KEEP: lambda visit, by, now: deciding.keep(visit, reason="x", by=by, now=now),
    Action.LETTER_DUE: lambda visit, by, now: set_due(
        visit, until=None, reason="x", by=by, now=now
    ),
    Action.LETTER_CAME: lambda visit, by, now: note_came(visit, came=True, by=by, now=now),
    Action.RESCHEDULE: lambda visit, by, now: moving.reschedule(
        visit, slots=[NEXT], by=by, now=now
    ),
}


@pytest.mark.parametrize("action", [a for a in STEPS if By.STAFF in LIFE[a].until])
def test_staff_change_nothing_of_a_visit_that_is_over(action: Action, desk: Actor) -> None:
    visit = confirmed(desk)
    if action == Action.KEEP:
        visit = moving.reschedule(visit, slots=[NEXT], by=DELEGATION, now=MONDAY)
    before = (visit.status, visit.version, visit.sequence)
    for late in (ENDS, ENDS + dt.timedelta(hours=1), NEXT_DAY):
        with pytest.raises(step.Over) as over:
            STEPS[action](visit, desk, late)
        assert over.value.cut_off == ENDS
        assert action not in over.value.allowed
        assert action not in allowed_now(visit, By.STAFF, now=late)
    visit.refresh_from_db()
    assert (visit.status, visit.version, visit.sequence) == before
    assert action in allowed_now(visit, By.STAFF, now=ENDS - SECOND)
    STEPS[action](visit, desk, ENDS - SECOND)


@pytest.mark.parametrize(
    ("action", "until"),
    [
        (Action.CANCEL, BEGINS),
        (Action.RESCHEDULE, BEGINS),
        (Action.AMEND, ENDS),
        (Action.GIVE_MISSING, ENDS),
    ],
)
def test_guests_tell_of_changes_until_they_are_due(
    action: Action, until: dt.datetime, desk: Actor
) -> None:
    visit = confirmed(desk)
    for late in (until, NEXT_DAY):
        with pytest.raises(step.Over) as over:
            STEPS[action](visit, DELEGATION, late)
        assert over.value.cut_off == until
        assert action not in allowed_now(visit, By.DELEGATION, now=late)
    assert action in allowed_now(visit, By.DELEGATION, now=until - SECOND)
    if action != Action.RESCHEDULE:  # the lead time is against that one long before
        STEPS[action](visit, DELEGATION, until - SECOND)


def test_after_the_end_guests_only_read_and_write(desk: Actor) -> None:
    visit = confirmed(desk)
    assert allowed_now(visit, By.DELEGATION, now=NEXT_DAY) == []
    assert messages.write(visit, text="Terima kasih", by=DELEGATION, now=NEXT_DAY)
    assert Note.objects.count() == 1
    answering.consent(visit, photographs=False, by=DELEGATION, now=NEXT_DAY)


def test_after_the_end_staff_note_the_day_or_move_it(desk: Actor) -> None:
    visit = confirmed(desk)
    assert set(allowed_now(visit, By.STAFF, now=NEXT_DAY)) == {
        *(Action.AMEND, Action.CHECK_IN, Action.NO_SHOW),
        *(Action.RESCHEDULE, Action.MERGE, Action.SPLIT),
    }
    came, stayed_away = visit, confirmed(desk, SlotId.parse("2026-12-09-1330-aula"))
    attendance.complete(attendance.check_in(came, by=desk, now=NEXT_DAY), by=desk, now=NEXT_DAY)
    gone = attendance.no_show(stayed_away, by=desk, now=NEXT_DAY)
    again = attendance.take_back(gone, by=desk, now=NEXT_DAY)
    assert again.status == Status.CONFIRMED
    attendance.no_show(again, by=desk, now=NEXT_DAY)


def test_what_did_not_take_place_is_moved_to_a_day_to_come(desk: Actor) -> None:
    visit = confirmed(desk)
    moved = moving.reschedule(
        visit, slots=[NEXT], by=desk, now=NEXT_DAY, override_reason="Pesawat batal"
    )
    session = session_of(moved)
    assert session is not None
    assert (moved.status, session.slot_id) == (Status.CONFIRMED, str(NEXT))
    past = SlotId.parse("2026-12-08-0900-aula")
    with pytest.raises(capacity.Refused) as refused:
        moving.reschedule(
            moved, slots=[past], by=desk, now=NEXT_DAY, override_reason="Dicatat kemudian"
        )
    assert refused.value.code == "too_late"


def test_a_noted_day_is_not_rewritten_by_calling_it_off(desk: Actor) -> None:
    visit = attendance.no_show(confirmed(desk), by=desk, now=ENDS)
    for by in (desk, DELEGATION):
        with pytest.raises(step.WrongStatus):
            answering.cancel(visit, reason="x", by=by, now=NEXT_DAY)
    visit.refresh_from_db()
    assert visit.status == Status.NO_SHOW


def test_a_request_is_approved_for_no_day_that_is_over(desk: Actor) -> None:
    visit = requested()
    for late in (ENDS, NEXT_DAY):
        for asked in ({}, {"slot": SLOT}):
            with pytest.raises(capacity.Refused) as refused:
                deciding.approve(visit, by=desk, now=late, override_reason="Sudah hadir", **asked)
            assert refused.value.code == "too_late"
    assert deciding.approve(
        visit, by=desk, now=NEXT_DAY, slot=NEXT, override_reason="Kami terlambat menjawab"
    )


def test_once_it_has_begun_approving_needs_a_reason(desk: Actor) -> None:
    visit = requested()
    for now in (BEGINS, ENDS - SECOND):
        with pytest.raises(capacity.Refused) as refused:
            deciding.approve(visit, by=desk, now=now)
        assert refused.value.code == "too_soon"
    approved = deciding.approve(visit, by=desk, now=BEGINS, override_reason="Sudah di tempat")
    assert approved.status == Status.CONFIRMED
    assert approved.events.latest("id").data["override_reason"] == "Sudah di tempat"


def test_until_it_begins_approving_needs_none(desk: Actor) -> None:
    assert deciding.approve(requested(), by=desk, now=BEGINS - SECOND).status == Status.CONFIRMED


def test_a_request_whose_day_is_over_is_declined_or_proposed_another(desk: Actor) -> None:
    first, second = requested(), requested(SlotId.parse("2026-12-09-1330-aula"))
    assert deciding.decline(first, reason="Lewat", by=desk, now=NEXT_DAY).status == "declined"
    other = deciding.propose(second, slots=[NEXT], message="", by=desk, now=NEXT_DAY)
    # Its own session is over, the proposed one is not: it is theirs to answer.
    assert Action.ACCEPT in allowed_now(other, By.DELEGATION, now=NEXT_DAY)
    assert Action.CANCEL in allowed_now(other, By.DELEGATION, now=NEXT_DAY)
    taken = answering.accept(other, slot=NEXT, by=DELEGATION, now=NEXT_DAY)
    assert taken.status == Status.CONFIRMED


def test_nothing_is_merged_into_a_visit_that_is_over(desk: Actor) -> None:
    host, guest = confirmed(desk), requested(NEXT)
    for late in (ENDS, NEXT_DAY):
        with pytest.raises(capacity.Refused) as refused:
            joint_visits.merge(guest, into=host, by=desk, now=late, override_reason="Bersama")
        assert refused.value.code == "too_late"
    with pytest.raises(capacity.Refused) as refused:
        joint_visits.merge(guest, into=host, by=desk, now=BEGINS)
    assert refused.value.code == "too_soon"
    joint_visits.merge(guest, into=host, by=desk, now=BEGINS, override_reason="Datang bersama")


def test_a_visit_that_was_missed_joins_one_to_come(desk: Actor) -> None:
    missed, host = confirmed(desk), confirmed(desk, NEXT)
    merged = joint_visits.merge(missed, into=host, by=desk, now=NEXT_DAY)
    session = session_of(merged)
    assert session is not None
    assert session.slot_id == str(NEXT)


def test_an_officer_answers_until_the_end(desk: Actor) -> None:
    someone = OfficerFactory.create()
    visit = amending.assign(confirmed(desk), officers=[someone], by=desk, now=MONDAY)
    asked = {"officer": someone, "answer": Assignment.Answer.ACCEPTED}
    for by in (officer(someone), desk):
        with pytest.raises(step.Over):
            officers_answer.answer(visit, by=by, now=ENDS, **asked)
    officers_answer.answer(visit, by=officer(someone), now=ENDS - SECOND, **asked)
    assert visit.assignments.get().answer == "accepted"


def test_a_joint_visit_is_over_for_whoever_shares_its_place(desk: Actor) -> None:
    host, guest = confirmed(desk), requested(NEXT)
    guest = joint_visits.merge(guest, into=host, by=desk, now=MONDAY)
    with pytest.raises(step.Over) as over:
        answering.cancel(guest, reason="x", by=DELEGATION, now=BEGINS)
    assert over.value.cut_off == BEGINS


def test_who_waits_without_a_place_is_not_bound_by_a_clock(room: Room, desk: Actor) -> None:
    for n in (7, 8, 9, 10):
        requested(SlotId.parse(f"2026-12-{n:02}-0900-aula"))
    waiting = a_visit(
        trusted=True, now=MONDAY, slots=[SlotId.parse("2026-12-09-1330-aula")], waitlist=True
    )
    assert waiting.status == Status.WAITLISTED
    assert Action.CANCEL in allowed_now(waiting, By.DELEGATION, now=NEXT_DAY)


def test_every_step_says_until_when_or_is_free_of_the_clock_on_purpose() -> None:
    """A new step must say it: whoever adds one adds it here or gives it hours."""
    free = {
        # The system's own, by their deadlines.
        *(Action.EXPIRE, Action.OFFER, Action.LAPSE, Action.END, Action.DROP_WISH),
        Action.LAPSE_LETTER,
        *(Action.APPROVE, Action.PROPOSE, Action.ACCEPT, Action.MERGE, Action.SPLIT),  # lead on
        *(Action.DECLINE, Action.REFUSE, Action.REORDER),  # an answer is never too late
        *(Action.UNDO, Action.REOPEN),  # of their own: seconds; a session to be had
        *(Action.CHECK_IN, Action.COMPLETE, Action.NO_SHOW, Action.TAKE_BACK),  # the day's notes
        *TALK,
        *OF_PEOPLE,  # by presence/until.py
        Action.SET_AGENDA,  # what really happened stands on papers made afterwards
    }
    assert {action for action, row in LIFE.items() if not row.until} == free


@pytest.mark.parametrize("until", Until)
def test_the_moment_itself_is_too_late(until: Until, desk: Actor) -> None:
    hours = session_of(confirmed(desk))
    action, by = {
        Until.BEGIN: (Action.CANCEL, By.DELEGATION),
        Until.END: (Action.CANCEL, By.STAFF),
    }[until]
    moment = {Until.BEGIN: BEGINS, Until.END: ENDS}[until]
    assert over_since(action, by, hours, now=moment - SECOND) is None
    assert over_since(action, by, hours, now=moment) == moment
    assert over_since(action, by, None, now=moment) is None

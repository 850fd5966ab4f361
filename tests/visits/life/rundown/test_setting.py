"""The rundown's own steps, and how it follows the visit from session to session."""

import datetime as dt
import itertools

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from scheduling.models import BookingRules, Room
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import a_visit
from visits.agenda.items import BadRundown, Item
from visits.agenda.reading import rundown_of
from visits.history.events import DELEGATION, Actor, staff
from visits.life import amending, answering, deciding, joint_visits, moving
from visits.life.rundown.setting import (
    NoSession,
    NothingToSend,
    Unsent,
    last_set,
    put_back,
    send,
    set_rundown,
    unsent,
)
from visits.life.step import Stale, WrongStatus
from visits.life.undo import reopening, undoing
from visits.models import Host, Status, Visit, VisitEvent
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 12, 14)
Kind = VisitEvent.Kind


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def at(weekday: int, hour: str = "0900") -> SlotId:
    return SlotId.parse(f"{WEEK + dt.timedelta(days=weekday)}-{hour}-aula")


def requested(weekday: int = 0) -> Visit:
    return a_visit(trusted=True, now=MONDAY, slots=[at(weekday)])


def items(visit: Visit, *ends: int) -> list[Item]:
    """Items one after another that end so many minutes after the session's begin."""
    session = session_of(visit)
    assert session is not None
    moments = [session.starts_at + dt.timedelta(minutes=end) for end in (0, *ends)]
    return [
        Item(a, b, f"Acara {number}") for number, (a, b) in enumerate(itertools.pairwise(moments))
    ]


def clock(visit: Visit) -> list[str]:
    """The hours of the stored items, by the host's clock."""
    zone = BookingRules.load().zone
    return [f"{i.starts_at.astimezone(zone):%d %H.%M}" for i in visit.agenda.all()]


def kinds(visit: Visit) -> list[str]:
    return list(visit.events.order_by("id").values_list("kind", flat=True))


def test_a_rundown_is_set_once_and_the_same_again_changes_nothing(desk: Actor) -> None:
    visit = requested()
    before = visit.sequence
    visit = set_rundown(visit, items=items(visit, 30, 60), by=desk, now=MONDAY)
    assert clock(visit) == ["14 09.00", "14 09.30"]
    assert visit.sequence == before + 1
    again = set_rundown(visit, items=items(visit, 30, 60), by=desk, now=MONDAY)
    assert again.version == visit.version
    assert kinds(visit).count(Kind.AGENDA_SET) == 1
    with pytest.raises(Stale):
        set_rundown(visit, items=[], by=desk, now=MONDAY, version=visit.version - 1)


def test_what_leaves_the_session_is_refused_and_nothing_is_lost(desk: Actor) -> None:
    visit = requested()
    set_rundown(visit, items=items(visit, 30), by=desk, now=MONDAY)
    with pytest.raises(BadRundown):
        set_rundown(visit, items=items(visit, 30, 151), by=desk, now=MONDAY)
    assert clock(visit) == ["14 09.00"]


def test_staff_alone_set_it_and_only_for_a_visit_with_a_session(desk: Actor) -> None:
    visit = requested()
    with pytest.raises(WrongStatus):
        set_rundown(visit, items=items(visit, 30), by=DELEGATION, now=MONDAY)
    deciding.decline(visit, reason="x", by=desk, now=MONDAY)
    with pytest.raises(WrongStatus):
        set_rundown(visit, items=[], by=desk, now=MONDAY)
    visit = requested(1)
    visit.status = Status.PROPOSED
    visit.save()
    visit_without = a_visit(trusted=True, now=MONDAY, slots=[at(2)])
    answering.cancel(visit_without, reason="x", by=desk, now=MONDAY)
    Visit.objects.filter(pk=visit_without.pk).update(status=Status.PROPOSED)
    with pytest.raises(NoSession):
        set_rundown(visit_without, items=[], by=desk, now=MONDAY)


def test_put_back_is_there_and_back_again(desk: Actor) -> None:
    visit = requested()
    set_rundown(visit, items=items(visit, 30), by=desk, now=MONDAY)
    set_rundown(visit, items=[], by=desk, now=MONDAY)
    visit = put_back(visit, by=desk, now=MONDAY)
    assert clock(visit) == ["14 09.00"]
    visit = put_back(visit, by=desk, now=MONDAY)
    assert clock(visit) == []
    assert visit.agenda_from is None
    change = last_set(visit)
    assert change is not None
    assert change.after == []


def test_it_moves_along_with_the_visit_and_with_whoever_shares_its_place(desk: Actor) -> None:
    one = deciding.approve(requested(0), by=desk, now=MONDAY)
    two = joint_visits.merge(requested(1), into=one, by=desk, now=MONDAY)
    set_rundown(one, items=items(one, 30, 60), by=desk, now=MONDAY)
    set_rundown(two, items=items(two, 45), by=desk, now=MONDAY)
    moving.reschedule(one, slots=[at(3, "1330")], by=desk, now=MONDAY)
    assert clock(one) == ["17 13.30", "17 14.00"]
    assert clock(two) == ["17 13.30"]


def test_a_shorter_session_cuts_nothing_off_and_is_shown_to_staff_alone(desk: Actor) -> None:
    visit = deciding.approve(requested(0), by=desk, now=MONDAY)
    set_rundown(visit, items=items(visit, 100, 150), by=desk, now=MONDAY)
    visit = moving.reschedule(visit, slots=[at(0, "1330")], by=desk, now=MONDAY)
    rundown = rundown_of(visit, session_of(visit))
    assert (len(rundown.items), rundown.fits, list(rundown.shown)) == (2, False, [])
    with pytest.raises(NothingToSend):
        send(visit, by=desk, now=MONDAY)
    # Back in the long session it fits again by itself.
    visit = moving.reschedule(visit, slots=[at(1)], by=desk, now=MONDAY)
    assert rundown_of(visit, session_of(visit)).fits
    assert clock(visit) == ["15 09.00", "15 10.40"]


def test_it_follows_what_is_opened_again_and_what_is_taken_back(
    desk: Actor, settings: Settings
) -> None:
    settings.UNDO_SECONDS = 20
    visit = deciding.approve(requested(0), by=desk, now=MONDAY)
    set_rundown(visit, items=items(visit, 30), by=desk, now=MONDAY)
    later = MONDAY + dt.timedelta(minutes=5)
    visit = answering.cancel(visit, reason="x", by=desk, now=later)
    assert not rundown_of(visit, session_of(visit))
    even_later = later + dt.timedelta(minutes=5)
    visit = reopening.reopen(visit, reason="x", slot=at(2, "1330"), by=desk, now=even_later)
    assert clock(visit) == ["16 13.30"]
    visit = deciding.approve(visit, slot=at(3), by=desk, now=even_later)
    assert clock(visit) == ["17 09.00"]
    visit = undoing.undo(visit, by=desk, now=even_later)
    assert clock(visit) == ["16 13.30"]


def test_the_hosts_clock_takes_it_along(desk: Actor) -> None:
    visit = deciding.approve(requested(0), by=desk, now=MONDAY)
    set_rundown(visit, items=items(visit, 30), by=desk, now=MONDAY)
    BookingRules.objects.update(time_zone="Asia/Makassar")
    moving.tell_of_time_zone(by=desk, now=MONDAY)
    assert clock(visit) == ["14 09.00"]


def test_it_is_sent_once_after_it_was_set_and_not_again_where_others_told_it(desk: Actor) -> None:
    visit = requested()
    set_rundown(visit, items=items(visit, 30), by=desk, now=MONDAY)
    with pytest.raises(WrongStatus):
        send(visit, by=desk, now=MONDAY)
    visit = deciding.approve(visit, by=desk, now=MONDAY)
    # The invitation that the approval brings shows it.
    assert unsent(visit.events.order_by("-id")) is None
    with pytest.raises(NothingToSend):
        send(visit, by=desk, now=MONDAY)
    visit = set_rundown(visit, items=items(visit, 60), by=desk, now=MONDAY)
    assert unsent(visit.events.order_by("-id")) == Unsent.SET
    sequence = visit.sequence
    visit = send(visit, by=desk, now=MONDAY)
    visit = send(visit, by=desk, now=MONDAY)
    assert kinds(visit).count(Kind.AGENDA_SENT) == 1
    assert visit.sequence == sequence
    visit = set_rundown(visit, items=[], by=desk, now=MONDAY)
    assert unsent(visit.events.order_by("-id")) == Unsent.CLEARED
    visit = amending.amend(visit, changes={"purpose": "Lain"}, by=desk, now=MONDAY)
    assert unsent(visit.events.order_by("-id")) is None


def test_what_nobody_was_sent_needs_no_letter_that_it_is_gone(desk: Actor) -> None:
    visit = deciding.approve(requested(), by=desk, now=MONDAY)
    set_rundown(visit, items=items(visit, 30), by=desk, now=MONDAY)
    visit = set_rundown(visit, items=[], by=desk, now=MONDAY)
    assert unsent(visit.events.order_by("-id")) is None

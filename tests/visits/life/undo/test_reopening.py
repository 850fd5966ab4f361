"""An ended visit opened again: a request once more, with a place, by the same name in calendars."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling import places
from scheduling.capacity import Refused
from scheduling.models import BookingRules, Room
from scheduling.slots import SlotId
from tests.conftest import MONDAY
from tests.factories import OfficerFactory, a_visit
from visits.history.audit import audit
from visits.history.events import DELEGATION, Actor, staff
from visits.life import answering, deciding
from visits.life.step import NeedsReason, WrongStatus
from visits.life.undo.reopening import JustDecided, reopen
from visits.models import Host, Status, Visit

pytestmark = pytest.mark.django_db
LATER = MONDAY + dt.timedelta(hours=1)
WHY = "Gedung dapat dipakai lagi."


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)


@pytest.fixture
def desk(db: None) -> Actor:
    return staff(User.objects.create_user("protokol", is_staff=True))


def at(weekday: int) -> SlotId:
    return SlotId.parse(f"2026-12-{14 + weekday}-0900-aula")


def requested(*weekdays: int) -> Visit:
    return a_visit(trusted=True, now=MONDAY, slots=[at(day) for day in weekdays or (0,)])


def slot_of(visit: Visit) -> str:
    place = places.reservation_of(visit.owner_key)
    return place.slot_id if place else ""


def test_a_cancelled_visit_awaits_its_decision_and_calendars_go_on(desk: Actor) -> None:
    visit = deciding.approve(requested(), officers=[OfficerFactory.create()], by=desk, now=MONDAY)
    visit = answering.cancel(visit, reason="Banjir", by=DELEGATION, now=MONDAY)
    relay(now=MONDAY)
    uid, number = visit.uid, visit.sequence
    visit = reopen(visit, reason=WHY, by=desk, now=LATER)
    assert (visit.status, slot_of(visit), visit.uid) == (Status.REQUESTED, str(at(0)), uid)
    assert visit.sequence == number + 1
    assert visit.reply_due_at is not None
    assert visit.reply_due_at > LATER
    relay(now=LATER)
    deciding.approve(visit, by=desk, now=LATER)
    relay(now=LATER)
    sent = Message.objects.filter(visit=visit, recipient=visit.contact_email).order_by("id")
    told = [(message.template, message.method) for message in sent]
    assert told[-3:] == [("cancelled", ""), ("reopened", ""), ("approved", "REQUEST")]
    assert WHY in bytes(sent.get(template="reopened").body).decode().replace("=\n", "")
    assert audit() == []


def test_it_takes_the_first_that_is_free_or_the_one_that_staff_chose(desk: Actor) -> None:
    visit = deciding.decline(requested(0, 1), reason="Penuh", by=desk, now=MONDAY)
    requested(0)
    assert slot_of(reopen(visit, reason=WHY, by=desk, now=LATER)) == str(at(1))
    other = deciding.decline(requested(2), reason="Penuh", by=desk, now=MONDAY)
    assert slot_of(reopen(other, reason=WHY, slot=at(3), by=desk, now=LATER)) == str(at(3))


def test_without_a_free_session_or_a_reason_it_stays_ended(desk: Actor) -> None:
    visit = deciding.decline(requested(0), reason="Penuh", by=desk, now=MONDAY)
    with pytest.raises(NeedsReason):
        reopen(visit, reason=" ", by=desk, now=LATER)
    requested(0)
    with pytest.raises(Refused) as refused:
        reopen(visit, reason=WHY, by=desk, now=LATER)
    assert refused.value.code == "slot_taken"
    visit.refresh_from_db()
    assert visit.status == Status.DECLINED
    with pytest.raises(WrongStatus):
        reopen(requested(1), reason=WHY, by=desk, now=LATER)


def test_what_ended_a_moment_ago_is_taken_back_instead(desk: Actor, settings: Settings) -> None:
    settings.UNDO_SECONDS = 20
    visit = deciding.decline(requested(), reason="Penuh", by=desk, now=MONDAY)
    with pytest.raises(JustDecided):
        reopen(visit, reason=WHY, by=desk, now=MONDAY + dt.timedelta(seconds=19))
    relay(now=LATER)
    first = reopen(visit, reason=WHY, by=desk, now=LATER)
    assert reopen(visit, reason=WHY, by=desk, now=LATER).version == first.version

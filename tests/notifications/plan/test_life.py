"""What each step of a visit's life tells, and to whom it says nothing."""

import datetime as dt

import pytest
from django.db.models import F

from notifications.models import Message
from notifications.outbox.relay import relay
from scheduling.models import BookingRules, CapacityRule, Room
from tests.factories import OfficerFactory, a_free_slot, a_visit
from tests.notifications.letters import CONTACT, approved, event_in, told, words_of
from visits.conversation import messages
from visits.history.events import DELEGATION, Actor, officer
from visits.life import amending, attendance, deciding, joint_visits, moving
from visits.life.duties import officers_answer
from visits.models import Host, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    BookingRules.objects.update(active_per_region_week=0)
    CapacityRule.objects.update(capacity=20)


def to_host(visit: Visit, host: Host) -> list[str]:
    return [template for template, _ in told(visit, host.email)]


def test_a_confirmed_visit_that_moves_updates_every_calendar_with_the_new_hour(
    protocol: Actor, now: dt.datetime
) -> None:
    visit, slot = approved(protocol), a_free_slot(after_days=30)
    relay(now=now)
    moving.reschedule(visit, slots=[slot], by=protocol, now=now)
    relay(now=now)
    someone = visit.officers.get().email
    assert told(visit, CONTACT)[1:] == [("moved", "REQUEST")]
    assert told(visit, someone)[1:] == [("officer_moved", "REQUEST")]
    for template in ("moved", "officer_moved"):
        event = event_in(Message.objects.get(template=template))
        assert event["starts_at"].astimezone(BookingRules.load().zone).date() == slot.date
        earlier = Message.objects.filter(visit=visit, method="REQUEST").earliest("id")
        assert event["sequence"] > earlier.sequence


def test_an_answer_is_kept_in_updates_until_the_visit_moves(
    protocol: Actor, now: dt.datetime
) -> None:
    visit = approved(protocol)
    someone = visit.officers.get()
    relay(now=now)
    officers_answer.answer(visit, officer=someone, answer="accepted", by=officer(someone), now=now)
    amending.amend(visit, changes={"people": 31}, by=DELEGATION, now=now)
    relay(now=now)
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=now)
    relay(now=now)
    theirs = Message.objects.filter(recipient=someone.email).order_by("id")
    stats = [event_in(message)["attendees"][0]["partstat"] for message in theirs]
    assert stats == ["NEEDS-ACTION", "ACCEPTED", "NEEDS-ACTION"]


def test_a_request_that_staff_move_is_told_without_an_invitation_and_its_own_move_is_not(
    protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    visit = moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT) == [("request_moved", "")]
    moving.reschedule(visit, slots=[a_free_slot(after_days=40)], by=DELEGATION, now=now)
    relay(now=now)
    assert told(visit, CONTACT) == [("request_moved", "")]


def test_a_wish_to_move_goes_to_the_host_and_its_refusal_back(
    protocol: Actor, host: Host, now: dt.datetime
) -> None:
    visit, wished = approved(protocol), a_free_slot(after_days=30)
    relay(now=now)
    moving.reschedule(visit, slots=[wished], reason="Pesawat penuh", by=DELEGATION, now=now)
    relay(now=now)
    assert to_host(visit, host)[-1] == "move_asked"
    words = words_of(Message.objects.get(template="move_asked"))
    assert "Pesawat penuh" in words
    assert str(wished.date.year) in words
    deciding.keep(visit, reason="Pekan itu penuh", by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT)[1:] == [("move_kept", "")]
    assert "Pekan itu penuh" in words_of(Message.objects.get(template="move_kept"))


def test_merging_tells_the_one_that_moved_and_nobody_on_the_other_side(
    protocol: Actor, now: dt.datetime
) -> None:
    comes = approved(protocol)
    stays = approved(protocol, institution="Dinas Lain")
    relay(now=now)
    # Its calendar is a number behind, which the coming of others is no reason to mend.
    Visit.objects.filter(pk=stays.pk).update(sequence=F("sequence") + 1)
    before = Message.objects.filter(visit=stays).count()
    joint_visits.merge(comes, into=stays, by=protocol, now=now)
    relay(now=now)
    assert told(comes, CONTACT)[1:] == [("moved", "REQUEST")]
    assert told(comes, comes.officers.get().email)[1:] == [("officer_moved", "REQUEST")]
    assert Message.objects.filter(visit=stays).count() == before
    moved = words_of(Message.objects.get(template="moved"))
    assert "Dinas Lain" not in moved
    assert "bersama rombongan lain" in moved
    joint_visits.split(comes, slot=a_free_slot(after_days=30), by=protocol, now=now)
    relay(now=now)
    assert told(comes, CONTACT)[2:] == [("moved", "REQUEST")]
    alone = words_of(Message.objects.filter(template="moved").latest("id"))
    assert "bersama rombongan lain" not in alone


def test_a_request_merged_into_a_confirmed_visit_gets_its_first_invitation(
    protocol: Actor, now: dt.datetime
) -> None:
    comes, stays = a_visit(trusted=True), approved(protocol)
    relay(now=now)
    joint_visits.merge(comes, into=stays, by=protocol, now=now)
    relay(now=now)
    assert told(comes, CONTACT) == [("approved", "REQUEST")]
    first, second = Message.objects.filter(template="approved").order_by("id")
    assert "bersama rombongan lain" not in words_of(first)
    assert "bersama rombongan lain" in words_of(second)


def test_what_is_missing_is_asked_in_its_words_and_not_once_it_is_there(
    protocol: Actor, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    messages.ask_missing(visit, text="Surat tugas bernomor", by=protocol, now=now)
    relay(now=now)
    assert "Surat tugas bernomor" in words_of(Message.objects.get(template="missing_asked"))
    messages.give_missing(visit, by=DELEGATION, now=now)
    relay(now=now)
    assert to_host(visit, host)[-1] == "missing_given"
    messages.ask_missing(visit, text="Daftar peserta", by=protocol, now=now)
    messages.give_missing(visit, by=DELEGATION, now=now)
    relay(now=now)
    assert Message.objects.filter(template="missing_asked").count() == 1


def test_a_written_message_goes_to_the_other_side_alone_and_a_note_to_nobody(
    protocol: Actor, host: Host, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    relay(now=now)
    messages.write(visit, text="Ada kursi roda?", by=DELEGATION, now=now)
    messages.write(visit, text="Ada dua.", by=protocol, now=now)
    messages.write(visit, text="Rahasia dapur", by=protocol, now=now, internal=True)
    messages.passed_on(visit, channel="whatsapp", by=protocol, now=now)
    relay(now=now)
    assert to_host(visit, host)[1:] == ["message_from_delegation"]
    assert told(visit, CONTACT) == [("message_from_host", "")]
    assert "Ada kursi roda?" in words_of(Message.objects.get(template="message_from_delegation"))
    assert "Ada dua." in words_of(Message.objects.get(template="message_from_host"))
    for event in visit.events.all():
        assert "kursi" not in str(event.data)


def test_the_host_hears_of_officers_who_cannot_come_and_of_no_others(
    protocol: Actor, host: Host, now: dt.datetime
) -> None:
    some = OfficerFactory.create_batch(3)
    visit = approved(protocol, officers=some)
    for someone, answer in zip(some, ("accepted", "tentative", "declined"), strict=True):
        officers_answer.answer(visit, officer=someone, answer=answer, by=officer(someone), now=now)
    relay(now=now)
    found = Message.objects.filter(template="officer_answered").order_by("id")
    assert [message.recipient for message in found] == [host.email] * 2
    for message, someone in zip(found, some[1:], strict=True):
        assert someone.name in words_of(message)


def test_the_day_itself_is_told_by_thanks_alone(protocol: Actor, now: dt.datetime) -> None:
    visit, absent = approved(protocol), approved(protocol)
    relay(now=now)
    before = Message.objects.count()
    attendance.check_in(visit, by=protocol, now=now)
    attendance.no_show(absent, by=protocol, now=now)
    relay(now=now)
    assert Message.objects.count() == before
    attendance.complete(visit, by=protocol, now=now)
    relay(now=now)
    assert told(visit, CONTACT)[1:] == [("thank_you", "")]


def test_who_waits_reads_its_number_on_the_list(now: dt.datetime) -> None:
    CapacityRule.objects.update(capacity=1)
    slot = a_free_slot()
    a_visit(trusted=True, slots=[slot])
    for number in (1, 2):
        visit = a_visit(trusted=True, slots=[slot], waitlist=True)
        relay(now=now)
        message = Message.objects.get(visit=visit, template="received")
        assert f"{number}." in words_of(message)
        assert "daftar tunggu" in words_of(message)

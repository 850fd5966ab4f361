"""What came in waits until somebody answers or reads it; who and when stays."""

import datetime as dt

import pytest

from scheduling.models import Room
from tests.factories import UserFactory, a_free_slot, a_visit
from visits.conversation import messages
from visits.history import incoming
from visits.history.events import DELEGATION, Actor, program, staff
from visits.life import answering, deciding, moving
from visits.models import Host, Incoming, Region, Visit, VisitEvent
from visits.people import participants

pytestmark = pytest.mark.django_db
_Kind = VisitEvent.Kind


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def protocol() -> Actor:
    return staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))


@pytest.fixture
def visit(now: dt.datetime) -> Visit:
    return a_visit(trusted=True, now=now)


def unread(visit: Visit) -> list[str]:
    return [row.event.kind for row in incoming.unread().filter(visit=visit)]


def test_messages_names_and_papers_of_the_delegation_wait(visit: Visit, now: dt.datetime) -> None:
    said = {"by": DELEGATION, "now": now}
    messages.write(visit, text="Boleh membawa kamera?", **said)
    participants.amend(visit, changes={"notes": "Ada kursi roda"}, participants=None, **said)
    participants.send_letter(visit, file=None, number="005/9", date=None, **said)
    assert unread(visit) == [_Kind.MESSAGED, _Kind.AMENDED, _Kind.AMENDED]


def test_that_what_was_asked_for_is_there_waits(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    messages.ask_missing(visit, text="Surat tugas", by=protocol, now=now)
    messages.give_missing(visit, by=DELEGATION, now=now)
    assert unread(visit) == [_Kind.MISSING_GIVEN]


def test_an_accepted_proposal_and_a_visit_called_off_wait(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    offer = a_free_slot(after_days=30)
    deciding.propose(visit, slots=[offer], message="", by=protocol, now=now)
    answering.accept(visit, slot=offer, by=DELEGATION, now=now)
    answering.cancel(visit, reason="Banjir.", by=DELEGATION, now=now)
    assert unread(visit) == [_Kind.ACCEPTED, _Kind.CANCELLED]


def test_a_note_from_a_calendar_waits_and_one_of_staff_does_not(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    messages.write(visit, text="Sudah ditelepon", by=protocol, now=now, internal=True)
    assert unread(visit) == []
    messages.write(visit, text="Datang 10.00?", by=program("E-mail"), now=now, internal=True)
    assert unread(visit) == [_Kind.NOTED]


def test_what_the_host_does_and_what_waits_as_itself_does_not_come_in(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    deciding.approve(visit, by=protocol, now=now)
    participants.amend(visit, changes={"notes": "x"}, participants=None, by=protocol, now=now)
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=DELEGATION, now=now)
    assert unread(visit) == []


def test_nothing_comes_in_about_a_request_that_is_not_confirmed(now: dt.datetime) -> None:
    visit = a_visit(now=now)
    participants.amend(visit, changes={"notes": "x"}, participants=None, by=DELEGATION, now=now)
    answering.cancel(visit, reason="Salah kirim", by=DELEGATION, now=now)
    assert unread(visit) == []


def test_a_reply_answers_what_its_writer_saw_and_nothing_later(
    visit: Visit, now: dt.datetime, protocol: Actor
) -> None:
    first = messages.write(visit, text="Satu?", by=DELEGATION, now=now)
    later = messages.write(visit, text="Dua?", by=DELEGATION, now=now)
    seen = [first.event_id]
    messages.write(visit, text="Ya.", by=protocol, now=now, answers=seen)
    row = Incoming.objects.get(event=first.event)
    assert (row.read_at, row.read_name, row.answered) == (now, "Dewi Lestari", True)
    assert [waits.event_id for waits in incoming.unread()] == [later.event_id]


def test_a_reply_of_another_system_answers_all_words_but_no_papers(
    visit: Visit, now: dt.datetime
) -> None:
    messages.write(visit, text="Satu?", by=DELEGATION, now=now)
    participants.amend(visit, changes={"notes": "x"}, participants=None, by=DELEGATION, now=now)
    messages.write(visit, text="Ya.", by=program("Portal"), now=now)
    assert unread(visit) == [_Kind.AMENDED]


def test_an_internal_note_answers_nothing(visit: Visit, now: dt.datetime, protocol: Actor) -> None:
    messages.write(visit, text="Satu?", by=DELEGATION, now=now)
    messages.write(visit, text="Tanya Pak Budi", by=protocol, now=now, internal=True)
    assert unread(visit) == [_Kind.MESSAGED]


def test_the_first_of_two_who_read_it_is_kept_and_it_can_be_taken_back(
    visit: Visit, now: dt.datetime
) -> None:
    event = messages.write(visit, text="Satu?", by=DELEGATION, now=now).event_id
    first, second = UserFactory.create(), UserFactory.create()
    later = now + dt.timedelta(minutes=1)
    assert incoming.settle(visit, [event], at=now, user_id=first.pk, name="Dewi") == 1
    assert incoming.settle(visit, [event], at=later, user_id=second.pk, name="Rina") == 0
    row = Incoming.objects.get()
    assert (row.read_by_id, row.read_name, row.read_at) == (first.pk, "Dewi", now)
    assert incoming.unsettle(visit, [event]) == 1
    assert incoming.unsettle(visit, [event]) == 0
    assert unread(visit) == [_Kind.MESSAGED]


def test_what_came_in_about_another_visit_is_not_settled(visit: Visit, now: dt.datetime) -> None:
    other = a_visit(trusted=True, now=now)
    event = messages.write(other, text="Satu?", by=DELEGATION, now=now).event_id
    assert incoming.settle(visit, [event], at=now, user_id=None, name="Dewi") == 0
    assert unread(other) == [_Kind.MESSAGED]

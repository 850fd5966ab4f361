"""What waits for staff: nothing is missed, the oldest is first."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling import places
from scheduling.models import Closure, Reservation, Room
from scheduling.rules import weekly_capacity
from tests.factories import OfficerFactory, UserFactory, a_free_slot, a_visit
from visits.conversation import messages
from visits.history.events import DELEGATION, Actor, staff
from visits.inbox import items
from visits.inbox.items import Kind, Obligation
from visits.inbox.sources import outstanding
from visits.life import amending, answering, deciding, moving
from visits.life.duties import officers_answer
from visits.models import Assignment, Host, Region, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


@pytest.fixture
def protocol() -> Actor:
    return staff(UserFactory.create())


def waiting(now: dt.datetime, *kinds: Kind) -> list[Obligation]:
    visits = Visit.objects.select_related("region__province")
    # No messages go out in these tests, which the desk is told too.
    found = [o for o in outstanding(visits, now=now) if "petugas/?jenis=message" not in o.url]
    return [o for o in found if not kinds or o.kind in kinds]


def confirmed(protocol: Actor, now: dt.datetime, **changes: object) -> Visit:
    return deciding.approve(a_visit(trusted=True, now=now, **changes), by=protocol, now=now)


def the_day_before(visit: Visit) -> dt.datetime:
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    begin = timezone.make_aware(dt.datetime.combine(place.date, place.starts_at))
    return begin - dt.timedelta(hours=20)


def test_requests_come_in_the_order_of_their_deadlines(now: dt.datetime) -> None:
    late = a_visit(trusted=True, now=now, institution="Kedua")
    early = a_visit(trusted=True, now=now - dt.timedelta(days=6), institution="Pertama")
    assert [o.title for o in waiting(now)] == ["Pertama", "Kedua"]
    assert waiting(now)[0].due == early.reply_due_at
    assert waiting(now)[1].due == late.reply_due_at


def test_a_refused_proposal_says_so_and_waits_for_staff_again(
    now: dt.datetime, protocol: Actor
) -> None:
    visit = a_visit(trusted=True, now=now)
    offer = a_free_slot(after_days=30)
    visit = deciding.propose(visit, slots=[offer], message="", by=protocol, now=now)
    [told] = waiting(now)
    assert (told.kind, told.ours) == (Kind.ANSWER, False)
    answering.refuse(visit, reason="Tidak bisa.", by=DELEGATION, now=now)
    [told] = waiting(now)
    assert told.kind == Kind.DECIDE
    assert "usulan ditolak" in told.words


def test_a_wish_to_move_and_missing_papers_wait_until_they_are_answered(
    now: dt.datetime, protocol: Actor
) -> None:
    visit = confirmed(protocol, now)
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=DELEGATION, now=now)
    messages.ask_missing(visit, text="Surat tugas", by=protocol, now=now)
    assert {o.kind for o in waiting(now)} >= {Kind.MOVE, Kind.MISSING}
    deciding.keep(visit, reason="Penuh.", by=protocol, now=now)
    messages.give_missing(visit, by=protocol, now=now)
    assert not waiting(now, Kind.MOVE, Kind.MISSING)


def test_a_visit_without_a_confirmed_officer_at_h_1_is_an_alarm(
    now: dt.datetime, protocol: Actor
) -> None:
    visit = confirmed(protocol, now)
    before = the_day_before(visit)
    [alarm] = waiting(before, Kind.OFFICER)
    assert alarm.urgent
    officer = OfficerFactory.create(name="Rina")
    amending.assign(visit, officers=[officer], by=protocol, now=now)
    [alarm] = waiting(before, Kind.OFFICER)
    assert "Rina belum memastikan" in alarm.words
    said = {"officer": officer, "by": protocol, "now": now}
    officers_answer.answer(visit, answer=Assignment.Answer.ACCEPTED, **said)
    assert waiting(before, Kind.OFFICER) == []
    officers_answer.answer(visit, answer=Assignment.Answer.DECLINED, **said)
    [alarm] = waiting(now, Kind.OFFICER)
    assert "tidak dapat hadir" in alarm.words


def test_a_visit_on_a_closed_day_is_to_be_moved(now: dt.datetime, protocol: Actor) -> None:
    visit = confirmed(protocol, now)
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert not waiting(now, Kind.CLOSURE)
    Closure.objects.create(
        name="Acara kota",
        kind=Closure.Kind.OWN_EVENT,
        starts_on=place.date,
        ends_on=place.date,
    )
    [told] = waiting(now, Kind.CLOSURE)
    assert "Acara kota" in told.words
    assert told.urgent


def test_a_week_with_more_visits_than_places_is_shown_once(now: dt.datetime) -> None:
    slot = a_free_slot()
    a_visit(trusted=True, now=now, slots=[slot])
    week = Reservation.objects.get().week_id
    weekly_capacity.set_week_capacity(week=week, capacity=0, note="Rapat", now=now)
    [told] = waiting(now, Kind.WEEK)
    assert told.mark == "1 dari 0"


def test_a_day_that_passed_without_a_note_is_not_forgotten(
    now: dt.datetime, protocol: Actor
) -> None:
    visit = confirmed(protocol, now)
    after = the_day_before(visit) + dt.timedelta(days=2)
    assert [o.kind for o in waiting(after) if o.kind != Kind.OFFICER] == [Kind.DAY]


def test_another_app_may_add_what_it_knows(now: dt.datetime) -> None:
    told = Obligation(Kind.MESSAGE, due=now, title="Solok", words="5.1.1", url="/")

    def source(_now: dt.datetime) -> list[Obligation]:
        return [told]

    items.register(source)
    try:
        assert told in waiting(now)
        assert outstanding(Visit.objects.none(), now=now, everything=False) == []
    finally:
        items._sources.remove((source, None))


def test_a_rundown_too_long_for_its_session_waits_until_it_is_mended(
    now: dt.datetime, protocol: Actor
) -> None:
    visit = confirmed(protocol, now)
    session = session_of(visit)
    assert session is not None
    visit.agenda_from = session.starts_at
    visit.save()
    item = visit.agenda.create(
        title="Paparan", starts_at=session.starts_at, ends_at=session.ends_at
    )
    assert waiting(now, Kind.RUNDOWN) == []
    visit.agenda.update(ends_at=session.ends_at + dt.timedelta(minutes=15))
    [found] = waiting(now, Kind.RUNDOWN)
    assert "Susunan acara berakhir pukul" in found.words
    assert found.url == f"/petugas/kunjungan/{visit.reference}/susunan-acara/"
    assert not found.urgent
    assert waiting(the_day_before(visit), Kind.RUNDOWN)[0].urgent
    assert waiting(session.ends_at + dt.timedelta(hours=1), Kind.RUNDOWN) == []
    visit.agenda.filter(pk=item.pk).update(ends_at=session.ends_at)
    assert waiting(now, Kind.RUNDOWN) == []

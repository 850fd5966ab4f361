"""A step taken for show leaves nothing behind, and says who would be told."""

import datetime as dt

import pytest

from scheduling import places
from scheduling.capacity import Refused
from scheduling.models import Reservation, Room
from scheduling.once import reading_once
from tests.factories import OfficerFactory, UserFactory, a_free_slot, a_visit
from visits.history.events import staff
from visits.life import amending, deciding, moving
from visits.life.dry_run import Telling, rehearse
from visits.models import Host, Region, Status, Visit, VisitEvent
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def test_the_messages_are_those_that_would_go_out_and_nothing_is_kept(now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    by = staff(UserFactory.create())
    visit = amending.assign(visit, officers=[OfficerFactory.create()], by=by, now=now)
    events, version = VisitEvent.objects.count(), visit.version

    told = rehearse(lambda: deciding.approve(visit, by=by, now=now), now=now)

    assert [telling.reader for telling in told] == [
        "budi@solokkab.example",
        visit.officers.get().email,
    ]
    assert "Disetujui" in told[0].subject
    assert "Budi Hartono" in told[0].text
    kept = Visit.objects.get()
    assert (kept.status, kept.version) == (Status.REQUESTED, version)
    assert VisitEvent.objects.count() == events
    assert Reservation.objects.get().state == "hold"


def test_what_cannot_be_done_cannot_be_rehearsed(now: dt.datetime) -> None:
    visit, other = a_visit(trusted=True), a_visit(trusted=True)
    taken = places.reservation_of(other.owner_key)
    by = staff(UserFactory.create())
    assert taken is not None
    with pytest.raises(Refused):
        rehearse(lambda: moving.reschedule(visit, slots=[taken.slot], by=by, now=now), now=now)


def test_a_move_is_shown_with_its_new_session(now: dt.datetime) -> None:
    visit, by = a_visit(trusted=True), staff(UserFactory.create())
    to = a_free_slot(after_days=40)
    rehearse(lambda: moving.reschedule(visit, slots=[to], by=by, now=now), now=now)
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    assert place.slot != to


def test_what_an_answer_has_read_already_is_read_anew_by_the_rehearsal(now: dt.datetime) -> None:
    by = staff(UserFactory.create())
    visit, to = a_visit(trusted=True), a_free_slot(after_days=40)

    def look() -> list[Telling]:
        return rehearse(lambda: deciding.approve(visit, slot=to, by=by, now=now), now=now)

    told = look()
    with reading_once():
        before = session_of(visit)
        assert before is not None
        assert before.slot_id != str(to)
        assert look() == told

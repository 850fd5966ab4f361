"""Correcting what is known of a visit: by whom, until when, and what is kept of it."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from scheduling.models import Room
from tests.factories import AgencyFactory, RegionFactory, TopicFactory, UserFactory, a_visit
from visits.history.events import DELEGATION, Actor, staff
from visits.life import amending, answering, attendance, deciding
from visits.life.amending import NotYours, amend
from visits.models import FieldChange, Host, Visit
from visits.people import participants
from visits.people.participants import Person
from visits.search.finding import matching

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("host", "room")]


@pytest.fixture
def protocol() -> Actor:
    return staff(UserFactory.create())


def kept(visit: Visit) -> dict[str, tuple[object, object]]:
    """From what to what the last event changed each field."""
    changes = FieldChange.objects.filter(event=visit.events.latest("id"))
    return {change.field: (change.before, change.after) for change in changes}


def test_staff_correct_everything_and_it_is_kept_from_what_to_what(
    protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    before = (visit.institution, visit.leader_rank, visit.purpose)
    padang = RegionFactory.create(code="13.71", kind="city", name="Padang")
    topic, agency = TopicFactory.create(), AgencyFactory.create()
    changes = {
        "institution": "DPMPTSP Kota Padang",
        "region": padang,
        "leader_rank": "regional_head",
        "purpose": "Melihat loket",
        "topics": [topic],
        "agencies": [agency],
        "letter_date": dt.date(2026, 11, 2),
    }
    visit = amend(visit, changes=changes, by=protocol, now=now)
    visit.refresh_from_db()
    assert (visit.institution, visit.region) == ("DPMPTSP Kota Padang", padang)
    assert ([*visit.topics.all()], [*visit.agencies.all()]) == ([topic], [agency])
    assert kept(visit) == {
        "institution": (before[0], "DPMPTSP Kota Padang"),
        "region": (
            ["13.02", "Kabupaten Solok, Sumatera Barat"],
            ["13.71", "Kota Padang, Sumatera Barat"],
        ),
        "leader_rank": (before[1], "regional_head"),
        "purpose": (before[2], "Melihat loket"),
        "topics": ([], [[topic.code, topic.name, topic.name_en]]),
        "agencies": ([], [[agency.code, agency.name, ""]]),
        "letter_date": (None, "2026-11-02"),
    }
    # The same once more is no change, and it is found by its new name at once.
    assert amend(visit, changes=changes, by=protocol, now=now).version == visit.version
    assert visit in matching(Visit.objects.all(), "padang")


def test_of_a_list_only_who_went_and_who_came_is_kept(protocol: Actor, now: dt.datetime) -> None:
    visit = a_visit(trusted=True)
    said = {"changes": {}, "by": protocol, "now": now}
    ani, budi, cici = Person("Ani"), Person("Budi", position="Staf"), Person("Cici")
    participants.amend(visit, participants=[ani, budi], **said)  # type: ignore[arg-type]
    visit = participants.amend(visit, participants=[ani, cici], **said)  # type: ignore[arg-type]
    assert kept(visit) == {"participants": ([["Budi", "Staf", "", ""]], [["Cici", "", "", ""]])}


def test_events_name_the_fields_alone_and_values_go_with_the_visit(
    protocol: Actor, now: dt.datetime
) -> None:
    visit = a_visit(trusted=True)
    changes = {"contact_phone": "+6281300001111", "leader_name": "Rina Marlina"}
    visit = amend(visit, changes=changes, by=protocol, now=now)
    event = visit.events.latest("id")
    assert event.data == {
        "sequence": visit.sequence,
        "fields": ["contact_phone", "leader_name"],
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        FieldChange.objects.update(after="Orang lain")
    assert event.changes.count() == 2
    visit.delete()
    assert not FieldChange.objects.exists()


@pytest.mark.parametrize("end", ["completed", "declined", "cancelled"])
def test_staff_correct_a_visit_that_has_ended(protocol: Actor, now: dt.datetime, end: str) -> None:
    visit = a_visit(trusted=True)
    if end == "declined":
        visit = deciding.decline(visit, reason="Penuh", by=protocol, now=now)
    elif end == "cancelled":
        visit = answering.cancel(visit, reason="Batal", by=protocol, now=now)
    else:
        visit = deciding.approve(visit, by=protocol, now=now)
        visit = attendance.check_in(visit, by=protocol, now=now)
        visit = attendance.complete(visit, by=protocol, now=now)
    visit = amend(visit, changes={"letter_number": "005/9", "people": 9}, by=protocol, now=now)
    assert (visit.letter_number, visit.people, visit.status) == ("005/9", 9, end)


def test_a_delegation_does_not_change_who_it_is(now: dt.datetime) -> None:
    visit = a_visit()
    same = {"institution": visit.institution}
    assert amend(visit, changes=same, by=DELEGATION, now=now).version == visit.version
    with pytest.raises(NotYours) as refused:
        amend(visit, changes={"institution": "Lain", "people": 9}, by=DELEGATION, now=now)
    assert refused.value.fields == ["institution"]
    visit.refresh_from_db()
    assert visit.people != 9


def test_sequence_rises_only_where_calendars_show_it(
    protocol: Actor, now: dt.datetime, host: Host, room: Room
) -> None:
    visit = deciding.approve(a_visit(trusted=True), by=protocol, now=now)
    sequence = visit.sequence
    visit = amend(visit, changes={"letter_number": "005/9"}, by=protocol, now=now)
    assert visit.sequence == sequence
    for step, (field, value) in enumerate(
        [("institution", "Dinas"), ("leader_name", "Rina"), ("purpose", "Lain")], start=1
    ):
        visit = amending.amend(visit, changes={field: value}, by=protocol, now=now)
        assert visit.sequence == sequence + step, field

"""The number beside "Inbox": the inbox's own, for one query."""

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from scheduling import places
from scheduling.models import Closure, Room
from tests.factories import UserFactory, a_free_slot, a_visit
from visits.conversation import messages
from visits.history.events import DELEGATION, staff
from visits.inbox.counting import EVERY, count_anew, waiting_now
from visits.inbox.sources import outstanding
from visits.life import deciding, moving
from visits.models import DeskCount, Host, Region, Visit
from visits.people import participants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def in_the_list(now: dt.datetime) -> int:
    return sum(o.ours for o in outstanding(Visit.objects.all(), now=now))


def test_requests_and_what_came_in_count_at_once_for_one_query(
    now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    count_anew(now=now)
    nothing = waiting_now()
    asked = a_visit(trusted=True, now=now)
    approved = deciding.approve(a_visit(trusted=True, now=now), by=staff(UserFactory()), now=now)
    said = {"by": DELEGATION, "now": now}
    messages.write(approved, text="Satu?", **said)
    messages.write(approved, text="Dua?", **said)  # one row with the first
    participants.amend(approved, changes={"notes": "x"}, participants=None, **said)
    messages.ask_missing(asked, text="Surat", by=staff(UserFactory()), now=now)
    with django_assert_num_queries(1):
        assert waiting_now() == nothing + 3
    count_anew(now=now)  # that the approved one needs an officer
    assert waiting_now() == nothing + 4 == in_the_list(now)


def test_a_hundred_more_cost_the_same(
    now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit = a_visit(trusted=True, now=now)
    count_anew(now=now)
    before = waiting_now()
    fields = {f.attname: getattr(visit, f.attname) for f in Visit._meta.concrete_fields}
    own = ("id", "reference", "uid", "public_id")
    same = {name: value for name, value in fields.items() if name not in own}
    Visit.objects.bulk_create(Visit(reference=f"ST-X-{n}", **same) for n in range(100))
    with django_assert_num_queries(1):
        assert waiting_now() == before + 100


def test_a_pass_counts_the_rest_where_something_happened_or_the_clock_moved(
    now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visit = deciding.approve(a_visit(trusted=True, now=now), by=staff(UserFactory()), now=now)
    assert count_anew(now=now)
    before = waiting_now()
    with django_assert_num_queries(2):
        assert not count_anew(now=now + dt.timedelta(seconds=5))
    moving.reschedule(visit, slots=[a_free_slot(after_days=30)], by=DELEGATION, now=now)
    assert count_anew(now=now + dt.timedelta(seconds=10))
    assert waiting_now() == before + 1 == in_the_list(now)
    place = places.reservation_of(visit.owner_key)
    assert place is not None
    Closure.objects.create(
        name="Acara", kind=Closure.Kind.OWN_EVENT, starts_on=place.date, ends_on=place.date
    )
    later = now + dt.timedelta(seconds=10) + EVERY
    assert count_anew(now=later)
    assert waiting_now() == before + 2 == in_the_list(later)


def test_without_its_row_what_counts_at_once_still_counts_for_one_query(
    now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DeskCount.objects.all().delete()
    assert waiting_now() == 0
    a_visit(trusted=True, now=timezone.now())
    with django_assert_num_queries(1):
        assert waiting_now() == 1
    assert not DeskCount.objects.exists()
    count_anew(now=now)
    assert waiting_now() >= 1

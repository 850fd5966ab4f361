"""A delegation of four, expected today."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling.models import Room
from tests.factories import UserFactory, a_visit
from tests.visits.pages.conftest import bring_to
from visits.history.events import Actor, staff
from visits.life import deciding
from visits.life.requesting import Person
from visits.models import Host, Region, Visit

WIB = dt.timezone(dt.timedelta(hours=7))
NAMES = ("Ahmad Fauzi", "Budi Hartono", "Citra Dewi", "Dedi Kurnia")


@pytest.fixture
def door(db: None) -> Actor:
    """Who stands at the door."""
    return staff(UserFactory.create(first_name="Sari", last_name="Putri"))


@pytest.fixture
def expected(host: Host, room: Room, solok: Region, door: Actor) -> Visit:
    """Approved, at nine o'clock today."""
    now = timezone.now()
    visit = a_visit(trusted=True, participants=[Person(name) for name in NAMES])
    visit = deciding.approve(visit, by=door, now=now)
    bring_to(visit, timezone.localdate(now, WIB))
    return visit


def ids(visit: Visit, *numbers: int) -> list[int]:
    """The ids of those with these numbers; of all without any."""
    found = visit.participants.order_by("number")
    if numbers:
        found = found.filter(number__in=numbers)
    return list(found.values_list("pk", flat=True))

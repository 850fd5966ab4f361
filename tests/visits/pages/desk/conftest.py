"""The desk's ground: a host with its room, and people with each role signed in."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from scheduling.availability import Schedule
from scheduling.models import Room
from scheduling.slots import SlotId
from tests.factories import UserFactory
from visits.history.events import Actor, staff
from visits.models import Host, Region
from visits.people import roles


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    pass


def signed_in(*names: str) -> Client:
    """A browser of somebody with these roles."""
    user = UserFactory.create()
    groups = roles.ensure_groups()
    user.groups.set(groups[name] for name in names)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk() -> Client:
    """Protocol staff."""
    return signed_in(roles.PROTOCOL)


@pytest.fixture
def leader() -> Client:
    """A leader: reads, and may raise a week."""
    return signed_in(roles.LEADER)


@pytest.fixture
def admin() -> Client:
    """An administrator."""
    return signed_in(roles.ADMIN)


@pytest.fixture
def colleague() -> Actor:
    """Somebody else of the protocol staff, who acts meanwhile."""
    return staff(UserFactory.create(first_name="Dewi", last_name="Lestari"))


def free_slots(*, week: int, most: int = 9) -> list[SlotId]:
    """Sessions that can be had in the `week`-th week from this one."""
    now = timezone.now()
    today = timezone.localdate(now)
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=week)
    schedule = Schedule.load(first=monday, last=monday + dt.timedelta(days=6), now=now)
    return [slot.id for slot in schedule.slots() if slot.available][:most]

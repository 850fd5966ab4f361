"""People of each role, and a visit of today."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from scheduling.models import Reservation, Room
from tests.factories import OfficerFactory, UserFactory, a_visit
from visits.history import events
from visits.life import amending, deciding
from visits.models import Host, Officer, Region, Visit
from visits.people import roles

SignIn = Callable[[str], Client]


def person(role: str, **values: object) -> User:
    """An account with that role alone."""
    user = UserFactory.create(is_staff=False, **values)
    user.groups.add(roles.ensure_groups()[role])
    return user


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A browser in which somebody with that role is signed in."""

    def signed_in(role: str) -> Client:
        client = Client()
        client.force_login(person(role))
        return client

    return signed_in


@pytest.fixture
def speaker(db: None) -> Officer:
    """An officer with an account."""
    return OfficerFactory.create(name="Andi Saputra", user=person(roles.OFFICER))


@pytest.fixture
def approved(host: Host, room: Room, solok: Region, speaker: Officer) -> Visit:
    """An approved visit in two weeks, with the officer named."""
    staff = events.staff(UserFactory.create())
    visit = a_visit(trusted=True)
    now = timezone.now()
    visit = amending.assign(visit, officers=[speaker], by=staff, now=now)
    return deciding.approve(visit, by=staff, now=now)


def bring_to(visit: Visit, day: dt.date, starts: str = "09:00", ends: str = "11:30") -> None:
    """Let the visit's place lie on `day`, as if it had been booked long ago."""
    from scheduling.models import Week
    from scheduling.weeks import monday_of

    week, _ = Week.objects.get_or_create(starts_on=monday_of(day), defaults={"capacity": 4})
    Reservation.objects.filter(owner=visit.owner_key).update(
        date=day,
        week=week,
        starts_at=dt.time.fromisoformat(starts),
        ends_at=dt.time.fromisoformat(ends),
    )


@pytest.fixture
def today(approved: Visit) -> Visit:
    """The same, today."""
    bring_to(approved, timezone.localdate(timezone.now(), dt.timezone(dt.timedelta(hours=7))))
    return approved

"""A joint visit decided together: each by itself, with the officers of the first."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from scheduling.models import Room
from tests.factories import OfficerFactory, a_visit
from visits.history.events import Actor, staff
from visits.life import amending, deciding, joint_visits
from visits.life.step import Stale
from visits.life.together.approving import approve_along, may_come_along
from visits.models import Host, Region, Status, Visit
from visits.queries.visits import session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Actor:
    """Somebody of the protocol staff."""
    return staff(User.objects.create(username="dewi"))


@pytest.fixture
def together(
    host: Host, room: Room, solok: Region, now: dt.datetime, desk: Actor
) -> tuple[Visit, Visit]:
    """Who holds the place, and who comes along."""
    holder, guest = (a_visit(trusted=True, people=5, now=now) for _ in range(2))
    joint_visits.merge(guest, into=holder, by=desk, now=now)
    return Visit.objects.get(pk=holder.pk), Visit.objects.get(pk=guest.pk)


def test_who_comes_along_is_approved_with_the_same_officers(
    together: tuple[Visit, Visit], desk: Actor, now: dt.datetime
) -> None:
    _holder, guest = together
    officers = OfficerFactory.create_batch(2)
    assert may_come_along(guest, session=session_of(guest), now=now)
    approved = approve_along(
        guest,
        officers=officers,
        receiving=officers[1],
        by=desk,
        now=now,
        version=guest.version,
    )
    assert approved.status == Status.CONFIRMED
    assert approved.assignments.get(role="receiving").officer == officers[1]
    assert not may_come_along(approved, session=session_of(approved), now=now)


def test_who_has_people_of_its_own_keeps_them(
    together: tuple[Visit, Visit], desk: Actor, now: dt.datetime
) -> None:
    _holder, guest = together
    own, other = OfficerFactory.create_batch(2)
    amending.assign(guest, officers=[own], by=desk, now=now)
    approve_along(guest, officers=[other], receiving=other, by=desk, now=now)
    assert [a.officer for a in guest.assignments.all()] == [own]


def test_nobody_is_named_for_one_that_cannot_be_approved(
    together: tuple[Visit, Visit], desk: Actor, now: dt.datetime
) -> None:
    _holder, guest = together
    officer = OfficerFactory.create()
    with pytest.raises(Stale):
        approve_along(
            guest,
            officers=[officer],
            receiving=None,
            by=desk,
            now=now,
            version=guest.version - 1,
        )
    deciding.decline(guest, reason="Penuh", by=desk, now=now)
    assert not guest.assignments.exists()

"""What a visit's page asks of the database, with everything on it that a page can have."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scheduling import places
from scheduling.models import Room
from tests.factories import AgencyFactory, OfficerFactory, TopicFactory, UserFactory, a_visit
from tests.visits.test_budgets import BUDGETS
from visits.conversation import messages
from visits.history.events import DELEGATION, staff
from visits.life import amending, deciding, joint_visits
from visits.models import Host, Region, Visit
from visits.people import participants, roles
from visits.people.participants import Person

pytestmark = pytest.mark.django_db
# One of them asks which papers nobody needs; papers themselves are asked for once there are any.
# One notes who opened it, one counts the names that wait for their contact, one reads which
# privacy notice it came with.
MOST = BUDGETS["staff"]["/petugas/kunjungan/{reference}/"]


@pytest.fixture(autouse=True)
def _ground(host: Host, room: Room, solok: Region) -> None:
    OfficerFactory.create_batch(6, rank="office_head")


@pytest.fixture
def desk(now: dt.datetime) -> Client:
    """Somebody who may do everything, and has looked at a page already."""
    client = Client(headers={"accept-language": "id"})
    user = UserFactory.create()
    user.groups.add(*roles.ensure_groups().values())
    client.force_login(user)
    client.get("/petugas/hari-ini/")
    return client


@pytest.fixture
def full(now: dt.datetime) -> Visit:
    """A request that has all that a page shows, with others in its week."""
    topics, agencies = TopicFactory.create_batch(2), AgencyFactory.create_batch(2)
    about = {"topics": topics, "agencies": agencies, "trusted": True, "now": now}
    speaker, protocol = OfficerFactory.create(agency=agencies[0]), staff(UserFactory.create())
    others = [a_visit(people=5, **about) for _ in range(2)]
    for other in others:
        deciding.approve(other, by=protocol, now=now)
        amending.assign(other, officers=[speaker], by=protocol, now=now)
    visit = a_visit(people=5, **about)
    joint_visits.merge(visit, into=a_visit(people=5, **about), by=protocol, now=now)
    amending.assign(visit, officers=[speaker], by=protocol, now=now)
    people = [Person(name=f"Budi {n}", position="Staf") for n in range(5)]
    participants.amend(visit, changes={}, participants=people, by=DELEGATION, now=now)
    about_what = {"topics": topics[:1], "agencies": [], "purpose": "Melihat loket"}
    amending.amend(visit, changes=about_what, by=protocol, now=now)
    messages.write(visit, text="Apakah ada parkir?", by=DELEGATION, now=now)
    messages.write(visit, text="Ada.", by=protocol, now=now)
    messages.ask_missing(visit, text="Surat tugas", by=protocol, now=now)
    visit.refresh_from_db()
    return visit


def test_the_page_of_a_full_request_costs_no_more_than_said(
    desk: Client, full: Visit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert places.reservation_of(full.owner_key) is not None
    desk.get(f"/petugas/kunjungan/{full.reference}/")  # the first opening of a day makes a row
    with django_assert_max_num_queries(MOST):
        page = desk.get(f"/petugas/kunjungan/{full.reference}/")
    text = page.content.decode()
    assert "Apakah ada parkir?" in text
    assert "Surat tugas" in text


def test_so_does_that_of_a_visit_to_come(
    desk: Client,
    full: Visit,
    now: dt.datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    deciding.approve(full, by=staff(UserFactory.create()), now=now)
    desk.get(f"/petugas/kunjungan/{full.reference}/")
    with django_assert_max_num_queries(MOST):
        desk.get(f"/petugas/kunjungan/{full.reference}/")

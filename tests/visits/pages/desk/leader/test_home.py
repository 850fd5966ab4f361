"""The leader's page: who begins there, whom they receive, what waits, a quota raised."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.models import Week
from scheduling.weeks import monday_of, week_name
from tests.factories import OfficerFactory, a_visit
from tests.visits.pages.conftest import bring_to, person
from tests.visits.pages.desk.conftest import free_slots, signed_in
from visits.history.events import Actor
from visits.life import amending, deciding
from visits.life.requesting import Leader
from visits.models import Officer, Rank, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db
HOME = "/petugas/pimpinan/"


@pytest.fixture
def boss() -> User:
    return person(roles.LEADER, first_name="Hasan")


@pytest.fixture
def page(boss: User) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def led_by(rank: Rank, name: str, colleague: Actor, receiving: Officer | None = None) -> Visit:
    """An approved visit of today."""
    now = timezone.now()
    visit = a_visit(
        trusted=True, institution=name, leader=Leader(name="Tamu", position="Pimpinan", rank=rank)
    )
    if receiving:
        visit = amending.assign(
            visit, officers=[receiving], receiving=receiving, by=colleague, now=now
        )
    visit = deciding.approve(visit, by=colleague, now=now)
    hour = 7 + Visit.objects.count()  # one room, one visit at a time
    bring_to(visit, timezone.localdate(now), f"{hour:02}:00", f"{hour:02}:50")
    return visit


def test_who_is_leader_and_not_protocol_begins_there_and_finds_the_inbox_beside_it(
    leader: Client, desk: Client
) -> None:
    assert leader.get("/petugas/")["Location"] == HOME
    assert leader.get("/petugas/?jenis=").status_code == 200
    assert desk.get("/petugas/").status_code == 200
    assert signed_in(roles.LEADER, roles.PROTOCOL).get("/petugas/").status_code == 200


def test_guests_of_their_rank_are_theirs_unless_somebody_fitting_is_named(
    page: Client, boss: User, colleague: Actor
) -> None:
    OfficerFactory.create(name="Hasan", rank=Rank.SECRETARY, user=boss)
    head = OfficerFactory.create(name="Rina", rank=Rank.OFFICE_HEAD)
    mayor = OfficerFactory.create(name="Amsakar", rank=Rank.REGIONAL_HEAD)
    led_by(Rank.SECRETARY, "Setda Satu", colleague)
    led_by(Rank.OFFICE_HEAD, "Dinas Dua", colleague)
    led_by(Rank.SECRETARY, "Setda Tiga", colleague, receiving=head)
    led_by(Rank.SECRETARY, "Setda Empat", colleague, receiving=mayor)
    answer = page.get(HOME)
    found = {g.visit.institution: g for g in answer.context["in_person"]}
    assert set(found) == {"Setda Satu", "Setda Tiga"}
    assert found["Setda Tiga"].beneath
    [(_name, today), *_rest] = answer.context["days"]
    assert len(today) == 4


def test_without_a_rank_of_their_own_all_guests_of_rank_are_shown(
    page: Client, colleague: Actor
) -> None:
    led_by(Rank.COUNCIL, "DPRD", colleague)
    led_by(Rank.OTHER, "Bidang", colleague)
    assert [g.visit.institution for g in page.get(HOME).context["in_person"]] == ["DPRD"]


def test_what_waits_has_its_sessions_its_week_and_whom_to_suggest_at_a_fixed_cost(
    page: Client, colleague: Actor
) -> None:
    officer = OfficerFactory.create(rank=Rank.OFFICE_HEAD)
    slots = free_slots(week=3, most=3)
    leader = Leader(name="Tamu", position="Kepala Dinas", rank=Rank.OFFICE_HEAD)
    visit = a_visit(trusted=True, slots=slots[:2], leader=leader)
    led_by(Rank.COUNCIL, "DPRD", colleague, receiving=officer)
    with CaptureQueriesContext(connection) as few:
        [asking] = page.get(HOME).context["asking"]
    assert asking.visit == visit
    assert [(str(w.slot_id), w.held) for w in asking.wishes] == [
        (str(slots[0]), True),
        (str(slots[1]), False),
    ]
    assert asking.week.taken == 1
    assert (asking.suggested.officer, asking.suggested.step) == (officer, 0)
    a_visit(trusted=True, slots=slots[2:], leader=leader)
    for _ in range(3):
        led_by(Rank.COUNCIL, "DPRD", colleague)
    with CaptureQueriesContext(connection) as more:
        assert len(page.get(HOME).context["asking"]) == 2
    assert len(more) <= len(few) <= 50


def test_a_weeks_quota_is_raised_there(page: Client) -> None:
    monday = monday_of(timezone.localdate()) + dt.timedelta(weeks=2)
    form = {"capacity": "6", "note": "Kunjungan nasional", "back": "leader"}
    answer = page.post(f"/petugas/minggu/{week_name(monday)}/kuota/", form)
    assert answer["Location"] == HOME
    assert Week.objects.get(starts_on=monday).own_capacity == 6

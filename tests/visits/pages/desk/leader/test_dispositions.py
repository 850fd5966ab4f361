"""Dispositions on the pages: given by leaders, done by whom they are for."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.factories import a_visit
from tests.visits.pages.conftest import person
from visits.models import Disposition, Visit
from visits.people import roles

pytestmark = pytest.mark.django_db


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def dewi() -> User:
    return person(roles.PROTOCOL, first_name="Dewi")


@pytest.fixture
def given(leader: Client, dewi: User) -> Disposition:
    visit = a_visit(trusted=True)
    due = timezone.localdate() + dt.timedelta(days=3)
    form = {"addressee": dewi.pk, "text": "Siapkan sambutan", "due": due.isoformat()}
    address = f"/petugas/kunjungan/{visit.reference}/disposisi/"
    answer = leader.post(address, {**form, "back": "leader"})
    assert answer["Location"] == "/petugas/pimpinan/"
    return Disposition.objects.get()


def test_it_stands_with_its_visit_and_with_whom_it_is_for_until_they_did_it(
    given: Disposition, leader: Client, dewi: User
) -> None:
    visit = given.visit
    page = f"/petugas/kunjungan/{visit.reference}/"
    assert "Siapkan sambutan" in leader.get("/petugas/pimpinan/").content.decode()
    hers = of(dewi)
    assert "Siapkan sambutan" in hers.get("/petugas/").content.decode()
    answer = hers.post(f"/petugas/disposisi/{given.pk}/selesai/", {"back": "inbox"})
    assert answer["Location"] == "/petugas/"
    assert "Siapkan sambutan" not in hers.get("/petugas/antrean/").content.decode()
    shown = hers.get(page).content.decode()
    assert "Siapkan sambutan" in shown
    assert "Dewi" in shown
    hers.post(f"/petugas/disposisi/{given.pk}/buka/")
    assert "Siapkan sambutan" in hers.get("/petugas/antrean/").content.decode()


def test_somebody_else_of_the_staff_cannot_end_it_and_nobody_but_leaders_takes_it_back(
    given: Disposition, desk: Client, dewi: User, leader: Client
) -> None:
    assert desk.post(f"/petugas/disposisi/{given.pk}/selesai/").status_code == 403
    assert of(dewi).post(f"/petugas/disposisi/{given.pk}/tarik/").status_code == 403
    leader.post(f"/petugas/disposisi/{given.pk}/tarik/")
    given.refresh_from_db()
    assert given.outcome == Disposition.Outcome.RECALLED
    answer = of(dewi).post(f"/petugas/disposisi/{given.pk}/selesai/", follow=True)
    assert given.ended_name in answer.content.decode()


def test_a_refused_form_says_why_and_keeps_what_was_typed(leader: Client, dewi: User) -> None:
    visit = a_visit(trusted=True)
    address = f"/petugas/kunjungan/{visit.reference}/disposisi/"
    answer = leader.post(address, {"addressee": "", "text": "Siapkan", "due": "2020-01-01"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"addressee", "due"}
    assert "Siapkan" in answer.content.decode()
    Visit.objects.filter(pk=visit.pk).update(status="cancelled")
    assert leader.get(address)["Location"] == f"/petugas/kunjungan/{visit.reference}/"

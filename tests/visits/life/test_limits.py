"""Nobody keeps the weeks from others: limits per address, network, and region in a week."""

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from scheduling.capacity import Refused
from scheduling.models import BookingRules, Room, Week
from scheduling.weeks import monday_of
from tests.factories import RegionFactory, a_free_slot, a_visit
from tests.visits.api.conftest import program
from visits.access.networks import network_key
from visits.life import address
from visits.life.limits import TooManyOpen
from visits.life.requesting import Contact
from visits.models import ApiKey, Host, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground(room: Room, host: Host) -> None:
    pass


def somebody(n: int) -> Contact:
    return Contact(name=f"Budi {n}", phone="+6281234567890", email=f"budi{n}@solokkab.example")


def test_one_address_holds_few_unconfirmed_requests_and_confirming_frees_it() -> None:
    BookingRules.objects.update(unconfirmed_per_address=2, active_per_region_week=0)
    first, _second = a_visit(), a_visit()
    with pytest.raises(TooManyOpen) as many:
        a_visit(contact=Contact(name="B", phone="+6281234567890", email="BUDI@solokkab.example"))
    assert many.value.who == "address"
    assert Visit.objects.count() == 2
    address.verify(first, now=timezone.now())
    a_visit()


def test_one_network_too_unless_request_limits_are_off(settings: Settings) -> None:
    BookingRules.objects.update(unconfirmed_per_network=1, active_per_region_week=0)
    settings.THROTTLE = True
    visit = a_visit(contact=somebody(1), network="192.0.2.7")
    assert visit.network == network_key("192.0.2.7")
    assert "192.0.2.7" not in visit.network
    with pytest.raises(TooManyOpen):
        a_visit(contact=somebody(2), network="192.0.2.7")
    a_visit(contact=somebody(3), network="192.0.2.8")
    settings.THROTTLE = False
    a_visit(contact=somebody(4), network="192.0.2.7")
    assert address.verify(visit, now=timezone.now()).network == ""


def test_one_region_in_a_week_and_other_weeks_stay_open_to_it() -> None:
    BookingRules.objects.update(active_per_region_week=1)
    first = a_free_slot()
    a_visit(slots=[first], contact=somebody(1))
    later = a_free_slot(after_days=30)
    with pytest.raises(TooManyOpen) as many:
        a_visit(slots=[a_free_slot()], contact=somebody(2))
    assert many.value.who == "region"
    visit = a_visit(slots=[a_free_slot(), later], contact=somebody(3))
    assert visit.preferred_slots[0] != str(later)
    assert Week.objects.get(reservations__owner=visit.owner_key).starts_on.isocalendar() == (
        later.date.isocalendar()[0],
        later.date.isocalendar()[1],
        1,
    )
    free = a_free_slot()
    with pytest.raises(Refused) as refused:
        a_visit(slots=[a_free_slot(after_days=60)], contact=somebody(5), people=100)
    assert monday_of(free.date) in refused.value.closed_weeks  # no alternative in it either
    a_visit(slots=[free], region=RegionFactory.create(code="13.72"), contact=somebody(4))


def test_staff_and_trusted_systems_are_not_counted_out() -> None:
    BookingRules.objects.update(unconfirmed_per_address=1, active_per_region_week=1)
    for _n in range(3):
        a_visit(trusted=True)


def test_the_api_says_so_and_when_to_come_again() -> None:
    BookingRules.objects.update(unconfirmed_per_address=1)
    a_visit()
    slot = str(a_free_slot())
    body = {
        "institution": "DPMPTSP Kabupaten Solok",
        "region": "13.02",
        "purpose": "Mempelajari tata kelola mal pelayanan publik.",
        "slots": [slot],
        "people": 24,
        "leader": {"name": "Ir. Siti", "position": "Kepala Dinas", "rank": "office_head"},
        "contact": {
            "name": "Budi",
            "position": "Sekretaris",
            "phone": "0812-3456-7890",
            "email": "budi@solokkab.example",
        },
    }
    answer = APIClient().post("/api/v1/visits/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_open")
    assert int(answer["Retry-After"]) > 0
    trusted = program(ApiKey.Scope.VISITS_SUBMIT)
    assert trusted.post("/api/v1/visits/", body, format="json").status_code == 201

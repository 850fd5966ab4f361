"""Looking through what waits, by words."""

import datetime as dt

import pytest
from django.utils import timezone

from scheduling.models import Room
from tests.factories import RegionFactory, a_visit
from visits.inbox.items import Kind, Obligation
from visits.models import Host

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("oku timur", True),
        ("OKU", True),
        ("komering ulu dpmptsp", True),
        ("sumbar", True),
        ("oku selatan", False),
        ("sumut", False),
    ],
)
def test_a_visit_is_found_by_any_name_of_its_region(
    host: Host, room: Room, words: str, found: bool
) -> None:
    region = RegionFactory.create(code="16.08", name="Ogan Komering Ulu Timur")
    visit = a_visit(region=region, institution="DPMPTSP")
    due = timezone.now() + dt.timedelta(days=1)
    item = Obligation(kind=Kind.DECIDE, due=due, title="", words="", url="/", visit=visit)
    assert item.concerns(words) is found

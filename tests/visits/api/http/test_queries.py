"""Lists ask the database a fixed number of times, however long they are."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.models import Room
from tests.factories import AgencyFactory, OfficerFactory, RegionFactory, TopicFactory, a_visit
from tests.visits.api.conftest import program
from visits.history.events import program as system
from visits.life import amending
from visits.models import Host, Participant

# At the most; the one that looks up the key is among them, and where a list names people the three
# that note who opened it.
LISTS = {
    "weeks/": 9,
    "slots/": 9,
    "regions/": 3,
    "regions/?search=contoh": 3,
    "agencies/": 3,
    "topics/": 3,
    "visits/": 11,
    "visits/?status=requested&search=solok&region=13&ordering=institution": 12,
    "events/": 4,
    "waiting-list/": 11,
    "officers/": 3,
    "inbox/": 27,
}


def _more(first: int, now: Any) -> None:
    """A few more of everything."""
    for n in range(first, first + 3):
        RegionFactory.create(code=f"13.{n}", name=f"Contoh {n}", search_text=f"contoh {n}")
        topic, agency = TopicFactory.create(), AgencyFactory.create()
        visit = a_visit(trusted=True, topics=[topic], agencies=[agency])
        Participant.objects.create(visit=visit, number=1, name="Ani")
        amending.assign(visit, officers=[OfficerFactory.create()], by=system("Tes"), now=now)


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_queries_does_not_grow(host: Host, room: Room, now: Any, path: str) -> None:
    reader = program("visits:read")

    def asked() -> int:
        reader.get("/api/v1/events/")  # numbers what is new, which a list does once
        reader.get(f"/api/v1/{path}")  # the first opening of a day makes a row
        with CaptureQueriesContext(connection) as queries:
            answer = reader.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        return len(queries)

    _more(20, now)
    few = asked()
    _more(30, now)
    _more(40, now)
    assert asked() == few <= LISTS[path]

"""How many statements a request takes; those that begin and end transactions are counted apart."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.factories import AgencyFactory, TopicFactory
from tests.visits.api.conftest import Body, program
from visits.api.access.callers import Scope
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("trusted", "most"), [(True, 9), (False, 12)])
def test_a_request_takes_so_many_statements(
    body: Callable[..., Body], trusted: bool, most: int
) -> None:
    caller = program(Scope.VISITS_SUBMIT) if trusted else APIClient()
    # The first one reads what the process remembers from then on.
    assert caller.post("/api/v1/visits/", body(), format="json").status_code == 201
    again = body()
    with CaptureQueriesContext(connection) as seen:
        assert caller.post("/api/v1/visits/", again, format="json").status_code == 201
    statements = [query["sql"] for query in seen.captured_queries]
    savepoints = [sql for sql in statements if "SAVEPOINT" in sql]
    # Of the request, and of its place.
    assert len(savepoints) == 4
    assert len(statements) - len(savepoints) <= most


def test_its_answer_is_what_is_read_later(body: Callable[..., Body]) -> None:
    caller = program(Scope.VISITS_SUBMIT, Scope.VISITS_READ)
    people = [{"name": "Ani", "position": "Kepala Bidang"}, {"name": "Budi"}]
    topic, agency = TopicFactory.create_batch(2), AgencyFactory.create_batch(2)
    asked = body(
        participants=people,
        topics=[one.code for one in reversed(topic)],
        agencies=[one.code for one in reversed(agency)],
    )
    told = caller.post("/api/v1/visits/", asked, format="json").json()
    del told["token"]
    assert told == caller.get(f"/api/v1/visits/{told['reference']}/").json()


def test_a_reference_that_is_taken_is_drawn_again(
    body: Callable[..., Body], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["ST-2026-AAAAAA", "ST-2026-AAAAAA", "ST-2026-BBBBBB"])
    monkeypatch.setattr("visits.models.visit.new_reference", lambda _year: next(drawn))
    caller = program(Scope.VISITS_SUBMIT)
    for reference in ("ST-2026-AAAAAA", "ST-2026-BBBBBB"):
        answer = caller.post("/api/v1/visits/", body(), format="json")
        assert (answer.status_code, answer.json()["reference"]) == (201, reference)
    assert Visit.objects.count() == 2

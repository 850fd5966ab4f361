"""How many statements a request takes; those that begin and end transactions are counted apart."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from scheduling import capacity
from scheduling.rules.weekly_capacity import set_week_capacity
from scheduling.weeks import monday_of
from tests.factories import AgencyFactory, TopicFactory, a_free_slot, a_visit
from tests.visits.api.conftest import Body, program
from visits.api.access.callers import Scope
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("trusted", "most"), [(True, 7), (False, 11)])
def test_a_request_takes_so_many_statements(
    body: Callable[..., Body], trusted: bool, most: int
) -> None:
    caller = program(Scope.VISITS_SUBMIT) if trusted else APIClient()
    # The first one notes that the key is used, the second reads what the process remembers then.
    for _ in range(2):
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


def slot_in_a_full_week() -> str:
    """A session of a week whose only place is another's; that visit is stored before all others."""
    taken = a_free_slot()
    set_week_capacity(week=monday_of(taken.date), capacity=1, note="", now=timezone.now())
    a_visit(slots=[taken], trusted=True)
    return str(replace(taken, date=taken.date + dt.timedelta(days=2)))


@pytest.mark.parametrize(("trusted", "most"), [(True, 1), (False, 5)])
def test_a_refusal_takes_fewer_statements_and_no_transaction(
    body: Callable[..., Body], trusted: bool, most: int
) -> None:
    caller = program(Scope.VISITS_SUBMIT) if trusted else APIClient()
    asked = body(slots=[slot_in_a_full_week()])

    def refused() -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            answer = caller.post("/api/v1/visits/", asked, format="json")
        assert (answer.status_code, answer.json()["code"]) == (409, "week_full")
        assert len(answer.json()["alternatives"]) == 5
        return [query["sql"] for query in seen.captured_queries]

    for _ in range(2):
        refused()
    for other in (False, True):
        if other:
            # What is taken is another now: it is read anew, by the first of them only.
            a_visit(slots=[a_free_slot(after_days=42)], trusted=True)
            assert len(refused()) > most
        statements = refused()
        assert len(statements) <= most
        assert all(sql.lstrip().startswith("SELECT") for sql in statements)


def test_a_place_that_was_given_back_is_taken_at_once(body: Callable[..., Body]) -> None:
    caller = program(Scope.VISITS_SUBMIT)
    asked = body(slots=[slot_in_a_full_week()])
    for _ in range(2):
        assert caller.post("/api/v1/visits/", asked, format="json").status_code == 409
    gone = Visit.objects.order_by("pk").first()
    assert gone is not None
    capacity.release(owner=gone.owner_key, now=timezone.now())
    assert caller.post("/api/v1/visits/", asked, format="json").status_code == 201
    assert caller.post("/api/v1/visits/", asked, format="json").status_code == 409


def test_who_would_wait_is_let_wait(body: Callable[..., Body]) -> None:
    caller = program(Scope.VISITS_SUBMIT)
    slot = slot_in_a_full_week()
    assert caller.post("/api/v1/visits/", body(slots=[slot]), format="json").status_code == 409
    answer = caller.post("/api/v1/visits/", body(slots=[slot], waitlist=True), format="json")
    assert (answer.status_code, answer.json()["status"]) == (201, "waitlisted")

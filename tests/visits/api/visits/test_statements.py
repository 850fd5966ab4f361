"""How many statements a request takes, savepoints among them."""

from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from tests.visits.api.conftest import Body, program
from visits.api.access.callers import Scope


@pytest.mark.django_db
@pytest.mark.parametrize(("trusted", "most"), [(True, 32), (False, 35)])
def test_a_request_takes_so_many_statements(
    body: Callable[..., Body],
    trusted: bool,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    caller = program(Scope.VISITS_SUBMIT) if trusted else APIClient()
    # The first one reads what the process remembers from then on.
    assert caller.post("/api/v1/visits/", body(), format="json").status_code == 201
    again = body()
    with django_assert_max_num_queries(most):
        assert caller.post("/api/v1/visits/", again, format="json").status_code == 201

"""What is counted on the way to PostgreSQL."""

import psycopg
import pytest

from tests.load.peers.statements import counted
from tests.services import POSTGRES

pytestmark = pytest.mark.needs_postgres


@pytest.mark.parametrize("prepared", [True, False])
def test_statements_are_counted_and_what_opens_and_closes_transactions_is_not(
    prepared: bool,
) -> None:
    with counted() as way, psycopg.connect(way.to(POSTGRES), autocommit=True) as connection:
        before = way.seen
        for _ in range(3):
            with connection.transaction(), connection.transaction():
                connection.execute("SELECT %s::int", [1], prepare=prepared)
        assert way.seen - before == 3


def test_a_text_without_values_counts_too() -> None:
    with counted() as way, psycopg.connect(way.to(POSTGRES), autocommit=True) as connection:
        before = way.seen
        assert connection.execute("SELECT 7").fetchone() == (7,)
        assert way.seen - before == 1

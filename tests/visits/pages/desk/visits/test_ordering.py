"""Lists of visits stand in order by an index, whatever their past, and go on by it.

The same on both databases (tests/visits/search/test_postgresql.py).
"""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.models import Room
from tests.factories import RegionFactory
from tests.visits.api.conftest import program
from tests.visits.pages.desk.conftest import signed_in
from visits.api.access.callers import Scope
from visits.api.visits.listing import ORDERS
from visits.models import Host, Visit
from visits.pages.desk.visits.ordering import COLUMNS
from visits.people import roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(host: Host, room: Room) -> list[str]:
    """Three from one day, by their references."""
    region, now = RegionFactory.create(), timezone.now()
    made = [
        Visit.objects.create(
            reference=f"L-{n}", status="completed", region=region, people=n + 1,
            institution="abc"[n], created_at=now, changed_at=now, held_on=dt.date(2020, 1, 1),
        )
        for n in range(3)
    ]  # fmt: skip
    return [visit.reference for visit in made]


def _plan(client: Client, address: str) -> list[str]:
    """What the database says of the statement that reads the page's visits, line by line.

    PostgreSQL reads and sorts small tables whole unless it is told not to: then it does so only
    where no index holds the order.
    """
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    pages = [
        query["sql"]
        for query in queries
        if re.search(r'FROM "visits_visit".* ORDER BY .* LIMIT 51$', query["sql"])
    ]
    [sql] = pages
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for means in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{means} = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [str(row[-1]) for row in cursor.fetchall()]


def _in_order(plan: list[str], column: str) -> bool:
    """Whether nothing is sorted, and nobody reads the visits but by an index."""
    # No two are equal, so that PostgreSQL sorts one at a time by what comes next.
    sorts = (
        r"TEMP B-TREE|(?<!Incremental )\bSort\b" if column == "reference" else r"B-TREE|\bSort\b"
    )
    whole = r"SCAN visits_\w+$|Seq Scan on visits_visit"
    return not any(re.search(rf"{sorts}|{whole}", line) for line in plan if "Sort Key" not in line)


def _begins_at_the_edge(plan: list[str]) -> bool:
    """Whether the index is entered there, and nothing before it is read."""
    edge = r"SEARCH visits_(visit|listkey) USING .*[<>]|Index Cond: .*[<>]"
    return any(re.search(edge, line) for line in plan)


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("column", COLUMNS)
def test_the_desks_list_is_read_in_order(column: str, sign: str, visits: list[str]) -> None:
    desk = signed_in(roles.PROTOCOL)
    address = f"/petugas/kunjungan/?ordering={sign}{column}"
    assert _in_order(_plan(desk, address), column)
    plan = _plan(desk, f"{address}&before={visits[1]}")
    assert _in_order(plan, column)
    assert _begins_at_the_edge(plan)


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("column", ORDERS)
def test_the_list_for_programs_is_read_in_order(column: str, sign: str, visits: list[str]) -> None:
    api = program(Scope.VISITS_READ)
    address = f"/api/v1/visits/?ordering={sign}{column}"
    assert _in_order(_plan(api, f"{address}&limit=50"), column)
    following = api.get(f"{address}&limit=1").json()["next"].replace("limit=1&", "limit=50&")
    plan = _plan(api, following.partition("testserver")[2] or following)
    assert _in_order(plan, column)
    assert _begins_at_the_edge(plan)

"""The list of visits stands in order by an index, whatever its past; by two columns not yet."""

import pytest
from django.db import connection

from visits.models import Visit
from visits.pages.desk.visits.ordering import COLUMNS, Order

# What hangs on a place or on who is named stands in other tables (docs/speed.md).
_SORTED_EACH_TIME = {"session", "officer"}


@pytest.mark.django_db
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", [c for c in COLUMNS if c not in _SORTED_EACH_TIME])
def test_nothing_is_sorted_that_an_index_holds_in_order(column: str, descending: bool) -> None:
    rows = Order(column, descending).sorted(Visit.objects.all())[:50]
    sql, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        steps = [row[-1] for row in cursor.fetchall()]
    assert [step for step in steps if "TEMP B-TREE" in step] == []

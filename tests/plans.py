"""Which tables a statement reads from end to end, as the database says that it will."""

import re
from collections import defaultdict
from typing import Any

from django.db import connection

# What grows with every visit, and never shrinks (or only after a year).
HISTORY = frozenset(
    {
        *("visits_visit", "visits_visitevent", "visits_assignment", "visits_visit_topics"),
        *("visits_visit_agencies", "visits_participant", "visits_surveyanswer", "visits_opening"),
        *("visits_searchentry", "visits_listkey", "visits_paper", "visits_incoming"),
        *("scheduling_reservation", "notifications_message", "notifications_attempt"),
    }
)
_NAMED = re.compile(r'"(\w+)" (?:AS )?"?([TUVW]\d+)"?\b')


def read_whole(sql: str, values: Any = None) -> set[str]:
    """The tables of HISTORY that SQLite reads from end to end for it, by no index.

    Where a short name stands for several tables, only if all of them are such: plans do not say
    which is meant.
    """
    tables: dict[str, set[str]] = defaultdict(set)
    for table, alias in _NAMED.findall(sql):
        tables[alias].add(table)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        steps = [str(row[-1]) for row in cursor.fetchall()]
    found: set[str] = set()
    for step in steps:
        if match := re.fullmatch(r"SCAN (\w+)", step):
            meant = tables.get(match[1], {match[1]})
            found |= meant if meant <= HISTORY else set()
    return found


def read_whole_by(plan: dict[str, Any]) -> set[str]:
    """The same of a plan of PostgreSQL (EXPLAIN ANALYZE as JSON), as it was carried out."""
    own = plan["Node Type"] == "Seq Scan" and plan["Actual Loops"]
    found = {str(plan["Relation Name"])} & HISTORY if own else set()
    return found.union(*(read_whole_by(below) for below in plan.get("Plans", ())))

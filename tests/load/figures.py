"""The figures of a year of 10,000 visits and of ten such years: queries, and the time they take."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.load import desk_list
from tests.load.ground import ROUNDS, database
from tests.load.host import furnish
from tests.load.report import Figure
from visits.reports.period import Period
from visits.reports.report import report_of

_A_YEAR, _YEARS = 10_000, 10
_APART = 365.25 * 24 * 60 / _A_YEAR  # minutes
# As the issue of it wants: seconds of the database, and queries.
_MOST = {1: 1.0, _YEARS: 2.0}
_MOST_QUERIES = 14
# What desk_list.py leaves out: when requests were decided, when guests came, what they thought.
_STORIES = """
UPDATE visits_visit SET verified_at = created_at, people_came = 18 WHERE reference LIKE 'H-%';
UPDATE scheduling_reservation SET state = 'booked', booked_at = created_at, released_at = NULL,
       starts_at = '00:00'::time + id % 1400 * interval '1 minute',
       ends_at = '00:01'::time + id % 1400 * interval '1 minute';
INSERT INTO visits_visitevent
       (visit_id, number, kind, at, actor_kind, actor_name, from_status, to_status, data,
        request_id)
SELECT v.id, v.id * 10 + s.number, s.kind, v.created_at + s.later, s.who, '', s.was, s.now, '{}', ''
  FROM visits_visit v, (VALUES
       (1, 'submitted', interval '0', 'delegation', '', 'requested'),
       (2, 'approved', interval '30 hours', 'staff', 'requested', 'confirmed'),
       (3, 'checked_in', interval '10 days', 'staff', 'confirmed', 'arrived'),
       (4, 'completed', interval '10 days 3 hours', 'staff', 'arrived', 'completed')
       ) s (number, kind, later, who, was, now)
 WHERE v.reference LIKE 'H-%';
INSERT INTO visits_surveyanswer
       (visit_id, nonce, answered_at, requirements, procedure, timeliness, cost, product,
        competence, conduct, complaints, facilities, remark)
SELECT id, md5(reference), created_at + interval '11 days', 3, 4, 3, 4, 3, 4, 3, 4, 3, ''
  FROM visits_visit WHERE reference LIKE 'H-%' AND id % 2 = 0;
"""


def measure() -> Iterator[Figure]:
    """What the database takes for a report, as a part of what it may."""
    with database():
        furnish(1)
        desk_list.grow(1, _A_YEAR * _YEARS, apart=_APART)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(_STORIES)
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE visits_visitevent, visits_surveyanswer, visits_visit")
        last = timezone.localdate()
        for years, most in _MOST.items():
            period = Period(last.replace(year=last.year - years, day=1), last)
            queries, inside, whole = _asked(period)
            assert queries <= _MOST_QUERIES, queries
            yield Figure(
                f"figures of {years * _A_YEAR:,} visits",
                [seconds / most for seconds in inside],
                aim=1,
                at_least=False,
                seen=f"{median(inside):.2f} s of the database, {median(whole):.2f} s in all; "
                f"{queries} queries",
            )


def _asked(period: Period) -> tuple[int, list[float], list[float]]:
    """Queries, and each round's seconds in the database and in all."""
    took: list[float] = []

    def clocked(execute: Any, *call: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*call)
        finally:
            took.append(time.perf_counter() - began)

    now, inside, whole = timezone.now(), [], []
    report_of(period, now=now)
    for _ in range(ROUNDS):
        took.clear()
        began = time.perf_counter()
        with connection.execute_wrapper(clocked):
            visitors = report_of(period, now=now).visitors
        whole.append(time.perf_counter() - began)
        inside.append(sum(took))
        assert visitors.visits > _A_YEAR // 2, visitors
    return len(took), inside, whole

"""Availability of half a year: how many queries, and how it grows with years of history."""

import time
from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scheduling.availability import Schedule
from tests.load.ground import database
from tests.load.host import approved_visits, furnish, mondays
from tests.load.report import Figure

_YEARS = 10
_TIMES = 15

# Four visits a week, every week, as they would have been booked then.
_HISTORY = """
INSERT INTO scheduling_week (starts_on, capacity, taken, note)
SELECT date_trunc('week', current_date)::date - 7 * n, 4, 4, '' FROM generate_series(1, %(weeks)s) n;
INSERT INTO scheduling_reservation
       (week_id, room_id, date, starts_at, ends_at, owner, people, state, created_at)
SELECT w.starts_on, (SELECT min(id) FROM scheduling_room), w.starts_on + day, '09:00', '11:30',
       'visit:' || gen_random_uuid(), 24, 'booked', now()
  FROM scheduling_week w, generate_series(0, 3) day WHERE w.starts_on < current_date - 7;
"""  # noqa: E501 - one statement reads best so


def measure() -> Iterator[Figure]:
    """Queries at the most, and the time with ten years of history beside none."""
    with database():
        furnish(1)
        approved_visits(100, rooms=1)
        queries, none = _asked()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(_HISTORY, {"weeks": 52 * _YEARS})
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("ANALYZE")
        more_queries, ten = _asked()
        yield Figure(
            "availability of 26 weeks",
            [max(queries, more_queries)],
            aim=6,
            at_least=False,
            unit="queries",
        )
        yield Figure(
            f"availability, {_YEARS} years of history",
            [ten / none],
            aim=1.2,
            at_least=False,
            seen=f"{ten * 1000:.1f} ms, without {none * 1000:.1f} ms",
        )


def _asked() -> tuple[int, float]:
    """Queries, and the median of the seconds that one answer takes."""
    first, last = mondays()[0], mondays()[-1]
    now = timezone.now()

    def ask() -> None:
        schedule = Schedule.load(first=first, last=last, now=now)
        schedule.weeks()

    with CaptureQueriesContext(connection) as seen:
        ask()
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return len(seen), median(took)

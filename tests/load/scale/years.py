"""Ten years of one large host: 10,000 visits a year with their events, and a year's mails.

Mails go with the people in them after twelve months (keeping/table.py), so a year of them is there.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from statistics import median

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from keeping.nightly import Disagrees, recount
from notifications.due import run_due
from notifications.models import Message
from tests.load import desk_list
from tests.load.ground import database
from tests.load.host import approved_visits, furnish

A_YEAR, YEARS = 10_000, 10
# Minutes between two visits.
_APART = 365.25 * 24 * 60 / A_YEAR
_ROOMS, _MADE, _TIMES = 10, 50, 5
PAGES = {
    "landing page": "/",
    "schedule": "/jadwal/",
    "weeks, API": "/api/v1/weeks/",
    "public feed": "/kalender/publik.ics",
    "desk, inbox": "/petugas/",
    "desk, list": "/petugas/kunjungan/",
    "desk, list, a status": "/petugas/kunjungan/?status=completed",
    "desk, list by session": "/petugas/kunjungan/?ordering=session",
    "desk, week": "/petugas/minggu/",
    "desk, today": "/petugas/hari-ini/",
    "desk, search": "/petugas/cari/?q=kabupaten+7731",
    "visits, API": "/api/v1/visits/",
    "events, API": "/api/v1/events/",
    "metrics": "/metrics",
}
_EVENTS = """
INSERT INTO visits_visitevent
       (visit_id, kind, at, actor_kind, actor_name, from_status, to_status, data, told_at, number,
        request_id)
SELECT v.id, k.kind, v.created_at + k.n * interval '1 day', 'staff', 'protokol', '', 'completed',
       '{"sequence": 1}', v.created_at, 1000000 + v.id * 10 + k.n, ''
  FROM visits_visit v
 CROSS JOIN (VALUES (1, 'submitted'), (2, 'verified'), (3, 'approved'), (4, 'assigned'),
                    (5, 'checked_in'), (6, 'completed')) k (n, kind)
 WHERE v.reference LIKE 'H-%%'
"""
# Each of the last year's visits gets the mails that one of the real visits got.
_MAILS = """
INSERT INTO notifications_message
       (event_id, visit_id, facts, recipient, channel, template, method, sequence, subject,
        message_id, body, state, created_at, next_attempt_at, attempts_made, sent_at, last_error,
        reminder, returned_words, request_id)
SELECT e.id, v.id, m.facts, m.n || v.contact_email, m.channel, m.template, m.method, 1, m.subject,
       '<' || v.id || '.' || m.n || '@x.example>', m.body, 'sent', v.created_at, v.created_at, 1,
       v.created_at, '', '', '', ''
  FROM visits_visit v
  JOIN visits_visitevent e ON e.visit_id = v.id AND e.kind = 'approved'
  JOIN (SELECT *, row_number() OVER (PARTITION BY visit_id ORDER BY id) AS n,
               dense_rank() OVER (ORDER BY visit_id) - 1 AS of
          FROM notifications_message WHERE body <> '') m ON m.of = v.id %% %(made)s
 WHERE v.reference LIKE 'H-%%' AND v.created_at > now() - interval '1 year'
"""


def measure() -> Iterator[str]:
    """Sizes, and what pages take with no history and with ten years of it."""
    with database():
        furnish(_ROOMS)
        approved_visits(_MADE, rooms=_ROOMS)
        # Once nobody can take the approvals back any more.
        run_due(now=timezone.now() + dt.timedelta(hours=1))
        client = Client()
        client.force_login(User.objects.create_superuser("admin"))
        short = {name: _took(client, path) for name, path in PAGES.items()}
        began = time.monotonic()
        desk_list.grow(1, A_YEAR * YEARS, apart=_APART)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(_EVENTS, {})
            cursor.execute(_MAILS, {"made": _MADE})
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("VACUUM ANALYZE")
        yield f"written in {time.monotonic() - began:.0f} s; {Message.objects.count():,} mails"
        yield from _sizes()
        for name, path in PAGES.items():
            before, after = short[name], _took(client, path)
            yield f"{name:24} {before:7.0f} ms {after:7.0f} ms"
        run_due(now=timezone.now())  # the first one fills the index of a history that SQL wrote
        work = {
            "a pass with nothing due": lambda: run_due(now=timezone.now()),
            "the nightly recount": _recount,
        }
        for name, do in work.items():
            yield f"{name:24} {'':10} {_timed(do):7.0f} ms"


def _recount() -> None:
    with suppress(Disagrees):  # a history written by SQL keeps no count
        recount()


def _took(client: Client, path: str) -> float:
    """Milliseconds of a page, the middle of some, once what is remembered is read."""
    assert client.get(path).status_code == 200, path
    return median(_timed(lambda: client.get(path)) for _ in range(_TIMES))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _sizes() -> Iterator[str]:
    """The database and its largest tables, with indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield f"database: {cursor.fetchone()[0] / 1e6:.0f} MB"
        cursor.execute(
            "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables"
            " ORDER BY 2 DESC LIMIT 6"
        )
        for name, size in cursor.fetchall():
            yield f"  {name}: {size / 1e6:.0f} MB"

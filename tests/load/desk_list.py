"""The desk's list of visits with a long history, beside the same with a short one."""

import os
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from tests.load.ground import ROUNDS, database
from tests.load.host import approved_visits, furnish
from tests.load.report import Figure
from visits.search import list_keys

# Where a million takes too long to write, BENCH_VISITS says how many.
MANY = int(os.environ.get("BENCH_VISITS", "1000000"))
_FEW = 1000
_AIM = 1.5
_TIMES = 5
_PAGES = {
    "desk list": "/petugas/kunjungan/",
    "desk list, a status": "/petugas/kunjungan/?status=completed",
    "desk list, a month": "/petugas/kunjungan/?from=2026-01-01&to=2026-01-31",
    "desk list, by name": "/petugas/kunjungan/?ordering=institution",
    "desk list, by session": "/petugas/kunjungan/?ordering=session",
    "API list": "/api/v1/visits/",
}

_VISITS = """
INSERT INTO visits_visit
       (reference, uid, public_id, nonce, status, version, sequence, institution, region_id,
        purpose, people, leader_name, leader_position, leader_rank, contact_name,
        contact_position, contact_phone, contact_email, letter_number, letter_file, notes,
        language, preferred_slots, proposed_slots, last_slot, wants_waitlist, created_at,
        changed_at, reason, code_attempts, is_demo)
SELECT 'H-' || n, gen_random_uuid(), 'h' || n, md5(n::text), 'completed', 4, 4,
       'DPMPTSP Kabupaten ' || n, '13.02', 'Studi tiru', 20, 'Siti', 'Kepala Dinas', 'other',
       'Budi', '', '+6281234567890', 'b' || n || '@x.example', '', '', '', 'id', '[]', '[]', '',
       false, at, at, '', 0, false
  FROM generate_series(%(first)s, %(last)s) n,
       LATERAL (SELECT now() - n * %(apart)s * interval '1 minute' AS at) made
"""
_PLACES = """
INSERT INTO scheduling_week (starts_on, capacity, taken, note)
SELECT DISTINCT date_trunc('week', created_at)::date, 4, 4, '' FROM visits_visit
    ON CONFLICT DO NOTHING;
INSERT INTO scheduling_reservation
       (week_id, room_id, date, starts_at, ends_at, owner, people, state, created_at, released_at)
SELECT date_trunc('week', created_at)::date, (SELECT min(id) FROM scheduling_room),
       created_at::date, '09:00', '11:30', 'visit:' || uid, 20, 'released', created_at, created_at
  FROM visits_visit WHERE reference LIKE 'H-%%' AND id > %(after)s;
"""


def measure() -> Iterator[Figure]:
    """The same pages with few and with many past visits."""
    with database():
        furnish(1)
        approved_visits(50, rooms=1)
        client = Client()
        client.force_login(User.objects.create_superuser("admin"))
        grow(1, _FEW)
        short = {name: _asked(client, path) for name, path in _PAGES.items()}
        grow(_FEW + 1, MANY)
        for name, path in _PAGES.items():
            queries, few = short[name]
            more_queries, many = _asked(client, path)
            assert queries == more_queries, (name, queries, more_queries)
            yield Figure(
                f"{name}, {MANY:,} visits",
                [slow / quick for slow, quick in zip(many, few, strict=True)],
                aim=_AIM,
                at_least=False,
                seen=f"{median(many) * 1000:.1f} ms, of {_FEW:,} {median(few) * 1000:.1f} ms; "
                f"{queries} queries",
            )


def grow(first: int, last: int, *, apart: float = 5) -> None:
    """Write past visits of those numbers, so many minutes apart."""
    with connection.cursor() as cursor:
        # History is not booked anew: neither guards nor foreign keys look at it.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT coalesce(max(id), 0) FROM visits_visit")
        after = cursor.fetchone()[0]
        cursor.execute(_VISITS, {"first": first, "last": last, "apart": apart})
        cursor.execute(_PLACES, {"after": after})
        cursor.execute("SET session_replication_role = DEFAULT")
        list_keys.write_anew()
        tables = "visits_visit, visits_listkey, scheduling_reservation, scheduling_week"
        cursor.execute(f"VACUUM ANALYZE {tables}")


def _asked(client: Client, path: str) -> tuple[int, list[float]]:
    """Queries, and each round's median of the seconds that a page takes."""
    statements: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        statements.append(sql)
        return execute(sql, *more)

    client.get(path)  # rules and the inbox's count are read once and remembered
    with connection.execute_wrapper(count):
        assert client.get(path).status_code == 200, path
    rounds = []
    for _ in range(ROUNDS):
        took = []
        for _ in range(_TIMES):
            began = time.perf_counter()
            client.get(path)
            took.append(time.perf_counter() - began)
        rounds.append(median(took))
    return len(statements), rounds

"""A long past in whatever database Django uses: visits with all that theirs leaves behind.

As many tables as pages look at: places, events, mails, words to be found by, papers, answers to the
survey. All of it ended two years ago, so that what a page shows stays the same, and only what lies
behind it grows.
"""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from scheduling.weeks import monday_of
from visits.search import list_keys

FIRST_ID = 10_000_000
_YEARS_AGO = dt.timedelta(days=730)
_APART = dt.timedelta(minutes=5)
_TOLD = 100_000
"""Of so many visits at most are there mails: a year's (keeping/table.py)."""
_STATUSES = ("completed",) * 17 + ("declined", "cancelled", "expired")
# What grows, by its table, in the order in which it is written.
_ROWS = {
    "scheduling_week": """
        (starts_on, capacity, taken, note) SELECT DISTINCT monday, 30000, 0, '' FROM past
        WHERE true ON CONFLICT DO NOTHING""",
    "visits_visit": """
        (id, reference, uid, public_id, nonce, status, version, sequence, institution, region_id,
         purpose, people, leader_name, leader_position, leader_rank, contact_name,
         contact_position, contact_phone, contact_email, letter_number, letter_date, letter_file,
         notes, arrived_at, left_at,
         language, preferred_slots, proposed_slots, last_slot, wants_waitlist, created_at,
         verified_at, changed_at, reason, people_came, code_attempts, is_demo)
        SELECT id, reference, uid, 'h' || id, 'n' || id, status, 4, 4,
               'DPMPTSP Kabupaten ' || (id % 5000), region, 'Studi tiru', 5 + id % 60, 'Siti',
               'Kepala Dinas', 'other', 'Budi', '', '+6281234567890', 'b' || id || '@x.example',
               '005/' || id, day, '', '',
               CASE status WHEN 'completed' THEN ended_at END,
               CASE status WHEN 'completed' THEN ended_at END, 'id', '[]', '[]',
               CASE status WHEN 'completed' THEN '' ELSE day || '-0900-aula' END, false, sent_at,
               sent_at, ended_at, CASE status WHEN 'declined' THEN 'Kuota penuh' ELSE '' END,
               CASE status WHEN 'completed' THEN 18 END, 0, false FROM past""",
    "scheduling_reservation": """
        (week_id, room_id, date, starts_at, ends_at, owner, people, state, created_at, booked_at,
         released_at)
        SELECT monday, (SELECT min(id) FROM scheduling_room), day, starts_at, ends_at, owner, 20,
               CASE status WHEN 'completed' THEN 'booked' ELSE 'released' END, sent_at,
               CASE status WHEN 'completed' THEN decided_at END,
               CASE status WHEN 'completed' THEN NULL ELSE decided_at END FROM past""",
    "visits_visitevent": """
        (visit_id, kind, at, actor_kind, actor_name, from_status, to_status, data, told_at, number)
        SELECT id, kind, CASE n WHEN 1 THEN sent_at WHEN 2 THEN decided_at ELSE ended_at END,
               'staff', 'protokol', was, became, '{"sequence": 1}', ended_at, id * 4 + n
          FROM past, (SELECT 1 AS n, 'submitted' AS kind, '' AS was, 'requested' AS became
                      UNION ALL SELECT 2, 'approved', 'requested', 'confirmed'
                      UNION ALL SELECT 3, 'completed', 'confirmed', 'completed') kinds""",
    "visits_assignment": """
        (visit_id, officer_id, role)
        SELECT id, (SELECT min(id) FROM visits_officer) + id % 2, 'receiving' FROM past
        WHERE status = 'completed'""",
    "visits_visit_topics": """
        (visit_id, topic_id) SELECT id, (SELECT min(id) FROM visits_topic) FROM past""",
    "visits_visit_agencies": """
        (visit_id, agency_id) SELECT id, (SELECT min(id) FROM visits_agency) FROM past
        WHERE id % 2 = 0""",
    "visits_participant": """
        (visit_id, number, name, position, grade, nip, added_at_door)
        SELECT id, n, 'Siti ' || id, '', '', '', false
          FROM past, (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) people
         WHERE id % 10 = 0""",
    "visits_surveyanswer": """
        (visit_id, nonce, answered_at, requirements, procedure, timeliness, cost, product,
         competence, conduct, complaints, facilities, remark)
        SELECT id, 's' || id, ended_at, 3, 4, 3, 4, 3, 4, 3, 4, 3, '' FROM past
        WHERE status = 'completed' AND id % 2 = 0""",
    "visits_searchentry": """
        (visit_id, words)
        SELECT id, ' ' || reference || ' 005 ' || id || ' dpmptsp kabupaten ' || (id % 5000)
               || ' siti budi b' || id || ' 6281234567890 region' || replace(region, '.', '') || ' '
          FROM past""",
    "visits_paper": """
        (visit_id, kind, person, state, code, number, year, issued_on, issued_at, data, file,
         sha256, signed_by, signed_file, signed_sha256, sent_at, reason, made_at, version,
         number_again)
        SELECT id, 'reply', 0, 'sent', 'c' || id, '400/' || id, 2020, day, decided_at, '{}', '',
               '', '', '', '', decided_at, '', decided_at, 1, false FROM past
        WHERE status = 'completed'""",
    "visits_incoming": """
        (event_id, visit_id, read_at, read_name, answered)
        SELECT e.id, p.id, p.decided_at, '', true
          FROM past p JOIN visits_visitevent e ON e.visit_id = p.id AND e.kind = 'submitted'
         WHERE p.id % 5 = 0""",
    "notifications_message": """
        (event_id, visit_id, facts, recipient, channel, template, method, sequence, subject,
         message_id, body, state, created_at, next_attempt_at, attempts_made, sent_at, last_error)
        SELECT e.id, p.id, '{}', 'b' || p.id || '@x.example', 'email', 'approved', '', 1, 'x',
               '<' || e.id || '@x.example>', '', 'sent', e.at, e.at, 1, e.at, ''
          FROM past p JOIN visits_visitevent e ON e.visit_id = p.id WHERE p.told""",
    "notifications_attempt": """
        (message_id, at, answer)
        SELECT m.id, m.created_at, '451' FROM past p JOIN notifications_message m
               ON m.visit_id = p.id WHERE p.told AND p.id % 20 = 0""",
    "visits_opening": """
        (reference, thing, paper, door, who, name, network, day, first_at, last_at, times)
        SELECT reference, 'visit', 0, 'desk', 'user:2', 'Dewi', '127.0.0.1', day, decided_at,
               decided_at, 1 FROM past WHERE told""",
}
_COLUMNS = {
    "id": "bigint PRIMARY KEY",
    "uid": "uuid",
    "owner": "varchar(64)",
    "reference": "varchar(16)",
    "status": "varchar(10)",
    "region": "varchar(13)",
    "sent_at": "timestamp with time zone",
    "decided_at": "timestamp with time zone",
    "ended_at": "timestamp with time zone",
    "day": "date",
    "monday": "date",
    "starts_at": "time",
    "ends_at": "time",
    "told": "boolean",
}


def grow(first: int, last: int, *, regions: list[str]) -> None:
    """Write the past visits of those numbers, five minutes apart, the lower the nearer."""
    with connection.cursor() as cursor:
        of = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        cursor.execute("DROP TABLE IF EXISTS past")
        cursor.execute(f"CREATE TEMPORARY TABLE past ({of})")
        rows = _visits(first, last, regions)
        if connection.vendor == "postgresql":
            # History is not booked anew: neither guards nor foreign keys look at it.
            cursor.execute("SET session_replication_role = replica")
            with cursor.copy("COPY past FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute("ANALYZE past")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            marks = ", ".join(["%s"] * len(_COLUMNS))
            plain = ([_as_kept(value) for value in row] for row in rows)
            cursor.executemany(f"INSERT INTO past VALUES ({marks})", plain)
        for table, select in _ROWS.items():
            cursor.execute(f"INSERT INTO {table} {select}")
        cursor.execute("DROP TABLE past")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            list_keys.write_anew()
            cursor.execute("VACUUM ANALYZE")
        else:
            for _name, sql in guards:
                cursor.execute(sql)
            list_keys.write_anew()


def _visits(first: int, last: int, regions: list[str]) -> Iterator[tuple[object, ...]]:
    newest = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - _YEARS_AGO
    for n in range(first, last + 1):
        uid, at = uuid.uuid4(), newest - n * _APART
        day, hour = at.date(), at.time()
        yield (
            FIRST_ID + n,
            uid,
            f"visit:{uid}",
            f"H-{n}",
            _STATUSES[n % len(_STATUSES)],
            regions[n % len(regions)],
            at - dt.timedelta(days=20),
            at - dt.timedelta(days=18),
            at,
            day,
            monday_of(day),
            hour,
            (at + dt.timedelta(minutes=1)).time(),
            n <= _TOLD,
        )


def _as_kept(value: object) -> object:
    """As SQLite keeps it."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M:%S")
    return value

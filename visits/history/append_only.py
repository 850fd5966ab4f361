"""Triggers that keep the history of events append-only, whoever writes.

Only `told_at`, the mark of the outbox, may change after an event is written, and `number`, its
place in the feed, be given once; what an event changed (FieldChange) stays as it is. Deleting stays
possible because erasure of personal data (UU 27/2022) takes a visit with all that belongs to it.
"""

from typing import Any

from django.db import connections

FROZEN = "events_are_append_only"
_COLUMNS = "visit_id, kind, at, actor_kind, actor_name, from_status, to_status, data"

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION visits_guard_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER IF EXISTS visits_guard_events ON visits_visitevent;
CREATE TRIGGER visits_guard_events BEFORE UPDATE OF {_COLUMNS} ON visits_visitevent
    FOR EACH ROW EXECUTE FUNCTION visits_guard_events();
DROP TRIGGER IF EXISTS visits_guard_numbers ON visits_visitevent;
CREATE TRIGGER visits_guard_numbers BEFORE UPDATE OF number ON visits_visitevent
    FOR EACH ROW WHEN (OLD.number IS NOT NULL) EXECUTE FUNCTION visits_guard_events();
"""
_POSTGRESQL_CHANGES = """
DROP TRIGGER IF EXISTS visits_guard_changes ON visits_fieldchange;
CREATE TRIGGER visits_guard_changes BEFORE UPDATE ON visits_fieldchange
    FOR EACH ROW EXECUTE FUNCTION visits_guard_events();
"""
_SQLITE = {
    "visits_guard_events": f"""
CREATE TRIGGER visits_guard_events BEFORE UPDATE OF {_COLUMNS} ON visits_visitevent
BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END
""",
    "visits_guard_numbers": f"""
CREATE TRIGGER visits_guard_numbers BEFORE UPDATE OF number ON visits_visitevent
WHEN OLD.number IS NOT NULL BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END
""",
}
_SQLITE_CHANGES = {
    "visits_guard_changes": f"""
CREATE TRIGGER visits_guard_changes BEFORE UPDATE ON visits_fieldchange
BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END
""",
}


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install the guard on the database `using`; harmless where it is there already."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if "visits_visitevent" not in tables:
        return
    # An older state of the tables, to which a migration's test goes back, has none of these.
    changes = "visits_fieldchange" in tables
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL + (_POSTGRESQL_CHANGES if changes else ""))
        else:
            for name, statement in (_SQLITE | (_SQLITE_CHANGES if changes else {})).items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)

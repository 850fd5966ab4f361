"""Triggers by which the database itself refuses two items of one rundown at one time.

Whoever writes them, and by whatever way. That they lie within the session is checked under the
visit's lock (life/rundown/setting.py): which session that is, another table says.
"""

from typing import Any

from django.db import connections

OVERLAP = "agenda_items_overlap"
_CLASH = """EXISTS (SELECT 1 FROM visits_agendaitem other
     WHERE other.visit_id = NEW.visit_id AND other.id <> NEW.id
       AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at)"""

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION visits_guard_agenda() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes items of one visit waits here for the others who do.
    PERFORM 1 FROM visits_visit WHERE id = NEW.visit_id FOR NO KEY UPDATE;
    IF {_CLASH} THEN
        RAISE EXCEPTION '{OVERLAP}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS visits_guard_agenda ON visits_agendaitem;
CREATE TRIGGER visits_guard_agenda AFTER INSERT OR UPDATE OF visit_id, starts_at, ends_at
    ON visits_agendaitem FOR EACH ROW EXECUTE FUNCTION visits_guard_agenda();
"""
_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{OVERLAP}') WHERE {_CLASH}; END"
_SQLITE = {
    "visits_guard_agenda_insert": f"AFTER INSERT ON visits_agendaitem {_REFUSE}",
    "visits_guard_agenda_update": (
        f"AFTER UPDATE OF visit_id, starts_at, ends_at ON visits_agendaitem {_REFUSE}"
    ),
}


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install the guard on the database `using`; harmless where it is there already."""
    connection = connections[using]
    if "visits_agendaitem" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            return
        for name, body in _SQLITE.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {body}")

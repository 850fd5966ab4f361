"""The last line: triggers by which the database itself counts places and guards rooms.

Whoever writes a reservation, and by whatever way (our functions, the admin, a console), the
database refuses a place beyond the week's capacity and two reservations in one room at one time.
A plain CHECK cannot say so, since lowering a capacity below what is taken must stay possible
(docs/decisions/0003). Nor does a room's code change: it stands in session ids and calendars.

Installed after every migrate and, on SQLite, taken away before one of our own migrations: SQLite
alters a table by building it anew, which drops its triggers, and refuses to rename the new one
while a trigger elsewhere names the old.
"""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, connections
from django.db.migrations import Migration

WEEK_FULL = "week_capacity"
ROOM_TAKEN = "room_taken"
WRONG_WEEK = "date_outside_week"
ROOM_CODE = "room_code_stays"
# How the databases name the unique session in a room, where it speaks before the guard does.
_SAME_SESSION = ("one_reservation_in_a_room_at_a_time", "scheduling_reservation.starts_at")

# ruff: noqa: S608 - only our own constants stand in these statements.
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION scheduling_guard_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_active boolean := TG_OP <> 'INSERT' AND OLD.state <> 'released';
    is_active  boolean := TG_OP <> 'DELETE' AND NEW.state <> 'released';
BEGIN
    IF was_active AND is_active AND OLD.week_id = NEW.week_id THEN
        IF (OLD.room_id, OLD.date, OLD.starts_at, OLD.ends_at)
           IS DISTINCT FROM (NEW.room_id, NEW.date, NEW.starts_at, NEW.ends_at) THEN
            -- Whoever moves within a week waits here for the others who take rooms in it.
            PERFORM 1 FROM scheduling_week WHERE starts_on = NEW.week_id FOR UPDATE;
        END IF;
    ELSE
        IF was_active THEN
            UPDATE scheduling_week SET taken = taken - 1 WHERE starts_on = OLD.week_id;
        END IF;
        IF is_active THEN
            UPDATE scheduling_week SET taken = taken + 1
             WHERE starts_on = NEW.week_id AND taken < capacity;
            IF NOT FOUND THEN
                RAISE EXCEPTION '{WEEK_FULL}' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
    END IF;
    IF is_active THEN
        IF NEW.date - NEW.week_id NOT BETWEEN 0 AND 6 THEN
            RAISE EXCEPTION '{WRONG_WEEK}' USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM scheduling_reservation r
                    WHERE r.room_id = NEW.room_id AND r.date = NEW.date AND r.id <> NEW.id
                      AND r.state <> 'released'
                      AND r.starts_at < NEW.ends_at AND r.ends_at > NEW.starts_at) THEN
            RAISE EXCEPTION '{ROOM_TAKEN}' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS scheduling_guard_places ON scheduling_reservation;
CREATE TRIGGER scheduling_guard_places AFTER INSERT OR UPDATE OR DELETE ON scheduling_reservation
    FOR EACH ROW EXECUTE FUNCTION scheduling_guard_places();
CREATE OR REPLACE FUNCTION scheduling_guard_room_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{ROOM_CODE}' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER IF EXISTS scheduling_guard_room_code ON scheduling_room;
CREATE TRIGGER scheduling_guard_room_code BEFORE UPDATE OF code ON scheduling_room
    FOR EACH ROW WHEN (OLD.code IS DISTINCT FROM NEW.code)
    EXECUTE FUNCTION scheduling_guard_room_code();
"""

_TAKE = f"""
    SELECT RAISE(ABORT, '{WEEK_FULL}') FROM scheduling_week
     WHERE starts_on = NEW.week_id AND taken >= capacity;
    UPDATE scheduling_week SET taken = taken + 1 WHERE starts_on = NEW.week_id;
"""
_GIVE_BACK = "UPDATE scheduling_week SET taken = taken - 1 WHERE starts_on = OLD.week_id;"
_CHECK_SESSION = f"""
    SELECT RAISE(ABORT, '{WRONG_WEEK}')
     WHERE julianday(NEW.date) - julianday(NEW.week_id) NOT BETWEEN 0 AND 6;
    SELECT RAISE(ABORT, '{ROOM_TAKEN}') FROM scheduling_reservation r
     WHERE r.room_id = NEW.room_id AND r.date = NEW.date AND r.id <> NEW.id
       AND r.state <> 'released' AND r.starts_at < NEW.ends_at AND r.ends_at > NEW.starts_at;
"""
_CHANGED = "AFTER UPDATE ON scheduling_reservation WHEN "
_STAYS = "OLD.state <> 'released' AND NEW.state <> 'released' AND "
# name: (when, body). One trigger a case, because SQLite has no IF in a trigger's body.
_SQLITE = {
    "scheduling_guard_insert": (
        "AFTER INSERT ON scheduling_reservation WHEN NEW.state <> 'released'",
        _TAKE + _CHECK_SESSION,
    ),
    "scheduling_guard_delete": (
        "AFTER DELETE ON scheduling_reservation WHEN OLD.state <> 'released'",
        _GIVE_BACK,
    ),
    "scheduling_guard_release": (
        _CHANGED + "OLD.state <> 'released' AND NEW.state = 'released'",
        _GIVE_BACK,
    ),
    "scheduling_guard_retake": (
        _CHANGED + "OLD.state = 'released' AND NEW.state <> 'released'",
        _TAKE + _CHECK_SESSION,
    ),
    "scheduling_guard_move": (
        _CHANGED + _STAYS + "OLD.week_id <> NEW.week_id",
        _GIVE_BACK + _TAKE + _CHECK_SESSION,
    ),
    "scheduling_guard_room_code": (
        "BEFORE UPDATE OF code ON scheduling_room WHEN OLD.code <> NEW.code",
        f"SELECT RAISE(ABORT, '{ROOM_CODE}');",
    ),
    "scheduling_guard_change": (
        _CHANGED + _STAYS + "OLD.week_id = NEW.week_id",
        _CHECK_SESSION,
    ),
}


def said(error: IntegrityError) -> str | None:
    """WEEK_FULL or ROOM_TAKEN where the database refused a place so; None where it said else."""
    words = str(error)
    if WEEK_FULL in words:
        return WEEK_FULL
    if any(name in words for name in (ROOM_TAKEN, *_SAME_SESSION)):
        return ROOM_TAKEN
    return None


_COUNT_ANEW = """
UPDATE scheduling_week SET taken = (
    SELECT count(*) FROM scheduling_reservation r
     WHERE r.week_id = scheduling_week.starts_on AND r.state <> 'released')
"""


def missing(*, using: str = "default") -> list[str]:
    """The names of guards that should be in the database and are not."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = ["scheduling_guard_places", "scheduling_guard_room_code"]
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'"
                " AND tgrelid IN ('scheduling_reservation'::regclass, 'scheduling_room'::regclass)"
            )
        else:
            names = list(_SQLITE)
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in names if name not in there]


def make_way(
    *, using: str = "default", plan: Iterable[tuple[Migration, bool]] = (), **_signal: Any
) -> None:
    """Before a migration of our tables: on SQLite take the guards away (see above)."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not any(m.app_label == "scheduling" for m, _ in plan):
        return
    with connection.cursor() as cursor:
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install the guards on the database `using`; harmless where they are there already."""
    connection = connections[using]
    if "scheduling_reservation" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            return
        away = missing(using=using)
        for name, (when, body) in _SQLITE.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN {body} END")
        if away:
            # A migration may have been killed, and an older release gone on taking places.
            cursor.execute(_COUNT_ANEW)

"""The one statement that takes a place: it stores a reservation if all still holds at that moment.

The week is locked by it and has a place left, the room is free, the day takes one more, and the
rules are those by which the place was judged: their mark (marks.py) is a condition of the
statement, so that a process may judge by rules that it remembers. What two statements at once
cannot see of each other, the guards refuse (guards.py), and what they say is undone with it.
"""

from contextlib import nullcontext
from typing import Any

from django.db import IntegrityError, connection, connections, transaction

from scheduling.database import guards, marks
from scheduling.database.marks import Topic
from scheduling.models import Reservation

RULES_CHANGED = "rules_changed"
DAY_FULL = "day_full"

# On PostgreSQL whoever waits for the week looks at it anew: it may be full by then. All else the
# statement sees as it was before the wait, so a function, whose queries see what is there now,
# looks at rules and day once more with the week locked (PostgreSQL 15, 38.7: volatile functions).
_STILL_HOLDS = "scheduling_still_holds"
# ruff: noqa: S608 - only our own constants stand in these statements.
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {_STILL_HOLDS}(place bigint, on_day date, stamp_then bigint, most int)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF stamp_then IS NOT NULL AND stamp_then IS DISTINCT FROM
       (SELECT SUM(stamp) FROM scheduling_changemark WHERE topic = '{Topic.RULES}') THEN
        RAISE EXCEPTION '{RULES_CHANGED}' USING ERRCODE = 'check_violation';
    END IF;
    IF most IS NOT NULL AND most <= (SELECT count(*) FROM scheduling_reservation
        WHERE date = on_day AND state <> 'released' AND id <> place) THEN
        RAISE EXCEPTION '{DAY_FULL}' USING ERRCODE = 'check_violation';
    END IF;
END $$;
"""
_FIELDS = [field for field in Reservation._meta.concrete_fields if not field.primary_key]
_INSERT = f"""
INSERT INTO scheduling_reservation ({", ".join(str(field.column) for field in _FIELDS)})
SELECT {", ".join(["%s"] * len(_FIELDS))} FROM scheduling_week w
 WHERE w.starts_on = %s AND w.taken < w.capacity
   AND NOT EXISTS (SELECT 1 FROM scheduling_reservation r
                    WHERE r.room_id = %s AND r.date = %s AND r.state <> 'released'
                      AND r.starts_at < %s AND r.ends_at > %s)
   AND (%s IS NULL OR (SELECT SUM(stamp) FROM scheduling_changemark WHERE topic = 'rules') = %s)
"""
_DAY = """
   AND (SELECT count(*) FROM scheduling_reservation r
         WHERE r.date = %s AND r.state <> 'released') < %s
"""


def rules_hold(stamp: int | None) -> bool:
    """Whether the rules' mark is `stamp` still; True where it is None, which is not known."""
    return stamp is None or marks.read().get(Topic.RULES) == stamp


def insert(place: Reservation, *, stamp: int | None, most: int | None) -> int | None:
    """Store a new, active `place`; its id, or None where something no longer holds.

    `stamp` is the rules' mark that it was judged under, None where that is not known; `most` how
    many delegations its day takes, None where only the week counts. Outside of a transaction the
    statement is one itself. Raises IntegrityError where its owner has a place already.
    """
    values = [
        field.get_db_prep_save(getattr(place, field.attname), connection) for field in _FIELDS
    ]
    week, room, day, starts_at, ends_at = values[:5]
    statement = _INSERT
    values += [week, room, day, ends_at, starts_at, stamp, stamp]
    if most is not None:
        statement += _DAY
        values += [day, most]
    if connection.features.has_select_for_update:
        lock = connection.ops.for_update_sql(no_key=True)
        statement += f"{lock} RETURNING id, {_STILL_HOLDS}(id, %s, %s, %s)"
        values += [day, stamp, most]
    else:
        statement += "RETURNING id"
    # What is refused must not end the caller's transaction.
    alone = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with alone, connection.cursor() as cursor:
            cursor.execute(statement, values)
            # To its end: SQLite commits with the last step.
            rows = cursor.fetchall()
    except IntegrityError as error:
        if guards.said(error) or any(word in str(error) for word in (RULES_CHANGED, DAY_FULL)):
            return None
        raise
    return int(rows[0][0]) if rows else None


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install on the database `using` what the statement calls; harmless where it is there."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute(_POSTGRESQL)

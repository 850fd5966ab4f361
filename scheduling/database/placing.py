"""The one statement that takes a place: it stores a reservation if all still holds at that moment.

The week is locked by it and has a place left, the room is free, and the rules are those by which
the place was judged: their mark (marks.py) is a condition of the statement, so that a process may
judge by rules that it remembers. What two statements at once cannot see of each other, the guards
refuse (guards.py).
"""

from django.db import connection

from scheduling.database import marks
from scheduling.database.marks import Topic
from scheduling.models import Reservation

# On PostgreSQL whoever waits for the week looks at it anew: it may be full by then.
_INSERT = """
INSERT INTO scheduling_reservation ({columns})
SELECT {values} FROM scheduling_week w
 WHERE w.starts_on = %s AND w.taken < w.capacity
   AND NOT EXISTS (SELECT 1 FROM scheduling_reservation r
                    WHERE r.room_id = %s AND r.date = %s AND r.state <> 'released'
                      AND r.starts_at < %s AND r.ends_at > %s)
   AND (%s IS NULL OR (SELECT SUM(stamp) FROM scheduling_changemark WHERE topic = 'rules') = %s)
   {lock}
RETURNING id
"""


def rules_hold(stamp: int | None) -> bool:
    """Whether the rules' mark is `stamp` still; True where it is None, which is not known."""
    return stamp is None or marks.read().get(Topic.RULES) == stamp


def insert(place: Reservation, *, stamp: int | None) -> int | None:
    """Store a new, active `place`; its id, or None where something no longer holds.

    `stamp` is the rules' mark that it was judged under, None where that is not known. Raises
    IntegrityError with the guards' words, or where its owner has a place already.
    """
    fields = [field for field in Reservation._meta.concrete_fields if not field.primary_key]
    value = {
        field.attname: field.get_db_prep_save(getattr(place, field.attname), connection)
        for field in fields
    }
    lock = connection.ops.for_update_sql(no_key=True)
    statement = _INSERT.format(
        columns=", ".join(value),
        values=", ".join(["%s"] * len(value)),
        lock=lock if connection.features.has_select_for_update else "",
    )
    room = (value["room_id"], value["date"], value["ends_at"], value["starts_at"])
    with connection.cursor() as cursor:
        cursor.execute(statement, [*value.values(), value["week_id"], *room, stamp, stamp])
        row = cursor.fetchone()
    return int(row[0]) if row else None

"""Has anything changed? Marks that the database itself keeps, for what is made once and remembered.

Whoever changes a watched table, and by whatever way, leaves a new random stamp on its topic, in
the same transaction. So the mark others see changes at the very moment in which the change does,
and a mark never comes back with another content, not even after a rollback. Who remembers
something reads the mark before the data, and takes it again while the mark is the same
(docs/decisions/0020).
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection, connections
from django.db.migrations import Migration

from scheduling.once import forget


class Topic(StrEnum):
    """What a mark is of."""

    RULES = "rules"
    PLACES = "places"
    VISITS = "visits"
    FEEDS = "feeds"
    HOST = "host"
    NEIGHBOURS = "neighbours"
    # What a request names: the key that it comes with, the region that it comes from.
    NAMED = "named"


Mark = Mapping[str, int]
"""The stamps by topic."""


@dataclass(frozen=True)
class _Watched:
    table: str
    topics: tuple[Topic, ...]
    columns: Sequence[str]
    # Not what another table's trigger changes in it: that table is watched itself.
    by_hand: bool

    @property
    def updates(self) -> str:
        """The updates that matter, in SQL."""
        return f"UPDATE OF {', '.join(self.columns)}" if self.columns else "UPDATE"

    @property
    def names(self) -> str:
        """The topics, in SQL."""
        return ", ".join(f"'{topic}'" for topic in self.topics)


_watched: dict[str, _Watched] = {}


def watch(topic: Topic, *tables: str, columns: Sequence[str] = (), by_hand: bool = False) -> None:
    """Let each change of the tables mark the topic; updates only where they set `columns`.

    With `by_hand` PostgreSQL passes over what triggers change there, whose occasion marks already.
    A table may be watched for several topics, alike.
    """
    for table in tables:
        before = _watched[table].topics if table in _watched else ()
        topics = tuple(dict.fromkeys((*before, topic)))
        _watched[table] = _Watched(table, topics, columns, by_hand)


def watched() -> dict[str, tuple[Topic, ...]]:
    """The tables that are watched, with the topics that their changes mark."""
    return {table: of.topics for table, of in _watched.items()}


def read() -> Mark:
    """The marks as they are now; one query. What is taken is read anew after it."""
    # What was read before is perhaps older than this mark, and must not be remembered by it.
    forget("places")
    with connection.cursor() as cursor:
        cursor.execute("SELECT topic, SUM(stamp) FROM scheduling_changemark GROUP BY topic")
        return {topic: int(stamp) for topic, stamp in cursor.fetchall()}


# ruff: noqa: S608 - only our own names stand in these statements.

# A topic whose rows are all held by others at this moment gets one more, so that nobody waits.
_NAME = "scheduling_mark_change"
_STAMPS = 10**14
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    new_stamp bigint := floor(random() * {_STAMPS});
BEGIN
    FOR n IN 0 .. TG_NARGS - 1 LOOP
        UPDATE scheduling_changemark SET stamp = new_stamp
         WHERE id = (SELECT id FROM scheduling_changemark WHERE topic = TG_ARGV[n]
                      ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO scheduling_changemark (topic, stamp) VALUES (TG_ARGV[n], new_stamp);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
_STAMP = f"abs(random() % {_STAMPS})"


def _triggers() -> Iterator[tuple[str, str, _Watched]]:
    """Name and occasion of each trigger on SQLite, which wants one for each kind of change."""
    for entry in _watched.values():
        for kind in ("INSERT", "DELETE", entry.updates):
            yield f"marks_{entry.table}_{kind.split()[0].lower()}", kind, entry


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install the triggers on the database `using`; harmless where they are there already.

    Everything counts as changed then, since nobody watched meanwhile.
    """
    database = connections[using]
    tables = set(database.introspection.table_names())
    if "scheduling_changemark" not in tables:
        return
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            for entry in _watched.values():
                if entry.table in tables:
                    cursor.execute(
                        f"CREATE OR REPLACE TRIGGER {_NAME} AFTER INSERT OR DELETE OR TRUNCATE"
                        f" OR {entry.updates} ON {entry.table}"
                        f"{' WHEN (pg_trigger_depth() = 0)' if entry.by_hand else ''}"
                        f" EXECUTE FUNCTION {_NAME}({entry.names})"
                    )
        else:
            for name, kind, entry in _triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                if entry.table in tables:
                    cursor.execute(
                        f"CREATE TRIGGER {name} AFTER {kind} ON {entry.table} BEGIN"
                        f" UPDATE scheduling_changemark SET stamp = {_STAMP}"
                        f" WHERE topic IN ({entry.names}); END"
                    )
        cursor.execute("DELETE FROM scheduling_changemark")
        cursor.executemany(
            "INSERT INTO scheduling_changemark (topic, stamp) VALUES (%s, %s)",
            [(topic.value, secrets.randbelow(_STAMPS)) for topic in Topic],
        )


def make_way(
    *, using: str = "default", plan: Iterable[tuple[Migration, bool]] = (), **_signal: Any
) -> None:
    """Before a migration take those triggers away that would forbid it.

    SQLite refuses to rename a table while a trigger elsewhere names it (guards.py); PostgreSQL to
    alter a column that a trigger names.
    """
    if not list(plan):
        return
    database = connections[using]
    tables = set(database.introspection.table_names())
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            for entry in _watched.values():
                if entry.columns and entry.table in tables:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_NAME} ON {entry.table}")
            return
        for name, _, _ in _triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")

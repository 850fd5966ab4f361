"""Triggers by which the database itself keeps what lists sort visits by (models/search.py).

A session is where the visit's place is, and a place may be another's, move, pass on or be given
back; a receiver is named, replaced and renamed. Whoever changes one of these, and by whatever way,
the key follows in the same statement: a list by it stands in an index, and nobody looks it up for
every visit there ever was. Session and receiver are the same as `visits.sessions_of` and the list's
rows show.

Installed after every migrate and taken away before one, as the guards of places are
(scheduling/database/guards.py); where they were away, all keys are written anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.migrations import Migration
from django.db.transaction import atomic

# ruff: noqa: S608 - only our own constants stand in these statements.


def _begins(begin: str, key: str) -> str:
    """When the session of the visit `v` begins, in SQL, of the database's own words for it."""
    last = "substr(v.last_slot, {}, {})".format
    return f"""COALESCE(
        (SELECT {begin} FROM scheduling_reservation r
          WHERE r.owner = {key} AND r.state <> 'released'),
        (SELECT {begin} FROM scheduling_share s
           JOIN scheduling_reservation r ON r.id = s.reservation_id WHERE s.owner = {key}),
        NULLIF({last(1, 10)} || 'T' || {last(12, 2)} || ':' || {last(14, 2)} || ':00', 'T::00'),
        CAST(v.held_on AS varchar(10)) || 'T00:00:00',
        '')"""


_SMALL = "substr(lower({}.name), 1, 120)".format  # some letters are longer in small ones
_RECEIVER = f"""COALESCE(
        (SELECT {_SMALL("o")} FROM visits_assignment a JOIN visits_officer o ON o.id = a.officer_id
          WHERE a.visit_id = v.id AND a.role = 'receiving'), '')"""
_RECEIVED = (
    "SELECT visit_id FROM visits_assignment WHERE officer_id = NEW.id AND role = 'receiving'"
)
_RENAMED = f"UPDATE visits_listkey SET receiver = {_SMALL('NEW')} WHERE visit_id IN ({_RECEIVED});"
_DIGITS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
_BEGINS = {
    "postgresql": _begins(
        "to_char(r.date + r.starts_at, 'YYYY-MM-DD\"T\"HH24:MI:SS')", "'visit:' || v.uid::text"
    ),
    # It keeps a uid as 32 digits, an owner has hyphens in it.
    "sqlite": _begins(
        "r.date || 'T' || r.starts_at",
        "'visit:' || " + " || '-' || ".join(f"substr(v.uid, {at}, {n})" for at, n in _DIGITS),
    ),
}

_OWNER = "^visit:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
# Several may change at once what one key follows, and none sees what the others have not committed.
# So each takes the key first, and reads in a statement of its own, after whoever had it before; and
# what the key comes to hang on is held fast until then.
_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION visits_keep_session(whose text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v record;
    its_begin text;
BEGIN
    IF whose !~ '{_OWNER}' THEN
        RETURN;
    END IF;
    PERFORM 1 FROM visits_listkey k JOIN visits_visit w ON w.id = k.visit_id
      WHERE w.uid = substr(whose, 7)::uuid FOR NO KEY UPDATE OF k;
    -- A request takes its place before it is stored.
    IF FOUND THEN
        SELECT * INTO v FROM visits_visit WHERE uid = substr(whose, 7)::uuid;
        its_begin := {_BEGINS["postgresql"]};
        UPDATE visits_listkey SET begins = its_begin
         WHERE visit_id = v.id AND begins <> its_begin;
    END IF;
END $$;
CREATE OR REPLACE FUNCTION visits_key_of_visit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO visits_listkey (visit_id, begins, receiver)
        SELECT v.id, {_BEGINS["postgresql"]}, '' FROM (SELECT NEW.*) v;
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM visits_keep_session('visit:' || NEW.uid);
    ELSE
        DELETE FROM visits_listkey WHERE visit_id = OLD.id;
        RETURN OLD;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION visits_key_of_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'scheduling_share' AND TG_OP <> 'DELETE' THEN
        PERFORM 1 FROM scheduling_reservation WHERE id = NEW.reservation_id FOR NO KEY UPDATE;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM visits_keep_session(OLD.owner);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD.owner <> NEW.owner) THEN
        PERFORM visits_keep_session(NEW.owner);
    END IF;
    IF TG_TABLE_NAME = 'scheduling_reservation' AND TG_OP = 'UPDATE' THEN
        PERFORM visits_keep_session(s.owner) FROM scheduling_share s
          WHERE s.reservation_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION visits_key_of_receiver() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        ids := ARRAY[OLD.visit_id];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        ids := ids || NEW.visit_id;
        -- Whoever renames the officer meanwhile waits, and finds this visit among theirs.
        PERFORM 1 FROM visits_officer WHERE id = NEW.officer_id FOR SHARE;
    END IF;
    PERFORM 1 FROM visits_listkey WHERE visit_id = ANY (ids) ORDER BY visit_id FOR NO KEY UPDATE;
    UPDATE visits_listkey k SET receiver = now.receiver
      FROM (SELECT v.id, {_RECEIVER} AS receiver FROM visits_visit v WHERE v.id = ANY (ids)) now
     WHERE k.visit_id = now.id AND k.receiver <> now.receiver;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION visits_key_of_officer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM visits_listkey WHERE visit_id IN ({_RECEIVED})
      ORDER BY visit_id FOR NO KEY UPDATE;
    {_RENAMED}
    RETURN NULL;
END $$;
"""


def _by_id(ids: str, column: str, value: str) -> str:
    """Write one column of the keys of those visits anew, for SQLite."""
    return (
        f"UPDATE visits_listkey SET {column} ="
        f" (SELECT {value} FROM visits_visit v WHERE v.id = visit_id) WHERE visit_id IN ({ids});"
    )


def _by_owner(*owners: str) -> str:
    """The same of the session of the visits with one of these owners' keys."""
    uids = " UNION ALL ".join(
        f"SELECT replace(substr(owner, 7), '-', '') FROM (SELECT {owner})" for owner in owners
    )
    ids = f"SELECT id FROM visits_visit WHERE uid IN ({uids})"
    return _by_id(ids, "begins", _BEGINS["sqlite"])


def _receiver(*ids: str) -> str:
    return _by_id(", ".join(ids), "receiver", _RECEIVER)


_OWN, _WAS = "NEW.owner AS owner", "OLD.owner AS owner"
_COMPANIONS = "owner FROM scheduling_share WHERE reservation_id = NEW.id"
_VISIT, _ASSIGNMENT, _OFFICER = "visits_visit", "visits_assignment", "visits_officer"
_PLACE, _SHARE = "scheduling_reservation", "scheduling_share"
_TAKEN = "{}.state <> 'released'"
_MADE = f"""INSERT INTO visits_listkey (visit_id, begins, receiver)
    SELECT v.id, {_BEGINS["sqlite"]}, '' FROM visits_visit v WHERE v.id = NEW.id;"""
_GONE = "DELETE FROM visits_listkey WHERE visit_id = OLD.id;"


@dataclass(frozen=True)
class _Trigger:
    """When the key follows: at which moment of which table, and if what of a row `changes`.

    PostgreSQL calls the function `calls` then, SQLite does what stands in `does`.
    """

    name: str
    moment: str
    table: str
    calls: str
    does: str
    changes: tuple[str, ...] = ()
    only: str = ""

    def statement(self, vendor: str) -> str:
        """What makes it."""
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        when = self.only or " OR ".join(
            f"({of.format('OLD')}) {differs} ({of.format('NEW')})" for of in self.changes
        )
        head = f"CREATE TRIGGER {self.name} {self.moment} ON {self.table} FOR EACH ROW"
        body = f"BEGIN {self.does} END"
        if vendor == "postgresql":
            body = f"EXECUTE FUNCTION {self.calls}()"
        return " ".join([head, f"WHEN ({when})" if when else "", body])


def _followed(
    name: str, table: str, calls: str, does: Iterable[str], *changes: str, only: str = ""
) -> tuple[_Trigger, ...]:
    """For a new row, a changed one and one that goes."""
    new, changed, gone = does
    return (
        _Trigger(f"{name}_new", "AFTER INSERT", table, calls, new, only=only.format("NEW")),
        _Trigger(name, "AFTER UPDATE", table, calls, changed, changes),
        _Trigger(f"{name}_gone", "AFTER DELETE", table, calls, gone, only=only.format("OLD")),
    )


_TRIGGERS = (
    _Trigger("visits_key_new", "AFTER INSERT", _VISIT, "visits_key_of_visit", _MADE),
    _Trigger(
        *("visits_key", "AFTER UPDATE", _VISIT, "visits_key_of_visit"),
        _by_id("NEW.id", "begins", _BEGINS["sqlite"]),
        ("{}.uid", "{}.last_slot", "{}.held_on"),
    ),
    _Trigger("visits_key_gone", "BEFORE DELETE", _VISIT, "visits_key_of_visit", _GONE),
    *_followed(
        *("visits_key_of_place", _PLACE, "visits_key_of_place"),
        (_by_owner(_OWN), _by_owner(_WAS, _OWN, _COMPANIONS), _by_owner(_WAS)),
        *("{}.owner", _TAKEN, "{}.date", "{}.starts_at"),
        only=_TAKEN,
    ),
    *_followed(
        *("visits_key_of_share", _SHARE, "visits_key_of_place"),
        (_by_owner(_OWN), _by_owner(_WAS, _OWN), _by_owner(_WAS)),
        *("{}.owner", "{}.reservation_id"),
    ),
    *_followed(
        *("visits_key_of_receiver", _ASSIGNMENT, "visits_key_of_receiver"),
        tuple(
            _receiver(*ids)
            for ids in (["NEW.visit_id"], ["OLD.visit_id", "NEW.visit_id"], ["OLD.visit_id"])
        ),
        *("{}.visit_id", "{}.officer_id", "{}.role"),
    ),
    _Trigger(
        *("visits_key_of_officer", "AFTER UPDATE", _OFFICER, "visits_key_of_officer", _RENAMED),
        ("{}.name",),
    ),
)


def missing(*, using: str = "default") -> list[str]:
    """The names of triggers that should be in the database and are not."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [trigger.name for trigger in _TRIGGERS if trigger.name not in there]


def make_way(
    *, using: str = "default", plan: Iterable[tuple[Migration, bool]] = (), **_signal: Any
) -> None:
    """Before a migration of ours or of places: take the triggers away, which name their columns."""
    database = connections[using]
    if not any(migration.app_label in ("visits", "scheduling") for migration, _ in plan):
        return
    tables = database.introspection.table_names()
    with database.cursor() as cursor:
        for trigger in _TRIGGERS:
            if trigger.table in tables:
                cursor.execute(_drop(trigger, database.vendor))


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install the triggers on the database `using`; harmless where they are there already."""
    database = connections[using]
    if "visits_listkey" not in database.introspection.table_names():
        return
    away = missing(using=using)
    with database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
        for trigger in _TRIGGERS:
            with atomic(using=using):
                cursor.execute(_drop(trigger, database.vendor))
                cursor.execute(trigger.statement(database.vendor))
    if away:
        write_anew(using=using)


def _drop(trigger: _Trigger, vendor: str) -> str:
    of = f" ON {trigger.table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {trigger.name}{of}"


def write_anew(*, using: str = "default") -> None:
    """Write all keys anew that are not what they should be: rows came in past the triggers."""
    database = connections[using]
    begins = _BEGINS[database.vendor]
    with atomic(using=using), database.cursor() as cursor:
        if database.vendor == "postgresql":
            # Whoever changes a visit meanwhile waits: what was read here would overwrite it.
            cursor.execute("LOCK TABLE visits_listkey IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            f"INSERT INTO visits_listkey (visit_id, begins, receiver)"
            f" SELECT v.id, {begins}, {_RECEIVER} FROM visits_visit v"
            "  WHERE NOT EXISTS (SELECT 1 FROM visits_listkey k WHERE k.visit_id = v.id)"
        )
        for column, value in (("begins", begins), ("receiver", _RECEIVER)):
            wrong = (
                "SELECT v.id FROM visits_visit v JOIN visits_listkey k ON k.visit_id = v.id"
                f" WHERE k.{column} <> {value}"
            )
            cursor.execute(_by_id(wrong, column, value))


def audit() -> list[str]:
    """One line for each visit whose key is not what it should be; reads all visits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.reference FROM visits_visit v LEFT JOIN visits_listkey k ON k.visit_id = v.id"
            f" WHERE k.visit_id IS NULL OR k.begins <> {_BEGINS[connection.vendor]}"
            f" OR k.receiver <> {_RECEIVER} ORDER BY v.reference"
        )
        found = [f"{row[0]}: lists sort it by another session or receiver" for row in cursor]
    return [*found, *(f"{name}: is not installed; run migrate" for name in missing())]

"""The last line: what was issued stays as it was, whoever writes and by whatever way.

Of a paper that is no draft the number, dates, contents and code never change; its bytes are named
once, by name and hash; what was replaced or withdrawn never holds again; and the last number of a
sequence never goes back. Deleting stays possible, because erasure of personal data (UU 27/2022)
takes a visit with all that belongs to it; the register then has its number no more.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.migrations import Migration

FROZEN = "issued_papers_stay"
BACK = "numbers_never_go_back"
_TABLE, _SEQUENCES = "visits_paper", "visits_numbersequence"
_COLUMNS = (
    *("visit_id", "kind", "person", "code", "number", "year", "running"),
    *("issued_on", "issued_at", "data"),
)
_ENDED = "('replaced', 'withdrawn')"


def _differs(columns: Iterable[str], is_not: str) -> str:
    return " OR ".join(f"OLD.{name} {is_not} NEW.{name}" for name in columns)


def _broken(is_not: str) -> str:
    """When a paper's row breaks what is promised, in SQL."""
    return (
        f"(OLD.state <> 'draft' AND ({_differs(_COLUMNS, is_not)} OR NEW.state = 'draft'))"
        f" OR (OLD.sha256 <> '' AND ({_differs(('sha256', 'file'), is_not)}))"
        f" OR (OLD.state IN {_ENDED} AND {_differs(('state',), is_not)})"
    )


_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION visits_guard_papers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{FROZEN}' USING ERRCODE = 'check_violation';
END $$;
CREATE OR REPLACE FUNCTION visits_guard_sequences() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{BACK}' USING ERRCODE = 'check_violation';
END $$;
DROP TRIGGER IF EXISTS visits_guard_papers ON {_TABLE};
CREATE TRIGGER visits_guard_papers BEFORE UPDATE ON {_TABLE}
    FOR EACH ROW WHEN ({_broken("IS DISTINCT FROM")}) EXECUTE FUNCTION visits_guard_papers();
DROP TRIGGER IF EXISTS visits_guard_sequences ON {_SEQUENCES};
CREATE TRIGGER visits_guard_sequences BEFORE UPDATE ON {_SEQUENCES}
    FOR EACH ROW WHEN (NEW.last < OLD.last) EXECUTE FUNCTION visits_guard_sequences();
"""
_SQLITE = {
    "visits_guard_papers": f"BEFORE UPDATE ON {_TABLE} WHEN {_broken('IS NOT')}"
    f" BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END",
    "visits_guard_sequences": f"BEFORE UPDATE ON {_SEQUENCES} WHEN NEW.last < OLD.last"
    f" BEGIN SELECT RAISE(ABORT, '{BACK}'); END",
}


def make_way(
    *, using: str = "default", plan: Iterable[tuple[Migration, bool]] = (), **_signal: Any
) -> None:
    """Before a migration of our tables: on SQLite take the guards away, which name their columns.

    (SQLite alters a table by building it anew, and drops its triggers with it.)
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or not any(m.app_label == "visits" for m, _ in plan):
        return
    with connection.cursor() as cursor:
        for name in _SQLITE:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def install(*, using: str = "default", **_signal: Any) -> None:
    """Install the guards on the database `using`; harmless where they are there already."""
    connection = connections[using]
    if _TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            return
        for name, statement in _SQLITE.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {statement}")

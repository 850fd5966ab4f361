"""Which migrations a database has had, and what its tables are by them."""

from django.apps import apps
from django.apps.registry import Apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

from config.version import VERSION
from keeping.copies.archive import Refused
from scheduling.database.tables import are_behind

# An app and the name of its migration.
Node = tuple[str, str]
_USING = "default"


def applied() -> dict[str, list[str]]:
    """The names of the migrations that the database has, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connections[_USING]).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def nodes(by_app: dict[str, list[str]]) -> set[Node]:
    """The same, one by one."""
    return {(app, name) for app, names in by_app.items() for name in names}


def strange(executor: MigrationExecutor, wanted: set[Node]) -> list[Node]:
    """Those that this version does not know: they are of a newer one."""
    replaced = {old for one in executor.loader.replacements.values() for old in one.replaces}
    return sorted(wanted - set(executor.loader.graph.nodes) - replaced)


def newest(executor: MigrationExecutor, wanted: set[Node]) -> list[Node]:
    """The newest of each app among them: what none of the others needs."""
    known = wanted & set(executor.loader.graph.nodes)
    return sorted(
        node
        for node in known
        if not any(
            child.key in known
            for child in executor.loader.graph.node_map[node].children
            if child.key[0] == node[0]
        )
    )


def waiting() -> int:
    """How many migrations of this version the database has not had."""
    executor = MigrationExecutor(connections[_USING])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def tables_as_they_are() -> Apps | StateApps:
    """The models of the tables as they are: ours, or those of the older version that made them.

    Raises Refused for a database of a newer version, and for an empty one.
    """
    executor, here = MigrationExecutor(connections[_USING]), nodes(applied())
    if not here:
        raise Refused("The database is empty.")
    if unknown := strange(executor, here):
        raise Refused(
            f"The database is of a newer version: {VERSION} does not know"
            f" {'.'.join(unknown[-1])}. Install that version or a newer one."
        )
    if not are_behind():
        return apps
    return executor.loader.project_state(newest(executor, here)).apps

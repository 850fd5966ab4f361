"""Whether the tables are those of this release."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


def are_behind(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether migrations wait to be applied; raises DatabaseError where nobody answers."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

"""Whether the tables are those of this release, and all of them at once where there are none."""

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def are_behind(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether migrations wait to be applied; raises DatabaseError where nobody answers."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def make_all(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Make the tables of an empty SQLite as the models say; whether it was done, wholly or not.

    A hundred migrations compute what the models were at each of them, ten times as long. They are
    noted as applied, so the next release goes on from there; `migrate` is to follow, as always: it
    installs what does not stand in the models (docs/decisions/0280).
    """
    connection = connections[using]
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    loader = MigrationExecutor(connection).loader
    # In one transaction: who is killed meanwhile finds nothing.
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in loader.graph.nodes:
            recorder.record_applied(app, name)
    return True

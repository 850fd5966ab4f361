"""One view of the whole database, while everybody goes on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def snapshot(using: str = "default", *, nobody_writes: bool = False) -> Iterator[None]:
    """All that is read inside is of the moment of entering.

    PostgreSQL: one repeatable-read transaction. SQLite: one that reads, beside which others write
    (WAL). With `nobody_writes` others wait and give up meanwhile. Not inside a transaction.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                no_hurry(connection)
                cursor.execute("SELECT 1")
            yield
        return
    with connection.cursor() as cursor:
        # Django's own way of beginning would hold up whoever writes.
        cursor.execute("BEGIN IMMEDIATE" if nobody_writes else "BEGIN DEFERRED")
        try:
            # A deferred one begins with its first look.
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")


def no_hurry(connection: BaseDatabaseWrapper) -> None:
    """A slow disk between two statements ends no transaction (settings: 60 s)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")

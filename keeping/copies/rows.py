"""Rows of a table as lines of JSON and back, the same on both kinds of database.

A line is a list with one value a column, in the order that the manifest names. Instants are ISO
8601 in UTC, octets Base64, decimals and UUIDs text; what JSON has a form for stays as it is.
"""

import base64
import datetime as dt
import decimal
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.state import StateApps

# Whoever holds a session is signed in: no copy has them, and after a restore all sign in anew.
# The history of migrations is made by migrating.
LEFT_OUT = frozenset({"django_session", "usersessions_usersession", "django_migrations"})
_AT_ONCE = 500

AnyModel = type[models.Model]


def kept_models(registry: Apps | StateApps) -> list[AnyModel]:
    """Every table that a copy has, by its model, in one order."""
    found = {
        model._meta.db_table: model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return [found[table] for table in sorted(found) if table not in LEFT_OUT]


def columns(model: AnyModel) -> list[str]:
    """The names of its columns."""
    return [str(field.column) for field in model._meta.concrete_fields]


def lines(model: AnyModel, *, using: str) -> Iterator[bytes]:
    """All rows by their key, each as a line; memory for some hundred at a time."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield json.dumps([_plain(value) for value in row], separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    """A value as JSON has it; dicts and lists come from columns of JSON and are so already."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": dt.datetime.fromisoformat,
    "DateField": dt.date.fromisoformat,
    "TimeField": dt.time.fromisoformat,
    "DecimalField": decimal.Decimal,
    "UUIDField": uuid.UUID,
    "BinaryField": base64.b64decode,
}


class Writer:
    """Stores lines of one table, past all that a model does when it is saved."""

    def __init__(
        self, model: AnyModel, named: Iterable[str], connection: BaseDatabaseWrapper
    ) -> None:
        """`named` are the columns in the order of the lines. Raises KeyError for a strange one."""
        fields = {str(field.column): field for field in model._meta.concrete_fields}
        self._fields = [fields[name] for name in named]
        self._readers = [_READERS.get(_root(field).get_internal_type()) for field in self._fields]
        self._connection = connection
        quote = connection.ops.quote_name
        self._insert = (
            f"INSERT INTO {quote(model._meta.db_table)}"  # noqa: S608 - our own tables' names
            f" ({', '.join(quote(str(field.column)) for field in self._fields)})"
            f" VALUES ({', '.join(['%s'] * len(self._fields))})"
        )
        self.count = 0

    def store(self, part: bytes) -> None:
        """Insert the lines of `part`. Raises ValueError and TypeError for lines that are none."""
        rows = [self._row(line) for line in part.splitlines()]
        with self._connection.cursor() as cursor:
            for start in range(0, len(rows), _AT_ONCE):
                cursor.executemany(self._insert, rows[start : start + _AT_ONCE])
        self.count += len(rows)

    def _row(self, line: bytes) -> list[Any]:
        values = json.loads(line)
        if len(values) != len(self._fields):
            raise ValueError("a line has other columns")
        return [
            field.get_db_prep_save(
                reader(value) if reader and value is not None else value, self._connection
            )
            for field, reader, value in zip(self._fields, self._readers, values, strict=True)
        ]


def _root(field: "models.Field[Any, Any]") -> "models.Field[Any, Any]":
    """The field whose kind a reference has."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field

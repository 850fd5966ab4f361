"""New rows by statements that are composed once a process (composed.py says why of queries).

Values are prepared by their fields, as ever; no signals are sent, and no `save` is called.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, compress, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import DatabaseDefault
from django.db.transaction import mark_for_rollback_on_error


class _Column(NamedTuple):
    field: Any
    name: str
    # A value of this kind is sent as it is; any other is prepared by its field.
    plain: type
    # Whether the field itself says, perhaps by changing the row, what is stored.
    asked: bool


_PLAIN = (
    ((models.CharField, models.TextField), str),
    (models.BooleanField, bool),
    (models.IntegerField, int),
)


@cache
def _columns(kind: type[models.Model]) -> list[_Column]:
    def column(field: Any) -> _Column:
        target = field.target_field if field.is_relation else field
        plain = next((plain for kinds, plain in _PLAIN if isinstance(target, kinds)), type(None))
        asked = type(field).pre_save is not models.Field.pre_save
        return _Column(field, field.attname, plain, asked)

    return [column(field) for field in kind._meta.local_concrete_fields]


# The value of whatever names a row that gets its key by the same statement.
_ITS_KEY = object()


def _values(
    row: models.Model, connection: Any, *, along: models.Model | None = None
) -> Iterator[tuple[Any, Any]]:
    """What is to be said of a row: its columns with their values, without those that the database
    fills in alike."""
    for field, name, plain, asked in _columns(type(row)):
        if along is not None and row._state.fields_cache.get(field.name) is along:
            yield field, _ITS_KEY
            continue
        value = field.pre_save(row, True) if asked else row.__dict__[name]
        if isinstance(value, DatabaseDefault):
            setattr(row, name, copy.copy(field.db_default))
        elif value is None and (field.null or field.primary_key):
            continue
        elif type(value) is plain:
            if value != field.db_default:
                yield field, value
        elif not value and value == field.db_default:
            continue
        else:
            yield field, field.get_db_prep_save(value, connection)


# In one statement; with a few columns each within what SQLite takes.
_MOST_ROWS = 200


@lru_cache(256)
def _insert(fields: tuple[Any, ...], rows: int, unless_taken: str = "") -> str:
    row = f"({', '.join(['%s'] * len(fields))})"
    conflict = f" ON CONFLICT ({unless_taken}) DO NOTHING" if unless_taken else ""
    return _storing(fields, f"VALUES {', '.join([row] * rows)}{conflict}")


def _storing(fields: tuple[Any, ...], rows: str) -> str:
    """What stores those rows of `fields`, all of one table, and gives their keys."""
    # Both databases write names, and this statement, alike.
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    meta = fields[0].model._meta
    names = ", ".join(quote(field.column) for field in fields)
    return f"INSERT INTO {quote(meta.db_table)} ({names}) {rows} RETURNING {quote(meta.pk.column)}"


def insert(row: models.Model, *, unless_taken: str = "") -> bool:
    """Store a new row as its save does, without signals; it gets its key.

    False, and nothing stored, where `unless_taken` is a unique field whose value another row has.
    Else raises what the database refuses.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields, values = zip(*_values(row, connection), strict=True)
    stored = _send(connection, _insert(fields, 1, unless_taken), values)
    if not stored:
        return False
    _is_stored(row, stored[0][0])
    return True


def _is_stored(row: models.Model, key: Any) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


class Beside(NamedTuple):
    """A statement that stores something beside a new row, which it reads the `id` of FROM {new}.

    `keep` is called with what it gives, RETURNING it AS given; None where it stored nothing. With
    more than 50 values in all psycopg reads the text anew each time.
    """

    sql: str
    values: Sequence[Any]
    keep: Callable[[Any], None] | None = None


def insert_with(row: models.Model, beside: Sequence[Beside], *, unless_taken: str = "") -> bool:
    """Store a new row as `insert` does, and what is `beside` it; on PostgreSQL by one statement.

    Where it is False, nothing is stored that asks for the row's id.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        if not insert(row, unless_taken=unless_taken):
            return False
        for sql, values, keep in beside:
            found = _send(connection, sql.format(new=f"(SELECT {row.pk} AS id) AS new"), values)
            if keep:
                keep(found[0][0] if found else None)
        return True
    fields, values = zip(*_values(row, connection), strict=True)
    parts, told = [f"new AS ({_insert(fields, 1, unless_taken)})"], ["new.id"]
    for number, one in enumerate(beside):
        parts.append(f"b{number} AS ({one.sql.format(new='new')})")
        if one.keep:
            told.append(f"(SELECT given FROM b{number})")  # noqa: S608 - of the line above
    text = f"WITH {', '.join(parts)} SELECT {', '.join(told)} FROM new"  # noqa: S608 - the same
    found = _send(connection, text, list(chain(values, *(one.values for one in beside))))
    if not found:
        return False
    key, *given = found[0]
    _is_stored(row, key)
    for keep, value in zip((one.keep for one in beside if one.keep), given, strict=True):
        keep(value)
    return True


def along(row: models.Model, new: models.Model) -> Beside:
    """What stores `row`, which names `new`, beside it; both keys it gets then."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields, values = zip(*_values(row, connection, along=new), strict=True)
    named = tuple(value is _ITS_KEY for value in values)

    def keep(key: Any) -> None:
        for field in compress(fields, named):
            setattr(row, field.attname, new.pk)
        _is_stored(row, key)

    left = [value for value in values if value is not _ITS_KEY]
    return Beside(_insert_along(fields, named), left, keep)


@lru_cache(256)
def _insert_along(fields: tuple[Any, ...], keys: tuple[bool, ...]) -> str:
    values = ", ".join("new.id" if key else "%s" for key in keys)
    stored = _storing(fields, f"SELECT {values} FROM {{new}}")  # noqa: S608 - no value of theirs
    return f"{stored} AS given"


def insert_all(rows: Iterable[models.Model]) -> None:
    """Store new rows of one kind, which get no key here; few statements for many."""
    connection = connections[DEFAULT_DB_ALIAS]
    said = (tuple(zip(*_values(row, connection), strict=True)) for row in rows)
    for fields, alike in groupby(said, key=itemgetter(0)):
        left = [values for _fields, values in alike]
        for start in range(0, len(left), _MOST_ROWS):
            part = left[start : start + _MOST_ROWS]
            _send(connection, _insert(fields, len(part)), list(chain.from_iterable(part)))


def _send(connection: Any, text: str, values: Sequence[Any]) -> Any:
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()

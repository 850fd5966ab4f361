"""Statements that are composed once a process, for what each request asks for or stores.

The ORM composes a statement anew whenever it is sent, which was half of the work of a request for
a visit. The text depends on the query and on the kind of database alone: it is kept. Values are
bound, and rows made of what comes back, as ever. What a database holds is kept only where a mark
says that it is so still (marks.py).
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import get_related_populators
from django.db.transaction import mark_for_rollback_on_error

from scheduling.database.marks import Topic
from scheduling.once import seen

M = TypeVar("M", bound=models.Model)


# --- Reading -------------------------------------------------------------------------------------


class _Given(models.Value):
    """The place of a value that is given when the statement is sent."""

    def as_sql(self, *_compiler: Any, **_more: Any) -> Any:
        return "%s", [self]


class _Text(NamedTuple):
    sql: str
    params: Sequence[Any]
    model: Any
    names: list[str]
    # What makes a value of a column, by its number; and what makes the rows that belong to it.
    converters: dict[int, Any]
    related: list[Any]
    annotations: dict[str, int]
    first: int


class _Remembered(NamedTuple):
    stamp: int | None
    by_values: dict[tuple[Any, ...], list[Any]]


_MOST_REMEMBERED = 1000


class Composed(Generic[M]):
    """A query for one row, made by a function of the values that are given later.

    `fields` say for each value which field it is compared with. What is `remembered` is read once
    a change: all tables of the query are watched for that topic.
    """

    def __init__(
        self,
        make: Callable[..., "models.QuerySet[M]"],
        *,
        remembered: Topic | None = None,
        **fields: "models.Field[Any, Any]",
    ) -> None:
        self._make, self._fields, self._topic = make, fields, remembered
        self._texts: dict[str, _Text] = {}
        self._rows = _Remembered(None, {})

    def first(self, **values: Any) -> M | None:
        """The first row of the query with these values; None where there is none."""
        rules = seen("rules") if self._topic else None
        stamp = rules.mark.get(self._topic) if rules else None
        if stamp is None:
            return self._made(self._read(values))
        # What is read now is at least as new as that mark, and is kept under no other one.
        remembered = self._rows
        if remembered.stamp != stamp or len(remembered.by_values) >= _MOST_REMEMBERED:
            remembered = self._rows = _Remembered(stamp, {})
        rows = remembered.by_values
        key = tuple(values.values())
        row = rows.get(key) or self._read(values)
        if row:
            # What there is not is not remembered: anybody could ask for endlessly much of it.
            rows[key] = row
        return self._made(row)

    def _read(self, values: Mapping[str, Any]) -> list[Any] | None:
        """The row as the database gave it, its values converted."""
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._texts.get(connection.vendor) or self._compose(connection)
        params = [
            param.output_field.get_db_prep_value(values[param.value], connection)
            if type(param) is _Given
            else param
            for param in text.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(text.sql, params)
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for number, (converters, expression) in text.converters.items():
            for convert in converters:
                row[number] = convert(row[number], expression, connection)
        return row

    def _made(self, row: list[Any] | None) -> M | None:
        """A row's own instance, which whoever asked may change."""
        if row is None:
            return None
        text = self._texts[connections[DEFAULT_DB_ALIAS].vendor]
        names = text.names
        one: M = text.model.from_db(
            DEFAULT_DB_ALIAS, names, row[text.first : text.first + len(names)]
        )
        for related in text.related:
            related.populate(row, one)
        for name, number in text.annotations.items():
            setattr(one, name, row[number])
        return one

    def _compose(self, connection: Any) -> _Text:
        given = {name: _Given(name, output_field=field) for name, field in self._fields.items()}
        compiler: Any = self._make(**given)[:1].query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        about, select = compiler.klass_info, compiler.select
        own = about["select_fields"]
        text = self._texts[connection.vendor] = _Text(
            sql,
            params,
            about["model"],
            [select[number][0].target.attname for number in own],
            compiler.get_converters([column[0] for column in select]),
            get_related_populators(about, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # the stubs are of a later Django
            compiler.annotation_col_map,
            own[0],
        )
        return text


# --- Storing -------------------------------------------------------------------------------------


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


def _values(row: models.Model, connection: Any) -> Iterator[tuple[Any, Any]]:
    """What is to be said of a row: its columns with their values, without those that the database
    fills in alike."""
    for field, name, plain, asked in _columns(type(row)):
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
def _insert(fields: tuple[Any, ...], rows: int, unless_taken: str) -> str:
    # Both databases write names, and this statement, alike.
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    meta = fields[0].model._meta
    names = ", ".join(quote(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    conflict = f" ON CONFLICT ({unless_taken}) DO NOTHING" if unless_taken else ""
    return (
        f"INSERT INTO {quote(meta.db_table)} ({names})"  # noqa: S608 - our own names
        f" VALUES {', '.join([row] * rows)}{conflict} RETURNING {quote(meta.pk.column)}"
    )


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
    row.pk = stored[0][0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def insert_all(rows: Iterable[models.Model], *, unless_taken: str = "") -> None:
    """Store new rows of one kind, which get no key here; few statements for many.

    Those are left out whose value of the unique field `unless_taken` another row has.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    said = (tuple(zip(*_values(row, connection), strict=True)) for row in rows)
    for fields, alike in groupby(said, key=itemgetter(0)):
        left = [values for _fields, values in alike]
        for start in range(0, len(left), _MOST_ROWS):
            part = left[start : start + _MOST_ROWS]
            text = _insert(fields, len(part), unless_taken)
            _send(connection, text, list(chain.from_iterable(part)))


def _send(connection: Any, text: str, values: Sequence[Any]) -> Any:
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()

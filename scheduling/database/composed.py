"""Statements that are composed once a process, for what each request asks for.

The ORM composes a statement anew whenever it is sent, which was half of the work of a request for
a visit. The text depends on the query and on the kind of database alone: it is kept. Values are
bound, and rows made of what comes back, as ever. What a database holds is kept only where a mark
says that it is so still (marks.py).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators

from scheduling.database.marks import Topic
from scheduling.once import seen

M = TypeVar("M", bound=models.Model)


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

    def bound(self, values: Mapping[str, Any], connection: Any) -> list[Any]:
        """The parameters, with what was given in its places."""
        return [
            param.output_field.get_db_prep_value(values[param.value], connection)
            if type(param) is _Given
            else param
            for param in self.params
        ]


class _Remembered(NamedTuple):
    stamp: int | None
    by_values: dict[tuple[Any, ...], list[Any]]


_MOST_REMEMBERED = 1000


class Composed(Generic[M]):
    """A query, made by a function of the values that are given later.

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
        text = self._text(connection)
        with connection.cursor() as cursor:
            cursor.execute(f"{text.sql} LIMIT 1", text.bound(values, connection))
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

    def bound(self, **values: Any) -> tuple[str, list[Any]]:
        """The text with these values, for a statement that it is a part of."""
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._text(connection)
        return text.sql, text.bound(values, connection)

    def _text(self, connection: Any) -> _Text:
        return self._texts.get(connection.vendor) or self._compose(connection)

    def _compose(self, connection: Any) -> _Text:
        given = {name: _Given(name, output_field=field) for name, field in self._fields.items()}
        compiler: Any = self._make(**given).query.get_compiler(connection=connection)
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

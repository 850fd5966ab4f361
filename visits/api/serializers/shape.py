"""A serializer whose fields are built once a process, not once for each body and each answer.

The framework copies all fields of a serializer for every instance, groups within groups included,
so that an instance may change its own: a third of all calls of a request for a visit. Ours change
none. The fields are bound to one instance that nobody else has; what differs from one answer to
the next, the context, they read from the one under way.
"""

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from functools import cache, cached_property
from typing import Any, TypeVar

from rest_framework import serializers
from rest_framework.fields import SkipField, empty
from rest_framework.utils.formatting import lazy_format
from rest_framework.utils.serializer_helpers import BindingDict

T = TypeVar("T")
_NOTHING: Mapping[str, Any] = {}
_SPECIAL = object()
_under_way: ContextVar[Mapping[str, Any]] = ContextVar("context", default=_NOTHING)


class _UnderWay(Mapping[str, Any]):
    """The context of the body or answer that this thread is at."""

    def __getitem__(self, name: str) -> Any:
        return _under_way.get()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_under_way.get())

    def __len__(self) -> int:
        return len(_under_way.get())

    def __bool__(self) -> bool:
        # Who describes the API fills a context that is empty.
        return True


_shared = _UnderWay()


@cache
def _fields_of(kind: "type[Shape[Any]]") -> BindingDict:
    owner = kind(context=_shared)
    fields = BindingDict(owner)
    for name, field in owner.get_fields().items():
        _say_anew(field)
        fields[name] = field
    return fields


class _SaidAnew:
    """Words with values in them, in the language of whoever reads them now."""

    def __init__(self, words: Any, values: Mapping[str, Any]) -> None:
        self._words, self._values = words, values

    def __str__(self) -> str:
        return str(self._words).format(**self._values)

    def __mod__(self, values: Any) -> str:
        return str(self).__mod__(values)


def _say_anew(field: Any) -> None:
    """Let the limits of a field speak to each reader: the framework's words for them stay in the
    language in which they were said first, since its fields live no longer than one answer."""
    for validator in field.validators:
        words = getattr(validator, "message", None)
        if isinstance(words, lazy_format):
            validator.message = _SaidAnew(words.format_string, words.kwargs)
    if isinstance(child := getattr(field, "child", None), serializers.Field):
        _say_anew(child)


class Shape(serializers.Serializer[T]):
    """To be declared and used as the framework's own; `fields` are for all, and stay as they are.

    Their `parent` is not the serializer in use. What they need of it beside its methods, the
    caller gives in the context; `partial` it cannot be.
    """

    @cached_property
    def fields(self) -> BindingDict:
        """By their names, bound."""
        return _fields_of(type(self))

    def run_validation(self, data: Any = empty) -> Any:
        """As ever, with its context for the fields."""
        if (context := self.context) is _shared:
            return super().run_validation(data)
        before = _under_way.set(context)
        try:
            return super().run_validation(data)
        finally:
            _under_way.reset(before)

    def to_representation(self, instance: T) -> dict[str, Any]:
        """As ever, with its context for the fields."""
        if (context := self.context) is _shared:
            return _shown(type(self), instance)
        before = _under_way.set(context)
        try:
            return _shown(type(self), instance)
        finally:
            _under_way.reset(before)


@cache
def _shown_of(kind: type[Shape[Any]]) -> list[tuple[str, Any, str | None]]:
    """The fields that are shown, each with the attribute that it is of: "" the thing itself, None
    what only the field finds."""

    def attribute(field: Any) -> str | None:
        if type(field).get_attribute is not serializers.Field.get_attribute:
            return None
        way = field.source_attrs
        return way[0] if len(way) == 1 else None if way else ""

    fields = _fields_of(kind).items()
    return [(name, field, attribute(field)) for name, field in fields if not field.write_only]


def _shown(kind: type[Shape[Any]], instance: Any) -> dict[str, Any]:
    """What the framework shows, which reads plain attributes by a longer way."""
    shown = {}
    for name, field, attribute in _shown_of(kind):
        value = instance
        if attribute != "":
            value = getattr(instance, attribute, _SPECIAL) if attribute else _SPECIAL
            if value is _SPECIAL or callable(value):
                # Of a mapping, a method, or not there.
                try:
                    value = field.get_attribute(instance)
                except SkipField:
                    continue
        shown[name] = None if value is None else field.to_representation(value)
    return shown

"""Names that the API does not know in a body that changes something: refused, and named.

A PATCH or PUT says what is to become of something. A misspelt field there would be answered 200,
and nothing would have changed. In a POST unknown fields are passed over, as docs/api.md promises
(docs/decisions/0185).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

CHANGING = frozenset({"PATCH", "PUT"})
# So many are named; a name is cut after so many characters.
_MOST_NAMED, _LONGEST = 20, 80


def errors_of(
    serializer: serializers.Serializer[Any], data: Any, *, strict: bool
) -> dict[str, Any]:
    """The serializer's errors, after is_valid; if `strict` with those of unknown names beside."""
    found: dict[str, Any] = dict(serializer.errors)
    if not strict:
        return found
    for number, path in enumerate(_unknown(serializer, data)):
        if number < _MOST_NAMED:
            _put(found, path, ErrorDetail(_("The API knows no such field here."), "unknown"))
    return found


def _unknown(field: Any, data: Any) -> Iterator[tuple[str, ...]]:
    """The ways to the names that `field` does not take, through groups and lists of them."""
    if isinstance(field, serializers.Serializer) and isinstance(data, Mapping):
        for name, value in data.items():
            inner = field.fields.get(name)
            if inner is not None and not inner.read_only:
                yield from ((str(name), *rest) for rest in _unknown(inner, value))
            else:
                yield (str(name)[:_LONGEST],)
    elif isinstance(field, serializers.ListField) and isinstance(data, list):
        most = field.max_length or len(data)
        for number, value in enumerate(data[:most]):
            yield from ((str(number), *rest) for rest in _unknown(field.child, value))


def _put(errors: dict[str, Any], path: tuple[str, ...], error: ErrorDetail) -> None:
    """Beside what is wrong there already; what is wrong with a whole group says enough of it."""
    *groups, name = path
    for group in groups:
        inside = errors.setdefault(group, {})
        if not isinstance(inside, dict):
            return
        errors = inside
    errors.setdefault(name, [error])

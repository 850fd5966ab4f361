"""Lists as {"next", "previous", "results"}, by a cursor that stays right while rows come in.

A cursor holds the values of the order's fields in the last row that was given, so the next page is
what lies behind that row, wherever new ones came in. (The framework's own counts rows with equal
values instead, and gives one twice where another of its equals came in before it.)
"""

import base64
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, Value
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from visits.api.http.parameters import MOST_ROWS, size_asked

_NEXT, _PREVIOUS = "next", "previous"
_LONGEST = 2000


def whole(results: Any) -> Response:
    """A list that is short by nature, as one page."""
    return Response({"next": None, "previous": None, "results": results})


def absolute(path: str) -> str:
    """The address of a path of ours under BASE_URL, whatever host the request named."""
    return f"{settings.BASE_URL}{path}"


class CursorPages(BasePagination):
    """Pages of 50, or of `limit` up to 200; the view's `ordering` says in which order.

    The fields of an order are never null, all rise or all fall, and the last one is unique. What
    stands in `keys` is sorted by that of it.
    """

    page_size = 50
    max_page_size = MOST_ROWS
    ordering: str | tuple[str, ...] = "pk"
    keys: Mapping[str, Callable[[Combinable], Combinable]] = MappingProxyType({})

    def get_ordering(self, request: Request, view: APIView | None) -> tuple[str, ...]:
        """The view's order."""
        ordering = getattr(view, "ordering", self.ordering)
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        """One page; 400 for a size that is none, 404 where the cursor is none of ours."""
        self.order = self.get_ordering(request, view)
        self.address = absolute(request.get_full_path())
        falls = self.order[0].startswith("-")
        fields = [name.removeprefix("-") for name in self.order]
        size = size_asked(request, default=self.page_size, most=self.max_page_size)
        cursor = request.query_params.get("cursor")
        self.way, values = self._read(cursor, queryset.model, fields) if cursor else (_NEXT, None)
        backwards = self.way == _PREVIOUS
        rows = queryset.alias(**{_key(name): of(F(name)) for name, of in self.keys.items()})
        sorted_by = [_key(name) if name in self.keys else name for name in fields]
        rows = rows.order_by(*(f"-{name}" if falls else name for name in sorted_by))
        if values is not None:
            given = [
                self.keys[name](Value(value)) if name in self.keys else value
                for name, value in zip(fields, values, strict=True)
            ]
            rows = rows.filter(_behind(sorted_by, given, falls=falls != backwards))
        found = list((rows.reverse() if backwards else rows)[: size + 1])
        self.more = len(found) > size
        found = found[:size]
        self.page = found[::-1] if backwards else found
        self.came_from = values is not None
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its links."""
        forwards = self.way == _NEXT
        following = self.more if forwards else self.came_from
        before = self.came_from if forwards else self.more
        return Response(
            {
                "next": self._link(_NEXT, -1) if following else None,
                "previous": self._link(_PREVIOUS, 0) if before else None,
                "results": data,
            }
        )

    def _link(self, way: str, place: int) -> str | None:
        if not self.page:
            return None if way == _NEXT else remove_query_param(self.address, "cursor")
        row = self.page[place]
        names = [name.removeprefix("-") for name in self.order]
        values = [row.serializable_value(name) for name in names]
        text = json.dumps([way, ",".join(self.order), *values], default=str)
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return replace_query_param(self.address, "cursor", cursor)

    def _read(self, cursor: str, model: type[Model], fields: list[str]) -> tuple[str, list[Any]]:
        try:
            if len(cursor) > _LONGEST:
                raise ValueError("too long")
            text = base64.b64decode(
                cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True
            )
            way, order, *values = json.loads(text)
            if way not in (_NEXT, _PREVIOUS) or order != ",".join(self.order):
                raise ValueError("of another list")
            return way, [
                _as_stored(model, name, value) for name, value in zip(fields, values, strict=True)
            ]
        except (ValueError, TypeError, ValidationError, OverflowError, RecursionError) as error:
            raise NotFound(_("This cursor is not valid. Begin again without it.")) from error


def _as_stored(model: type[Model], name: str, value: Any) -> Any:
    """The value as the field holds it; ValidationError or ValueError where it never could."""
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if isinstance(value, dict | list | bool | float) or value is None or "\0" in str(value):
        raise ValueError("no value of a field")
    found = field.to_python(value)  # type: ignore[union-attr]  # lists are ordered by plain fields
    if isinstance(found, int) and abs(found) >= 2**63:
        raise ValueError("too large a number")
    return found


def _key(name: str) -> str:
    return f"key_of_{name}"


def _behind(fields: list[str], values: list[Any], *, falls: bool) -> Q:
    """What comes after the row with these values, where all fields rise, or all fall."""
    compare = "lt" if falls else "gt"
    found = Q()
    equal: dict[str, Any] = {}
    for name, value in zip(fields, values, strict=True):
        found |= Q(**equal, **{f"{name}__{compare}": value})
        equal[name] = value
    # Said once more of the first alone: no database takes an index for what is joined by OR.
    return Q(**{f"{fields[0]}__{compare}e": values[0]}) & found


def page_of(shape: type[Any], name: str) -> Any:
    """The schema of a page of `shape`."""
    return inline_serializer(
        name,
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": shape(many=True),
        },
    )

"""Lists as {"next", "previous", "results"}, by a cursor that stays right while rows come in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, models
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class CursorPages(CursorPagination):
    """Pages of 50, or of `limit` up to 200; the view's `ordering` says in which order."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = "pk"

    def get_ordering(
        self, request: Request, queryset: models.QuerySet[Any], view: APIView
    ) -> tuple[str, ...]:
        """The view's order."""
        ordering = getattr(view, "ordering", self.ordering)
        return (ordering,) if isinstance(ordering, str) else tuple(ordering)

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """One page; 404 where the cursor is none of ours."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError, DataError) as error:
            raise NotFound(_("This cursor is not valid. Begin again without it.")) from error

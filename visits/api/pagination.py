"""Lists by cursor: stable while rows are added."""

from typing import Any

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """`{"next", "previous", "results"}`, 50 a page, up to 200 by `limit`."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering: Any = "-id"


class ByName(CursorPages):
    """Reference data, in full: it is short."""

    page_size = 200
    max_page_size = 600
    ordering = "code"


class InOrder(CursorPages):
    """Events, the oldest first."""

    ordering = "id"

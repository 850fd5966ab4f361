"""Parameters that several calls share: how they are described, and how they are read."""

import datetime as dt

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from scheduling.weeks import parse_week
from visits.api.http.problems import FieldProblem
from visits.api.serializers.fields import FIRST_DAY, LAST_DAY

WEEK = {"type": "string", "pattern": r"^(\d{4}-W\d{2})?$", "examples": ["2026-W50"]}
_DAY_OR_WEEK = {
    "type": "string",
    "pattern": r"^(\d{4}-\d{2}-\d{2}|\d{4}-W\d{2})?$",
    "examples": ["2026-12-07", "2026-W50"],
}
# A larger number is refused, not counted: no program means it.
_LARGEST_SIZE = 10**18
_SIZE = {"type": "integer", "minimum": 1, "maximum": _LARGEST_SIZE}
MOST_ROWS, MOST_EVENTS = 200, 500
"""Of a page; whoever asks for more gets so many."""

RANGE = [
    OpenApiParameter("from", _DAY_OR_WEEK, description="A date `2026-12-01` or week `2026-W49`."),
    OpenApiParameter("to", _DAY_OR_WEEK, description="The same, included; 400 days at the most."),
]
LIMIT = OpenApiParameter(
    "limit",
    _SIZE,
    description=f"Rows a page: 50, and {MOST_ROWS} at the most; more counts as {MOST_ROWS}.",
)
PAGE = [OpenApiParameter("cursor", str, description="From `next` or `previous`."), LIMIT]
EVENT_LIMIT = OpenApiParameter(
    "limit",
    _SIZE,
    description=f"Rows a page: 100, and {MOST_EVENTS} at the most; more counts as {MOST_EVENTS}.",
)
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
    description="The last event's id that you have handled.",
)
WEEK_IN_PATH = OpenApiParameter(
    "week", WEEK | {"pattern": r"^\d{4}-W\d{2}$"}, OpenApiParameter.PATH
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    description="A retry with the same key is harmless.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|(W/)?"\d{1,9}"|\d{1,9})$', "examples": ['"3"']},
    OpenApiParameter.HEADER,
    description="The visit's ETag; an old one is refused as `stale`.",
)


def week_named(text: str) -> dt.date:
    """The Monday of the week in a path or query; FieldProblem for what is no week of this time."""
    try:
        monday = parse_week(text)
    except (ValueError, OverflowError):
        monday = None
    if monday is None or not FIRST_DAY <= monday <= LAST_DAY:
        raise FieldProblem("week", "invalid", _("Write a week as 2026-W49."))
    return monday


def week_asked(request: Request, name: str) -> dt.date | None:
    """The same of a query; None where it is left out."""
    text = request.query_params.get(name, "")
    return week_named(text) if text else None


def number_asked(request: Request, name: str, *, default: int, least: int, most: int) -> int:
    """A whole number of the query from `least` to `most`; FieldProblem for anything else."""
    text = request.query_params.get(name, str(default)).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        detail = _("Give a whole number from %(least)s to %(most)s.")
        raise FieldProblem(name, "invalid", detail % {"least": least, "most": most})
    return int(text)


def people_asked(request: Request, *, most: int) -> int:
    """How many would come; 1 where it is left out, FieldProblem for what is no number."""
    return number_asked(request, "people", default=1, least=1, most=most)


def size_asked(request: Request, *, default: int, most: int) -> int:
    """The rows that a page shall have, `most` at the most; FieldProblem for what is no number."""
    return min(number_asked(request, "limit", default=default, least=1, most=_LARGEST_SIZE), most)

"""When: weeks and sessions for anybody, a week's own capacity for staff."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scheduling import capacity
from scheduling.availability import Schedule
from scheduling.models import BookingRules
from scheduling.weeks import monday_of, parse_week
from visits.api.access import Scope
from visits.api.permissions import HasScope
from visits.api.serializers import MOST_PEOPLE, WeekIn
from visits.api.shapes import slot_shape, week_shape
from visits.api.throttling import Reads

_EARLIEST, _LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
_LONGEST = dt.timedelta(days=400)
_WEEKS_AHEAD = 25

_FROM = OpenApiParameter("from", str, description="A date `2026-12-07` or a week `2026-W50`.")
_TO = OpenApiParameter("to", str, description="The last date or week, itself included.")


def _day(request: Request, name: str, default: dt.date, *, end: bool = False) -> dt.date:
    """A date, or for a week its Monday (Sunday for an `end`), from the query."""
    text = request.query_params.get(name, "")
    if not text:
        return default
    try:
        if "W" in text.upper():
            day = parse_week(text.upper()) + dt.timedelta(days=6 if end else 0)
        else:
            day = dt.date.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        detail = _("Write a date like 2026-12-07 or a week like 2026-W50.")
        raise ValidationError({name: [detail]}) from error
    if not _EARLIEST <= day <= _LATEST:
        raise ValidationError({name: [_("This date is out of range.")]})
    return day


def _range(request: Request, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    first = _day(request, "from", first)
    last = _day(request, "to", max(last, first), end=True)
    if last < first:
        raise ValidationError({"to": [_("The end must not be before the beginning.")]})
    if last - first > _LONGEST:
        raise ValidationError({"to": [_("Ask for 400 days at the most.")]})
    return first, last


class Weeks(APIView):
    """The weeks with what is taken and free."""

    throttle_classes = [Reads]

    @extend_schema(parameters=[_FROM, _TO], responses=OpenApiTypes.OBJECT, operation_id="weeks")
    def get(self, request: Request) -> Response:
        """Weeks in order; without a range this week and the 25 after it."""
        now = timezone.now()
        this = monday_of(timezone.localdate(now))
        first, last = _range(request, this, this + dt.timedelta(weeks=_WEEKS_AHEAD, days=6))
        schedule = Schedule.load(first=first, last=last, now=now)
        return Response([week_shape(week) for week in schedule.weeks()])


class OneWeek(APIView):
    """One week's own capacity."""

    permission_classes = [HasScope]
    scope = Scope.SCHEDULE_WRITE

    @extend_schema(request=WeekIn, responses=OpenApiTypes.OBJECT, operation_id="week_set")
    def put(self, request: Request, week: str) -> Response:
        """Set it; visits already there stay, and the week may be over-committed."""
        try:
            monday = parse_week(week)
        except ValueError as error:
            raise ValidationError({"week": [_("Write the week like 2026-W50.")]}) from error
        data = WeekIn(data=request.data)
        data.is_valid(raise_exception=True)
        now = timezone.now()
        capacity.set_week_capacity(
            week=monday,
            capacity=data.validated_data["capacity"],
            note=data.validated_data["note"],
            now=now,
        )
        (state,) = Schedule.load(first=monday, last=monday, now=now).weeks()
        return Response({**week_shape(state), "note": state.note})


class Slots(APIView):
    """The sessions, each with its reason where it cannot be had."""

    throttle_classes = [Reads]

    @extend_schema(
        parameters=[_FROM, _TO, OpenApiParameter("people", int)],
        responses=OpenApiTypes.OBJECT,
        operation_id="slots",
    )
    def get(self, request: Request) -> Response:
        """Sessions in order; without a range from today to the horizon."""
        now = timezone.now()
        today = timezone.localdate(now)
        text = request.query_params.get("people", "1")
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_PEOPLE):
            raise ValidationError({"people": [_("Give a whole number from 1 to 1000.")]})
        horizon = BookingRules.load().horizon_days
        first, last = _range(request, today, today + dt.timedelta(days=horizon))
        schedule = Schedule.load(first=first, last=last, now=now)
        return Response([slot_shape(slot) for slot in schedule.slots(people=int(text))])

"""Reports: figures without anybody's name."""

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from visits.api.access.callers import Scope
from visits.api.access.permissions import HasScope
from visits.api.http.endpoint import Endpoint, answers, check_range, day_asked
from visits.api.http.parameters import RANGE
from visits.reports.weekly import weekly

_WEEKS_BACK = dt.timedelta(weeks=25)


class WeekReportOut(serializers.Serializer[Any]):
    """A week: what was asked for in it, and what became of the visits whose session is in it.

    `confirmed` counts those approved, whatever became of them; `people`, `regions` and
    `countries` (abroad) are of those completed, by the number that came, or was expected where
    none was noted.
    """

    week = serializers.CharField(source="name")
    starts_on = serializers.DateField()
    requests = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    completed = serializers.IntegerField()
    no_show = serializers.IntegerField()
    people = serializers.IntegerField()
    regions = serializers.IntegerField()
    countries = serializers.IntegerField()


class WeeksReport(Endpoint):
    """Requests, visits and guests week by week."""

    permission_classes = [HasScope]
    scope = Scope.REPORTS_READ

    @extend_schema(
        parameters=RANGE, responses=answers(200, WeekReportOut(many=True), 400, 401, 403)
    )
    def get(self, request: Request) -> Response:
        """Weeks from `from` to `to`; this week and the 25 before it where they are left out."""
        last = day_asked(request, "to", last=True) or timezone.localdate()
        first = day_asked(request, "from") or last - _WEEKS_BACK
        check_range(first, last)
        figures: list[Any] = list(weekly(first, last))
        return Response(WeekReportOut(figures, many=True).data)

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
from visits.api.serializers.shape import Shape
from visits.reports.period import Period
from visits.reports.report import report_of
from visits.reports.weekly import weekly

_WEEKS_BACK = dt.timedelta(weeks=25)


class WeekReportOut(Shape[Any]):
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


class CountOut(Shape[Any]):
    """So many visits and people of one month, province, topic and so on."""

    key = serializers.CharField(help_text="Its code; of a month its first day.")
    name = serializers.CharField()
    visits = serializers.IntegerField()
    people = serializers.IntegerField()


class TimesOut(Shape[Any]):
    """How long something took, in days; null where nothing did."""

    count = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True)
    nine_of_ten = serializers.FloatField(allow_null=True)


class AskedOut(Shape[Any]):
    """The requests that were sent in the period, and whose address was confirmed.

    `answered` is in working days, `waited` in days from the waiting list to a place.
    """

    requests = serializers.IntegerField()
    approved = serializers.IntegerField()
    declined = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    lapsed = serializers.IntegerField()
    open = serializers.IntegerField()
    answered = TimesOut()
    waiting = serializers.IntegerField()
    got_a_place = serializers.IntegerField()
    waited = TimesOut()


class QuotaOut(Shape[Any]):
    """The places of the weeks that have begun and whose Thursday lies in the period."""

    places = serializers.IntegerField()
    taken = serializers.IntegerField()
    weeks = serializers.IntegerField()
    full_weeks = serializers.IntegerField()


class IndexOut(Shape[Any]):
    """The index of public satisfaction (IKM), 25.00 to 100.00; null without answers."""

    answers = serializers.IntegerField()
    index = serializers.DecimalField(
        source="value", max_digits=5, decimal_places=2, coerce_to_string=False, allow_null=True
    )
    grade = serializers.CharField(allow_null=True)


class CountsOut(Shape[Any]):
    """The most numerous first, months in order; of topics and agencies a visit may have several."""

    month = CountOut(many=True)
    province = CountOut(many=True)
    region = CountOut(many=True)
    topic = CountOut(many=True)
    agency = CountOut(many=True)
    rank = CountOut(many=True)


class HeldOut(Shape[Any]):
    """The visits that took place, by the day of their session; `on_time` are of those `noted`."""

    visits = serializers.IntegerField()
    people = serializers.IntegerField()
    no_shows = serializers.IntegerField()
    noted = serializers.IntegerField()
    on_time = serializers.IntegerField()
    by = CountsOut()


class ReportOut(Shape[Any]):
    """The figures of the page *Laporan*, without anybody's name."""

    visits = HeldOut(source="visitors")
    requests = AskedOut(source="asked")
    quota = QuotaOut()
    satisfaction = IndexOut(source="satisfaction.whole")


class PeriodReport(Endpoint):
    """All figures of a period."""

    permission_classes = [HasScope]
    scope = Scope.REPORTS_READ

    @extend_schema(parameters=RANGE, responses=answers(200, ReportOut, 400, 401, 403))
    def get(self, request: Request) -> Response:
        """From `from` to `to`; this year up to its end where they are left out."""
        today = timezone.localdate()
        last = day_asked(request, "to", last=True) or dt.date(today.year, 12, 31)
        first = day_asked(request, "from") or dt.date(last.year, 1, 1)
        check_range(first, last)
        return Response(ReportOut(report_of(Period(first, last), now=timezone.now())).data)

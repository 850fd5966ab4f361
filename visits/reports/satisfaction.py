"""The index of public satisfaction (IKM) of a period, and month by month."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from scheduling.models import BookingRules
from visits.models import SurveyAnswer
from visits.models.survey import ELEMENTS
from visits.reports.period import Period
from visits.survey.ikm import Grade, grade, ikm


@dataclass(frozen=True)
class Index:
    """So many answers, and what they come to; None where there are none.

    `sums` are those of each element's scores.
    """

    answers: int
    value: Decimal | None
    grade: Grade | None
    sums: tuple[int, ...]

    @classmethod
    def of(cls, sums: Sequence[int], answers: int) -> "Index":
        """Of the sums of each element's scores."""
        if not answers:
            return cls(0, None, None, tuple(sums))
        value = ikm(sums, answers)
        return cls(answers, value, grade(value), tuple(sums))

    @classmethod
    def together(cls, parts: Collection["Index"]) -> "Index":
        """Of all answers of `parts`, as if they had been given at once."""
        sums = [sum(of) for of in zip([0] * len(ELEMENTS), *(p.sums for p in parts), strict=True)]
        return cls.of(sums, sum(part.answers for part in parts))


@dataclass(frozen=True)
class Satisfaction:
    """The index over all answers given in a period, and that of each month, by its first day."""

    whole: Index
    months: dict[dt.date, Index]


def satisfaction_in(period: Period) -> Satisfaction:
    """By the day of the answer; one query."""
    zone = BookingRules.load().zone
    begins, ends = period.instants(zone)
    given = SurveyAnswer.objects.filter(answered_at__gte=begins, answered_at__lt=ends)
    by_month = given.annotate(month=TruncMonth("answered_at", tzinfo=zone)).order_by()
    rows: Iterable[tuple[Any, ...]] = (
        by_month.values("month")
        .annotate(answers=Count("pk"), **{f"sum_{name}": Sum(name) for name in ELEMENTS})
        .values_list("month", "answers", *(f"sum_{name}" for name in ELEMENTS))
    )
    found = {month.date(): (list(sums), answers) for month, answers, *sums in rows}
    nothing = ([0] * len(ELEMENTS), 0)
    months = {month: Index.of(*found.get(month, nothing)) for month in period.months}
    return Satisfaction(whole=Index.together(months.values()), months=months)

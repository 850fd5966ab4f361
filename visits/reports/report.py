"""All figures of a period, as page, file and API show them; nobody's name is among them."""

import datetime as dt
from dataclasses import dataclass

from scheduling.once import reading_once
from visits.reports.asked import Asked, asked_in
from visits.reports.held import Visitors, visitors_of
from visits.reports.period import Period
from visits.reports.quota import Quota, quota_of
from visits.reports.satisfaction import Satisfaction, satisfaction_in


@dataclass(frozen=True)
class Report:
    """What a period came to: visits held, requests made, places used, what guests thought."""

    period: Period
    visitors: Visitors
    asked: Asked
    quota: Quota
    satisfaction: Satisfaction


def report_of(period: Period, *, now: dt.datetime) -> Report:
    """The figures of `period` as they are now; twelve queries, whatever its length."""
    with reading_once():
        return Report(
            period=period,
            visitors=visitors_of(period),
            asked=asked_in(period),
            quota=quota_of(period, now=now),
            satisfaction=satisfaction_in(period),
        )

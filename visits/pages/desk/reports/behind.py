"""The visits behind a figure: the query of the desk's list that shows exactly those."""

import datetime as dt
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from visits.models import Status
from visits.pages.desk.visits.filters import PLACED, WAITED
from visits.reports.asked import APPROVED, ENDED
from visits.reports.held import By
from visits.reports.period import Period, last_day_of

# The filter of the list that narrows it to a count's key.
_FILTERS = {
    By.PROVINCE: "region",
    By.REGION: "region",
    By.TOPIC: "topic",
    By.AGENCY: "agency",
    By.RANK: "rank",
}


def held_behind(
    period: Period, filters: Mapping[str, str] | None = None, *, status: Status = Status.COMPLETED
) -> str:
    """Those that took place in `period`, or did not; narrowed further by `filters` of the list."""
    days = {"from": f"{period.first}", "to": f"{period.last}"}
    return urlencode({**days, "status": status.value, **(filters or {})})


def count_behind(by: By, key: str, period: Period) -> str:
    """Those of one count; of a month its part of the period."""
    if by != By.MONTH:
        return held_behind(period, {_FILTERS[by]: key})
    first = dt.date.fromisoformat(key)
    return held_behind(Period(max(first, period.first), min(last_day_of(first), period.last)))


def sent_behind(period: Period, *, statuses: Iterable[Status] = (), **filters: str) -> str:
    """The requests sent in `period`: all, with one of these statuses, or narrowed further."""
    days = {"sent_from": f"{period.first}", "sent_to": f"{period.last}"}
    ordered = [status.value for status in Status if status in set(statuses)]
    return urlencode({**days, "status": ordered, **filters}, doseq=True)


def outcomes_behind(period: Period) -> dict[str, str]:
    """The query behind each figure of the requests, by its name in `Asked`."""
    return {
        "requests": sent_behind(period),
        "approved": sent_behind(period, statuses=APPROVED),
        "waiting": sent_behind(period, waited=WAITED),
        "got_a_place": sent_behind(period, waited=PLACED),
        "declined": sent_behind(period, statuses=[Status.DECLINED]),
        "cancelled": sent_behind(period, statuses=[Status.CANCELLED]),
        "lapsed": sent_behind(period, statuses=[Status.EXPIRED]),
        "open": sent_behind(period, statuses=set(Status) - ENDED - APPROVED),
    }

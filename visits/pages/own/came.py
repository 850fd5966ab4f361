"""Who of the delegation was noted as present, as its own page shows it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from visits.language.dates import day_words
from visits.models import Status, Visit
from visits.presence import objections
from visits.presence.roll import roll
from visits.presence.until import contest_until
from visits.queries.day import visit_on_its_day


def who_came(visit: Visit, *, now: dt.datetime) -> dict[str, Any]:
    """What the page shows from the day on; nothing before they have arrived.

    Six queries and those of the visit's day.
    """
    row = visit_on_its_day(visit) if visit.status in (Status.ARRIVED, Status.COMPLETED) else None
    if row is None:
        return {}
    until = contest_until(row)
    made = list(visit.presence_objections.order_by("-id"))
    listed = roll(visit)
    return {
        "came": [one for one in listed if one.presence is not None],
        "not_noted": [one for one in listed if one.presence is None],
        "contestable": now < until,
        # The last whole day on which they may.
        "contest_until": day_words(timezone.localdate(until - dt.timedelta(microseconds=1))),
        "objections": made,
        "objection_open": any(one.answered_at is None for one in made),
        "longest_objection": objections.LONGEST,
    }

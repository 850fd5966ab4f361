"""How much waits, as a number that every page of the desk can afford: one query.

Requests, what came in and what was given to the reader are counted at once, by index. The rest
hangs on the clock, the rules and the weeks, and needs the whole list: a pass of deliver_due counts
it where an event was written since, and now and then in any case
(docs/decisions/0158-the-number-on-every-page.md).
"""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from visits.conversation.dispositions import waiting_for
from visits.history.incoming import WRITTEN, unread
from visits.inbox.items import Kind, Obligation
from visits.inbox.sources import outstanding
from visits.models import DeskCount, Status, Visit, VisitEvent
from visits.papers.signing.waiting import waiting_for as waiting_signature

# However quiet it is, the clock makes things due.
EVERY = dt.timedelta(minutes=1)
_TO_DECIDE = (Status.REQUESTED, Status.WAITLISTED)
"""Each of these is one item, or a wish for papers in its stead."""


def waiting_now(*, reader: int | None = None) -> int:
    """How many things staff have to do, as the inbox counts them; one query.

    With what was given to the account `reader` alone.
    """
    requests = Visit.objects.filter(status__in=_TO_DECIDE)
    words = Count("visit", distinct=True, filter=Q(event__kind__in=WRITTEN))
    news = Count("visit", distinct=True, filter=~Q(event__kind__in=WRITTEN))
    # Added up here, not in one row: an emptied or restored database has no row of the last pass
    # until the next, and requests wait all the same.
    parts = DeskCount.objects.filter(pk=1).order_by().values_list("others")
    counted = [_number(requests, Count("pk")), _number(unread(), words + news)]
    if reader is not None:
        counted.append(_number(waiting_for(reader), Count("pk")))
        # However many they are, they are one item.
        counted.append(_number(waiting_signature(reader), Count("signatory", distinct=True)))
    return sum(number for (number,) in parts.union(*counted, all=True))


def _number(rows: QuerySet[Any, Any], count: Combinable) -> QuerySet[Any, Any]:
    """One row with the number, or none where there is nothing."""
    together = rows.order_by().annotate(one=Value(1)).values("one")
    counted: QuerySet[Any, Any] = together.annotate(n=count).values_list("n")
    return counted


def _at_once(obligation: Obligation) -> bool:
    """Whether `waiting_now` counts it by itself."""
    if obligation.events:
        return True
    visit = obligation.visit
    asked = obligation.kind in (Kind.DECIDE, Kind.MISSING)
    return asked and visit is not None and visit.status in _TO_DECIDE


def count_anew(*, now: dt.datetime) -> bool:
    """Count the rest where that is due; gives whether it was. Two queries where it is not."""
    last = VisitEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    known, _made = DeskCount.objects.get_or_create(pk=1)
    fresh = known.counted_at is not None and known.counted_at <= now < known.counted_at + EVERY
    if fresh and known.event_id == last:
        return False
    visits = Visit.objects.select_related("region__province")
    found = outstanding(visits, now=now)
    others = sum(o.ours and not _at_once(o) for o in found)
    DeskCount.objects.filter(pk=1).update(others=others, event_id=last, counted_at=now)
    return True

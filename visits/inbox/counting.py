"""How much waits, as a number that every page of the desk can afford: one query.

Requests, what came in and what was given to the reader are counted at once, by index. The rest
hangs on the clock, the rules and the weeks, and needs the whole list: a pass of deliver_due counts
it where an event was written since, and otherwise notes each minute that it was made, and counts
where anything changed or five minutes are over (docs/decisions/0158-the-number-on-every-page.md).
"""

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from scheduling.database import marks
from visits.conversation.dispositions import waiting_for
from visits.history.incoming import WRITTEN, unread
from visits.inbox.items import Kind, Obligation
from visits.inbox.sources import outstanding
from visits.models import DeskCount, Status, Visit, VisitEvent
from visits.papers.signing.waiting import waiting_for as waiting_signature

# However quiet it is, a pass is noted so often.
EVERY = dt.timedelta(minutes=1)
# And the clock makes things due: hours and days count, not seconds.
_ANEW = dt.timedelta(minutes=5)
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


# What this process last counted; another counts once for itself.
_counted_at: marks.Mark | None = None


def _spell(moment: dt.datetime) -> int:
    """Which of the spells that are _ANEW long."""
    return int(moment.timestamp() // _ANEW.total_seconds())


def noted(*, now: dt.datetime) -> QuerySet[DeskCount]:
    """The row, where a pass was noted within EVERY and after the last event; else nothing."""
    later = VisitEvent.objects.filter(pk__gt=OuterRef("event_id"))
    within = DeskCount.objects.filter(pk=1, counted_at__lte=now, counted_at__gt=now - EVERY)
    return within.filter(~Exists(later))


def count_anew(*, now: dt.datetime) -> bool:
    """Count the rest where that is due; gives whether it was. Two queries where it is not.

    Once in EVERY the pass is noted as well.
    """
    global _counted_at
    last = VisitEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    known, _made = DeskCount.objects.get_or_create(pk=1)
    before = known.counted_at
    fresh = before is not None and before <= now < before + EVERY
    if fresh and known.event_id == last:
        return False
    mark = marks.read()
    if before and known.event_id == last and mark == _counted_at and _spell(before) == _spell(now):
        DeskCount.objects.filter(pk=1).update(counted_at=now)
        return False
    _counted_at = mark
    visits = Visit.objects.select_related("region__province")
    found = outstanding(visits, now=now)
    others = sum(o.ours and not _at_once(o) for o in found)
    DeskCount.objects.filter(pk=1).update(others=others, event_id=last, counted_at=now)
    return True

"""Events in order, without ever skipping one whose transaction commits late.

Ids are given out before a transaction commits, so a reader that goes by "after the last id I saw"
could pass over an id that becomes visible only later. On PostgreSQL the reader therefore waits,
for a moment and before it reads, until every transaction that is writing events has ended; SQLite
has one writer at a time, whose ids become visible in order.
"""

from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from visits.api.problems import Problem
from visits.models import VisitEvent


def events_after(after: int, *, limit: int) -> list[VisitEvent]:
    """Up to `limit` events with ids above `after`; 503 where a writer takes too long."""
    events = VisitEvent.objects.filter(pk__gt=after, pk__lte=_settled())
    return list(events.select_related("visit").order_by("pk")[:limit])


def _settled() -> int:
    """The highest id below which nothing can appear any more."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '2s'")
                    # Conflicts with every writer's lock and with nothing that readers take.
                    cursor.execute("LOCK TABLE visits_visitevent IN SHARE MODE")
            highest: int | None = VisitEvent.objects.aggregate(highest=Max("pk"))["highest"]
    except OperationalError as error:
        detail = _("Events are being written just now. Please try again in a moment.")
        raise Problem(503, "busy", detail, headers={"Retry-After": "5"}) from error
    return highest or 0

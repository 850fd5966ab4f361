"""Visits narrowed to those behind a figure of a report (visits/reports/), said in SQL."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from visits.models import Status, Visit, VisitEvent

# From when on somebody who waited has a place.
GOT_A_PLACE = frozenset({VisitEvent.Kind.ACCEPTED, VisitEvent.Kind.APPROVED})
# Of days without an end: moments of the first and the last year cannot be told in another zone.
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(9000, 1, 1)


def sent_between(
    visits: QuerySet[Visit], first: dt.date, last: dt.date, *, zone: dt.tzinfo
) -> QuerySet[Visit]:
    """Those sent from `first` to `last`, both included, whose address was confirmed.

    Days are local ones of the host's `zone`. As requests are counted: what nobody confirmed is
    none.
    """
    begins = dt.datetime.combine(max(first, _EARLIEST), dt.time(), zone)
    ends = dt.datetime.combine(min(last, _LATEST) + dt.timedelta(days=1), dt.time(), zone)
    return visits.filter(created_at__gte=begins, created_at__lt=ends, verified_at__isnull=False)


def waited(visits: QuerySet[Visit], *, placed: bool = False) -> QuerySet[Visit]:
    """Those that have ever been on the waiting list; those alone that got a place from it."""
    events = VisitEvent.objects.filter(visit=OuterRef("pk"))
    if not placed:
        return visits.filter(Exists(events.filter(to_status=Status.WAITLISTED)))
    before = VisitEvent.objects.filter(
        visit=OuterRef("visit"), to_status=Status.WAITLISTED, pk__lt=OuterRef("pk")
    )
    return visits.filter(Exists(events.filter(Exists(before), kind__in=GOT_A_PLACE)))


def declined_for(visits: QuerySet[Visit], reason: str) -> QuerySet[Visit]:
    """Those declined for exactly this reason, whatever white space it was written with.

    Where none was declined so, those in whose reason it stands.
    """
    declined = visits.filter(status=Status.DECLINED)
    asked = plain(reason)
    # Reasons repeat: there are few different ones, and no database knows white space as we do.
    known = set(declined.order_by().values_list("reason", flat=True).distinct())
    meant = {text for text in known if plain(text) == asked} or {
        text for text in known if asked.casefold() in plain(text).casefold()
    }
    return declined.filter(reason__in=meant)


def plain(reason: str) -> str:
    """A reason as it is counted: every run of white space is one blank."""
    return " ".join(reason.split())

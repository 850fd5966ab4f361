"""Events in the order of their numbers (visits/history/numbering.py)."""

from visits.history.numbering import number_events
from visits.models import VisitEvent


def events_after(after: int, *, limit: int) -> list[VisitEvent]:
    """Up to `limit` events with numbers above `after`, the lowest first."""
    number_events()
    events = VisitEvent.objects.filter(number__gt=after).select_related("visit")
    return list(events.order_by("number")[:limit])

"""What somebody did to the visit that is open, for the page that shows it."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest

from visits.models import VisitEvent
from visits.pages.desk.frame.access import visible_visits


@dataclass(frozen=True)
class Change:
    """The last thing that was done: by whom (`own`: the same person, in another window), what."""

    who: str
    what: str
    at: dt.datetime
    own: bool


def change_of_open_visit(request: HttpRequest) -> Change | None:
    """What happened to the visit `kini` after its event `peristiwa`, the last thing; one query."""
    reference, seen = request.GET.get("kini", ""), request.GET.get("peristiwa", "")
    if not (reference and seen.isascii() and seen.isdigit() and len(seen) < 19):
        return None
    later = VisitEvent.objects.filter(
        visit__in=visible_visits(request).filter(reference=reference[:20]).values("pk"),
        pk__gt=int(seen),
    )
    event = later.order_by("-pk").first()
    if event is None:
        return None
    return Change(
        who=event.actor_name or event.get_actor_kind_display(),
        what=event.get_kind_display(),
        at=event.at,
        own=event.actor_id is not None and event.actor_id == request.user.pk,
    )

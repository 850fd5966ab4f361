"""What came in about a visit after its request: kept by events, until somebody answers or reads it.

The delegation's messages, papers and names, what it accepts, calls off or no longer allows, and
what comes back from calendars (notes that no person of the house wrote). Requests, refusals and
wishes to move are not here: those wait as what they are, until they are decided.
"""

import datetime as dt
from collections.abc import Collection

from django.db.models import QuerySet

from visits.models import Incoming, Status, Visit, VisitEvent

_Kind, _By = VisitEvent.Kind, VisitEvent.By
# Words to us, which a message answers.
WRITTEN = frozenset({_Kind.MESSAGED, _Kind.NOTED})
_OF_GUESTS = frozenset(
    {_Kind.MESSAGED, _Kind.AMENDED, _Kind.MISSING_GIVEN, _Kind.ACCEPTED, _Kind.CANCELLED}
    | {_Kind.CONSENTED}
)


def comes_in(event: VisitEvent) -> bool:
    """Whether staff should see it: it came from outside, about a request that they have.

    An offer of the waiting list that is accepted is a request, which waits as one. That they may
    be photographed stands where it is needed; that they may not, any more, is news.
    """
    if event.from_status == Status.UNVERIFIED:
        return False
    if event.kind == _Kind.ACCEPTED and event.to_status != Status.CONFIRMED:
        return False
    if event.kind == _Kind.CONSENTED and event.data.get("photographs"):
        return False
    if event.kind == _Kind.NOTED:
        return event.actor_kind == _By.PROGRAM
    return event.actor_kind == _By.DELEGATION and event.kind in _OF_GUESTS


def keep(event: VisitEvent) -> None:
    """Put a new event before staff where it comes in, in the caller's transaction.

    That photographs are allowed ends that they were not: nobody has to act on that any more.
    """
    if comes_in(event):
        Incoming.objects.create(event=event, visit_id=event.visit_id)
    elif event.kind == _Kind.CONSENTED:
        refused = unread().filter(visit=event.visit_id, event__kind=_Kind.CONSENTED)
        refused.order_by().update(
            read_at=event.at, read_by_id=event.actor_id, read_name=event.actor_name[:120]
        )


def unread() -> QuerySet[Incoming]:
    """What nobody answered or read yet, the oldest first."""
    return Incoming.objects.filter(read_at=None).order_by("event_id")


def settle(
    visit: Visit,
    events: Collection[int] | None,
    *,
    at: dt.datetime,
    user_id: int | None,
    name: str,
    answered: bool = False,
) -> int:
    """Note who read (or `answered`) what came in as these `events`; gives how many were new.

    None stands for all that was written to us. What was read before stays as it was: of two people
    who press at once the first is kept, and both are right.
    """
    found = unread().filter(visit=visit)
    if events is None:
        found = found.filter(event__kind__in=WRITTEN)
    else:
        found = found.filter(event_id__in=events)
    return found.order_by().update(
        read_at=at, read_by_id=user_id, read_name=name[:120], answered=answered
    )


def settle_until(
    visit: Visit, until: dt.datetime, *, at: dt.datetime, user_id: int | None, name: str
) -> int:
    """The same for all that came in up to the moment `until`, for whoever saw it elsewhere."""
    seen = unread().filter(visit=visit, event__at__lte=until)
    events = list(seen.values_list("event_id", flat=True))
    return settle(visit, events, at=at, user_id=user_id, name=name)


def unsettle(visit: Visit, events: Collection[int]) -> int:
    """Let what came in as these `events` wait again; gives how many did not wait already."""
    found = Incoming.objects.filter(visit=visit, event_id__in=events, read_at__isnull=False)
    return found.update(read_at=None, read_by_id=None, read_name="", answered=False)

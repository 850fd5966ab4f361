"""What visits to come depend on and is out of use: officers named, agencies and topics."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from scheduling.impact import Kind, Trouble
from scheduling.slots import SlotId
from scheduling.weeks import monday_of
from visits.models import Assignment, Status, Visit
from visits.queries.visits import sessions_of

_TO_COME = (
    *(Status.UNVERIFIED, Status.REQUESTED, Status.PROPOSED, Status.WAITLISTED, Status.CONFIRMED),
)


def out_of_use(now: dt.datetime) -> Iterator[Trouble]:
    """Each of these, of each visit that is not over; for scheduling.impact. Seven queries."""
    found: dict[int, list[tuple[Kind, str]]] = {}
    to_come = Q(visit__status__in=_TO_COME)
    for named in Assignment.objects.filter(to_come, officer__active=False).select_related(
        "officer"
    ):
        found.setdefault(named.visit_id, []).append((Kind.OFFICER_GONE, named.officer.name))
    for model in (Visit.agencies.through, Visit.topics.through):
        matter = "agency" if model is Visit.agencies.through else "topic"
        gone = model._default_manager.filter(to_come, **{f"{matter}__active": False})
        for visit, name in gone.values_list("visit_id", f"{matter}__name"):
            found.setdefault(visit, []).append((Kind.ASKED_FOR, name))
    visits = list(Visit.objects.filter(pk__in=found).order_by("pk"))
    sessions = sessions_of(visits)
    for visit in visits:
        session = sessions.get(visit.pk)
        if session is not None and session.ends_at <= now:
            continue
        slot = session.slot_id if session else visit.preferred_slots[0]
        for kind, name in found[visit.pk]:
            yield Trouble(monday_of(SlotId.parse(slot).date), kind, slot, visit.owner_key, name)

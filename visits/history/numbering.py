"""Numbers for events: an order in which nothing is ever added behind what was read.

A row's id is given out before its transaction commits, so a reader that asks for "what is after the
last id I saw" passes over an id that becomes visible only later. A number is given after the
commit instead, by one giver at a time: whoever has the counter's lock numbers what it sees, in the
order of ids, and commits before the next one looks. So numbers become visible in their own order,
on either database, no writer waits, and a copy of the database keeps them (docs/decisions/0030).
"""

from django.db import transaction

from visits.models import EventCounter, VisitEvent

_BATCH = 1000


def number_events(*, wait: bool = True) -> int:
    """Give every committed event its number; gives how many got one.

    Called before events are read in order. Without `wait`, they are left to whoever is just giving
    numbers: what it does not see the next pass does.
    """
    unnumbered = VisitEvent.objects.filter(number=None).order_by("pk")
    numbered = 0
    while unnumbered.exists():
        with transaction.atomic():
            EventCounter.objects.get_or_create(pk=1)
            free = EventCounter.objects.select_for_update(skip_locked=not wait)
            counter = free.filter(pk=1).first()
            if counter is None:
                break
            events = list(unnumbered.only("pk")[:_BATCH])
            for event in events:
                counter.last += 1
                event.number = counter.last
            VisitEvent.objects.bulk_update(events, ["number"])
            counter.save(update_fields=["last"])
            numbered += len(events)
    return numbered

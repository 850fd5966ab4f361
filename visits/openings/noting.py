"""A row that somebody opened something; opened again on the same day, it is counted."""

import datetime as dt
from dataclasses import dataclass

import structlog
from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from visits.models import Opening, Visit

log = structlog.get_logger(__name__)
# No head of a request can be called so.
_SHOWN, _READER = "singgah.visit", "singgah.reader"
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Reader:
    """Who opens: the key under which the day's row is found, the name at that time, from where."""

    who: str
    door: Opening.Door
    name: str = ""
    network: str = ""


def is_about(request: HttpRequest, visit: Visit, *, reader: Reader | None = None) -> None:
    """Say for the log of openings which visit is shown, where the address does not name it.

    `reader` is who has the link that was opened, where that is not the delegation.
    """
    request.META[_SHOWN] = visit.reference
    request.META[_READER] = reader


def reference_said(request: HttpRequest) -> str:
    """What is_about said; empty where it was not called."""
    return str(request.META.get(_SHOWN, ""))


def reader_said(request: HttpRequest) -> Reader | None:
    """The reader that is_about said."""
    found = request.META.get(_READER)
    return found if isinstance(found, Reader) else None


def note(
    reader: Reader,
    thing: Opening.Thing,
    *,
    now: dt.datetime,
    reference: str = "",
    paper: int = 0,
) -> None:
    """Note it: mostly one statement. Raises DatabaseError.

    `reference` is empty for a list of many visits, `paper` 0 where it is none. What shows many
    refreshes itself, or is read by programs without end: it counts once an hour.
    """
    row = {
        "reference": reference,
        "thing": thing,
        "paper": paper,
        "door": reader.door,
        "who": reader.who[:180],
        "network": reader.network,
        "day": timezone.localdate(now),
    }
    again = Opening.objects.filter(**row)
    many = not reference and thing != Opening.Thing.EXPORT
    if many and again.filter(last_at__gt=now - _HOUR).exists():
        return
    if again.update(times=F("times") + 1, last_at=now):
        return
    first = Opening(**row, name=reader.name[:160], first_at=now, last_at=now, times=0)
    # Two at once: one of them makes the row, both count.
    Opening.objects.bulk_create([first], ignore_conflicts=True)
    again.update(times=F("times") + 1, last_at=now)


def try_to_note(
    reader: Reader,
    thing: Opening.Thing,
    *,
    now: dt.datetime,
    reference: str = "",
    paper: int = 0,
) -> bool:
    """Note it if the database lets us; False, and an error in the logs, where it does not.

    Who stands at the door with guests reads on (docs/decisions/0217).
    """
    # Each of its statements stands for itself, and no answer is inside a transaction any more.
    try:
        note(reader, thing, now=now, reference=reference, paper=paper)
    except DatabaseError as error:
        log.error(
            "opening_not_noted",
            reference=reference,
            thing=str(thing),
            door=str(reader.door),
            who=reader.who,
            trouble=type(error).__name__,
        )
        return False
    return True

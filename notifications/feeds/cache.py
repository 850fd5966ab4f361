"""Feeds made once for a change, and not for each reader who asks again; events once for a visit."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from notifications.ical import CalendarEvent
from scheduling.database.marks import Mark
from visits.models import Host, Visit
from visits.queries.visits import Session

Show = Callable[[Visit, Session, Host], CalendarEvent]

# Some visits leave a feed only because time passes: for those it is made anew.
LONGEST = 600.0
MOST_BYTES = 16 * 1024 * 1024
MOST_EVENTS = 2048


@dataclass(frozen=True, slots=True)
class _Made:
    body: bytes
    mark: Mark
    until: float


_made: dict[str, _Made] = {}
_making = threading.Lock()


def made_once(path: str, mark: Mark, make: Callable[[], bytes]) -> bytes:
    """The bytes at `path` as `make` makes them, remembered while the marks are the same.

    Whoever calls has judged the reader and has read `mark` before anything else.
    """
    with _making:
        found = _made.get(path)
        if found and mark and found.mark == mark and time.monotonic() < found.until:
            return found.body
        began = time.monotonic()
        body = make()
        if sum(len(other.body) for other in _made.values()) + len(body) > MOST_BYTES:
            _made.clear()
        _made[path] = _Made(body, mark, began + LONGEST)
        return body


_shown: dict[tuple[Show, int], tuple[Any, CalendarEvent]] = {}


def shown_once(
    show: Show, visit: Visit, session: Session, host: Host, *, ground: Any
) -> CalendarEvent:
    """The event that `show` makes of a visit and all that was read with it, made once of the same.

    `ground` is what else it shows it by: language, zone, and what is said of the host. A visit with
    a rundown has it prefetched.
    """
    said = (
        said_of(visit), said_of(visit.region), said_of(visit.region and visit.region.province),
        [(said_of(item), said_of(item.officer)) for item in _rundown(visit)], session, ground,
    )  # fmt: skip
    known = _shown.get((show, visit.pk))
    # By what was read just now, and not by any mark or time of it: whatever changed it, it differs.
    if known and known[0] == said:
        return known[1]
    event = show(visit, session, host)
    if len(_shown) >= MOST_EVENTS:
        _shown.clear()
    _shown[show, visit.pk] = said, event
    return event


def said_of(row: Model | None) -> tuple[Any, ...]:
    """What the database says in a row."""
    return tuple(value for name, value in vars(row).items() if name[0] != "_") if row else ()


def _rundown(visit: Visit) -> Any:
    return visit.agenda.all() if visit.agenda_from else ()

"""A feed of 500 visits after a change, beside `icalendar` that builds the same one bare."""

import time
from collections.abc import Callable, Iterator

from django.test import Client
from django.utils import timezone
from icalendar import Calendar, Event

from notifications.feeds import contents
from tests.load.ground import ROUNDS, database
from tests.load.host import STAFF, approved_visits, furnish
from tests.load.report import Figure
from visits.life import amending
from visits.models import Visit

_VISITS = 500
_AIM = 1.2


def measure() -> Iterator[Figure]:
    """How long it takes, and how often it is made for one change."""
    with database():
        furnish(2)
        visits = approved_visits(_VISITS, rooms=2)
        _, address = contents.create("staff")
        path = address[address.index("/kalender/") :]
        calendar = Calendar.from_ical(Client().get(path).content)
        found = []
        for n in range(2 * ROUNDS + 1):
            _change(visits[n])
            ours = _seconds(lambda: Client().get(path).content)
            found.append((ours, _seconds(lambda: _bare(calendar))))
        found = found[1:]
        us, bare = (sum(side) / len(found) for side in zip(*found, strict=True))
        yield Figure(
            f"changed feed, {_VISITS} visits",
            [mine / theirs for mine, theirs in found],
            aim=_AIM,
            at_least=False,
            seen=f"{us * 1000:.0f} ms, icalendar bare {bare * 1000:.0f} ms",
        )
        yield _made_once(path, visits[-1])


def _made_once(path: str, visit: Visit) -> Figure:
    """How many of ten readings after one change make the feed's bytes."""
    original, made = contents.feed, 0

    def counting(*args: object, **kwargs: object) -> bytes:
        nonlocal made
        made += 1
        return original(*args, **kwargs)  # type: ignore[arg-type]

    contents.feed = counting
    try:
        _change(visit)
        for _ in range(10):
            Client().get(path)
    finally:
        contents.feed = original
    return Figure("changed feed, made for a change", [made], aim=1, at_least=False, unit="times")


def _change(visit: Visit) -> None:
    amending.amend(visit, changes={"notes": str(time.time())}, by=STAFF, now=timezone.now())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bare(calendar: Calendar) -> bytes:
    """The same properties of the same components, added one by one and written."""
    result = Calendar()
    for name, value in calendar.property_items(recursive=False):
        if name not in ("BEGIN", "END"):
            result.add(name, value)
    for part in calendar.subcomponents:
        if part.name != "VEVENT":
            result.add_component(part)
            continue
        event = Event()
        for name, value in part.items():
            event.add(name, value.dt if hasattr(value, "dt") else value)
        result.add_component(event)
    return result.to_ical()

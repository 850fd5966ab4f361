"""Our own side: one web process as docker-compose.yml starts it, on PostgreSQL, without a worker.

So no mail is sent while bookings are taken. What is to be sent is known from the visit's history,
which is written with the booking.
"""

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.utils import timezone

from notifications.feeds import contents
from scheduling.models import Week
from scheduling.slots import SlotId
from tests.load.ground import database, pointing, web_process
from tests.load.host import (
    STAFF,
    approved_visits,
    furnish,
    mondays,
    sessions,
)
from tests.load.peers.sides import FOUR_ROOMS, ONE_COUNT, Calendar, Counter, Side, Way, straight
from tests.load.submits import BODY
from visits.access.tokens import hash_key
from visits.life import amending
from visits.models import ApiKey, Visit

ROOMS, AT_ONCE, PLACES, EVENTS = 4, 60, 4, 500
# Half hours from seven to five, so that four rooms have 400 of them in a week.
_HOURS = {
    dt.time(h, m): dt.time(h, 30) if m == 0 else dt.time(h + 1)
    for h in range(7, 17)
    for m in (0, 30)
}


@contextmanager
def with_calendar() -> Iterator[Side]:
    """500 approved visits in the feed of staff."""
    with database() as url:
        furnish(ROOMS)
        visits = iter(approved_visits(EVENTS, rooms=ROOMS))
        _, feed = contents.create("staff")
        path = feed[feed.index("/kalender/") :]

        def change() -> str:
            # Others may have a database of their own meanwhile.
            with pointing(url):
                return _change(next(visits))

        with web_process(url) as (address, pid):
            yield Side(pid, Calendar(f"{address}{path}", change))


@contextmanager
def with_counter(way: Way = straight) -> Iterator[Side]:
    """`POST visits/` with a program's key, into 26 weeks of four rooms."""
    key = "sgk_" + secrets.token_urlsafe(32)
    with database() as url:
        furnish(ROOMS, capacity=1000, hours=_HOURS)
        ApiKey.objects.create(name="bench", key_hash=hash_key(key), scopes=["visits:submit"])
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        with web_process(way(url)) as (address, pid):
            yield Side(pid, counter=counter(f"{address}/api/v1/visits/", headers))


def _change(visit: Visit) -> str:
    name = f"Dinas Berubah {visit.pk}"
    amending.amend(visit, changes={"institution": name}, by=STAFF, now=timezone.now())
    return name


def counter(address: str, headers: dict[str, str]) -> Counter:
    """Nineteen weeks with plenty, five of one count each, and two that are short.

    Short of places is a week that takes four visits though its rooms are free, and a week of which
    the four rooms are asked for at one time.
    """
    weeks = mondays()
    few_visits, few_rooms = weeks[-2:]
    Week.objects.create(starts_on=few_visits, capacity=PLACES)
    # One week after the other, so that each holds a few visits at a time, as real ones do.
    spread = chain.from_iterable(zip(*map(_sessions, weeks[:-7]), strict=True))
    return Counter(
        address,
        headers,
        plenty=list(map(_body, spread)),
        one=[_body(slot) for week in weeks[-7:-2] for slot in _sessions(week)],
        short={
            ONE_COUNT: list(map(_body, _sessions(few_visits)[:AT_ONCE])),
            FOUR_ROOMS: list(map(_body, _sessions(few_rooms)[:PLACES] * (AT_ONCE // PLACES))),
        },
    )


def _sessions(week: dt.date) -> list[SlotId]:
    """The sessions of a week, those of one time in all rooms side by side."""
    by_room = [sessions(room, [week], hours=_HOURS) for room in range(ROOMS)]
    return list(chain.from_iterable(zip(*by_room, strict=True)))


def _body(slot: SlotId) -> str:
    return json.dumps({**BODY, "slots": [str(slot)]})

"""Our own side: one web process as docker-compose.yml starts it, on PostgreSQL, without a worker.

So no mail is sent while bookings are taken. What is to be sent is known from the visit's history,
which is written with the booking.
"""

import datetime as dt
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain

from django.db.models import F
from django.utils import timezone

from notifications.feeds import contents
from scheduling.models import Week
from scheduling.slots import SlotId
from tests.load.ground import database, web_process
from tests.load.host import (
    AFTERNOON,
    MORNING,
    STAFF,
    approved_visits,
    furnish,
    mondays,
    sessions,
)
from tests.load.peers.sides import FOUR_ROOMS, ONE_COUNT, Calendar, Counter, Side
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
def serving() -> Iterator[Side]:
    """500 approved visits in the feed of staff, and plenty of room for more."""
    key = "sgk_" + secrets.token_urlsafe(32)
    with database() as url:
        furnish(ROOMS, capacity=1000, hours=_HOURS)
        visits = approved_visits(EVENTS, rooms=ROOMS)
        _, feed = contents.create("staff")
        ApiKey.objects.create(name="bench", key_hash=hash_key(key), scopes=["visits:submit"])
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        with web_process(url) as (address, pid):
            yield Side(
                pid,
                Calendar(
                    address + feed[feed.index("/kalender/") :], partial(_change, iter(visits))
                ),
                _counter(f"{address}/api/v1/visits/", headers),
            )


def _change(visits: Iterator[Visit]) -> str:
    visit = next(visits)
    name = f"Dinas Berubah {visit.pk}"
    amending.amend(visit, changes={"institution": name}, by=STAFF, now=timezone.now())
    return name


def _counter(address: str, headers: dict[str, str]) -> Counter:
    """Nineteen weeks with plenty, five of one count each, and two that are short.

    Short of places is a week that takes four more visits though its rooms are free, and a week of
    which the four rooms are asked for at one time.
    """
    weeks = mondays()
    few_visits, few_rooms = weeks[-2:]
    Week.objects.filter(starts_on=few_visits).update(capacity=F("taken") + PLACES)
    # One week after the other, so that each holds a few visits at a time, as real ones do.
    spread = chain.from_iterable(zip(*map(_free, weeks[:-7]), strict=True))
    return Counter(
        address,
        headers,
        plenty=list(map(_body, spread)),
        one=[_body(slot) for week in weeks[-7:-2] for slot in _free(week)],
        short={
            ONE_COUNT: list(map(_body, _free(few_visits)[:AT_ONCE])),
            FOUR_ROOMS: list(map(_body, _free(few_rooms)[:PLACES] * (AT_ONCE // PLACES))),
        },
    )


def _free(week: dt.date) -> list[SlotId]:
    """The sessions of a week at which no visit is, those of one time in all rooms side by side."""
    by_room = [sessions(room, [week], hours=_HOURS) for room in range(ROOMS)]
    return [
        slot
        for at_one_time in zip(*by_room, strict=True)
        for slot in at_one_time
        if slot.starts_at not in (MORNING, AFTERNOON)
    ]


def _body(slot: SlotId) -> str:
    return json.dumps({**BODY, "slots": [str(slot)]})

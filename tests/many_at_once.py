"""What scripts of many writers share: a host with room for them, and threads that begin together.

Import it after django.setup().
"""

import datetime as dt
import threading
from collections.abc import Callable

from django.db import connection

from scheduling.models import BookingRules, SessionPattern
from tests.factories import HostFactory, RegionFactory
from tests.scheduling.factories import CapacityRuleFactory, RoomFactory, TimetableFactory


def in_threads(*works: Callable[[], object]) -> None:
    """Run all at once and wait for them; a thread's error is this process's."""
    start = threading.Barrier(len(works))
    errors: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - raised again below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if errors:
        raise errors[0]


def a_large_host() -> None:
    """A host with a room that many visits fit into, and a region to come from."""
    HostFactory.create()
    CapacityRuleFactory.create(capacity=20)
    # One address asks for all of them: limits of open requests are not what is tried here.
    BookingRules.objects.create(
        pk=1, unconfirmed_per_address=0, unconfirmed_per_network=0, active_per_region_week=0
    )
    room, timetable = RoomFactory.create(code="aula"), TimetableFactory.create()
    for weekday in range(1, 6):
        for hour in (9, 13):
            SessionPattern.objects.create(
                timetable=timetable,
                weekday=weekday,
                starts_at=dt.time(hour),
                ends_at=dt.time(hour + 2),
                room=room,
            )
    RegionFactory.create()

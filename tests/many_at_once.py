"""What scripts of many writers share: a host with room for them, and threads that begin together.

Import it after django.setup().
"""

import threading
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from scheduling.models import BookingRules
from tests.factories import HostFactory, RegionFactory
from tests.scheduling.factories import CapacityRuleFactory, two_sessions_a_day


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
    """An open host with a room that many visits fit into, and a region to come from."""
    HostFactory.create(opened_at=timezone.now())
    CapacityRuleFactory.create(capacity=20)
    # One address asks for all of them: limits of open requests are not what is tried here.
    BookingRules.objects.create(
        pk=1, unconfirmed_per_address=0, unconfirmed_per_network=0, active_per_region_week=0
    )
    two_sessions_a_day()
    RegionFactory.create()

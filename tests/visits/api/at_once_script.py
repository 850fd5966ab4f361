"""Callers of the API at the same moment, on the database of DATABASE_URL.

Run by test_at_once.py as a process of its own, because threads need a database that commits for
real: `python -m tests.visits.api.at_once_script SCENARIO`. Prints what came of it as JSON.
"""

import datetime as dt
import json
import sys
import threading
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - apps first
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from scheduling.models import SessionPattern  # noqa: E402
from tests.factories import HostFactory, RegionFactory, a_free_slot, a_visit  # noqa: E402
from tests.scheduling.factories import (  # noqa: E402
    CapacityRuleFactory,
    RoomFactory,
    TimetableFactory,
)
from tests.visits.api.conftest import program, request_body  # noqa: E402
from visits.events import DELEGATION, record  # noqa: E402
from visits.models import Visit, VisitEvent  # noqa: E402

THREADS = 8


def in_threads(*works: Callable[[], None]) -> None:
    """Run all at once and wait for them."""

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def same_key() -> dict[str, Any]:
    """The same request with the same key from many threads."""
    body = request_body(slots=[str(a_free_slot())])
    start = threading.Barrier(THREADS)
    answers: list[Any] = []

    def ask() -> None:
        start.wait()
        answer = APIClient().post("/api/v1/visits/", body, headers={"idempotency-key": "a"})
        answers.append((answer.status_code, answer.json()))

    in_threads(*[ask] * THREADS)
    return {
        "answers": len(answers),
        "statuses": sorted({status for status, _ in answers}),
        "different": len({json.dumps(seen, sort_keys=True) for _, seen in answers}),
        "visits": Visit.objects.count(),
    }


def late_commit() -> dict[str, Any]:
    """A reader of events while one with a lower id is still to be committed."""
    visits = [a_visit(), a_visit()]
    last = VisitEvent.objects.order_by("-pk").values_list("pk", flat=True)[0]
    reader = program("visits:read")
    written, go_on = threading.Event(), threading.Event()
    seen: list[int] = []

    def late() -> None:
        with transaction.atomic():
            record(visits[0], VisitEvent.Kind.AMENDED, by=DELEGATION, now=timezone.now())
            written.set()
            go_on.wait(timeout=1)

    def early() -> None:
        written.wait(timeout=10)
        if connection.vendor == "postgresql":
            record(visits[1], VisitEvent.Kind.AMENDED, by=DELEGATION, now=timezone.now())
        answer = reader.get(f"/api/v1/events/?after={last}")
        seen.extend(event["id"] for event in answer.json()["results"])

    in_threads(late, early)
    after = seen[-1] if seen else last
    rest = reader.get(f"/api/v1/events/?after={after}").json()["results"]
    got = [*seen, *(event["id"] for event in rest)]
    every = list(VisitEvent.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))
    return {"missed": sorted(set(every) - set(got)), "written": len(every)}


def main() -> None:
    """Prepare, run one scenario, report."""
    call_command("migrate", verbosity=0)
    HostFactory.create()
    CapacityRuleFactory.create(capacity=4)
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
    result = {"same_key": same_key, "late_commit": late_commit}[sys.argv[1]]()
    print(json.dumps({"vendor": connection.vendor, **result}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

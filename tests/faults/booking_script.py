"""Bookings over the API that end at each of their statements, on the database of DATABASE_URL.

Run by test_booking_killed.py as a process of its own: `... FATE STRIDE` forks one for every
STRIDE-th statement and around the commit, which there is killed, or has its connection cut by the
server. Prints what came of every one as a line of JSON.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402 - apps first
from rest_framework.test import APIClient  # noqa: E402

from scheduling.audit import audit as audit_places  # noqa: E402
from scheduling.models import BookingRules, Reservation, Week  # noqa: E402
from tests.factories import HostFactory, RegionFactory, a_free_slot  # noqa: E402
from tests.scheduling.factories import CapacityRuleFactory, two_sessions_a_day  # noqa: E402
from tests.visits.api.conftest import request_body  # noqa: E402
from visits.history import audit  # noqa: E402
from visits.models import IdempotencyRecord, Participant, Visit, VisitEvent  # noqa: E402


def prepare() -> None:
    """A host with more weeks than the booking has statements: all bookings look alike."""
    HostFactory.create()
    BookingRules.objects.create(
        horizon_days=2000,
        unconfirmed_per_address=0,
        unconfirmed_per_network=0,
        active_per_region_week=0,
    )
    CapacityRuleFactory.create(capacity=4)
    two_sessions_a_day()
    RegionFactory.create()


def stored() -> list[int]:
    """How much there is of everything that a booking stores, and of what it must not leave."""
    return [
        *(m.objects.count() for m in (Visit, Reservation, VisitEvent, IdempotencyRecord)),
        sum(Week.objects.values_list("taken", flat=True)),
        Participant.objects.count() // 2,
    ]


def post(body: Any, key: str) -> tuple[int, Any]:
    """Ask, with the key."""
    client = APIClient(raise_request_exception=False)
    answer = client.post("/api/v1/visits/", body, headers={"idempotency-key": key})
    return answer.status_code, answer.json()


def killed() -> None:
    """End this process."""
    os.kill(os.getpid(), signal.SIGKILL)


def cut() -> None:
    """Let the server end this process's connection, as at its shutdown."""
    assert connection.connection is not None
    own = connection.connection.info.backend_pid
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [own])


def meet(fate: Callable[[], None], at: int, body: Any, key: str) -> tuple[int, int]:
    """Ask, and meet `fate` before the statement numbered `at`; a commit counts before and after.

    Gives the number of statements, and the answer's status.
    """
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            fate()

    def statement(execute: Any, *args: Any) -> Any:
        count()
        return execute(*args)

    commits = connection._commit

    def commit() -> None:
        count()
        commits()
        count()

    connection._commit = commit  # type: ignore[method-assign]
    with connection.execute_wrapper(statement):
        status, _ = post(body, key)
    return seen, status


def one(fate: Callable[[], None], number: int) -> dict[str, Any]:
    """A booking that meets its fate at that statement, and the same request twice more."""
    people = [{"name": "Ani"}, {"name": "Budi"}]
    slot = a_free_slot(after_days=14 + 7 * number)
    body = request_body(slots=[str(slot)], participants=people)
    before = stored()
    connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, json.dumps(meet(fate, number, body, f"kunci-{number}")).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as told:
        statements, answered = json.loads(told.read() or "[null, null]")
    dead = stored()
    first, second = post(body, f"kunci-{number}"), post(body, f"kunci-{number}")
    return {
        "statements": statements,
        "answered": answered,
        "left": [now - then for now, then in zip(dead, before, strict=True)],
        "after": [now - then for now, then in zip(stored(), before, strict=True)],
        "status": first[0],
        "same": first == second,
        "differences": [str(found) for found in audit_places()] + audit.audit(),
    }


if __name__ == "__main__":
    prepare()
    post(request_body(slots=[str(a_free_slot())]), "yang pertama mengisi singgahan")
    fate = {"killed": killed, "cut": cut}[sys.argv[1]]
    last: int = one(fate, 200)["statements"]
    for number in sorted({*range(1, last, int(sys.argv[2])), last - 1, last}):
        print(json.dumps(one(fate, number)))  # noqa: T201 - its answer

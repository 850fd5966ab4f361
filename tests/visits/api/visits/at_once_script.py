"""Callers of the API at the same moment, on the database of DATABASE_URL.

Run by test_at_once.py as a process of its own, because threads need a database that commits for
real: `python -m tests.visits.api.visits.at_once_script SCENARIO`. Prints what came of it as JSON.
"""

import itertools
import json
import random
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - apps first
from django.utils import timezone  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from tests.factories import a_free_slot, a_visit  # noqa: E402
from tests.many_at_once import a_large_host, in_threads  # noqa: E402
from tests.visits.api.conftest import program, request_body  # noqa: E402
from visits.history.events import DELEGATION, record  # noqa: E402
from visits.models import Visit, VisitEvent  # noqa: E402
from visits.sign_in.keys import make_key  # noqa: E402

THREADS = 8


def sent(path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
    """What a program is answered that comes again where it is told to (503, Retry-After)."""
    caller = APIClient(raise_request_exception=False)
    for _ in range(5):
        answer = caller.post(path, body, headers=headers)
        if answer.status_code != 503:
            break
    return answer.status_code, answer.json()


def same_key() -> dict[str, Any]:
    """The same request with the same key from many threads."""
    body = request_body(slots=[str(a_free_slot())])
    start = threading.Barrier(THREADS)
    answers: list[Any] = []

    def ask() -> None:
        start.wait()
        answers.append(sent("/api/v1/visits/", body, {"idempotency-key": "a"}))

    in_threads(*[ask] * THREADS)
    return {
        "answers": len(answers),
        "statuses": sorted({status for status, _ in answers}),
        "different": len({json.dumps(seen, sort_keys=True) for _, seen in answers}),
        "visits": Visit.objects.count(),
    }


def same_step() -> dict[str, Any]:
    """The same approval with the same key from many threads."""
    visit = a_visit(trusted=True)
    key = make_key(name="Tes", scopes=["visits:write"])[1]
    start = threading.Barrier(THREADS)
    answers: list[Any] = []

    def approve() -> None:
        start.wait()
        headers = {"idempotency-key": "a", "authorization": f"Bearer {key}"}
        path = f"/api/v1/visits/{visit.reference}/approve/"
        answers.append(sent(path, {}, headers))

    in_threads(*[approve] * THREADS)
    return {
        "answers": len(answers),
        "statuses": sorted({status for status, _ in answers}),
        "different": len({json.dumps(seen, sort_keys=True) for _, seen in answers}),
        "approvals": visit.events.filter(kind=VisitEvent.Kind.APPROVED).count(),
    }


def late_commit() -> dict[str, Any]:
    """A reader of events while one with a lower id is still to be committed."""
    visits = [a_visit(), a_visit()]
    reader = program("visits:read")
    before = _feed(reader, after=0)
    last = before[-1]
    written, go_on = threading.Event(), threading.Event()
    seen: list[int] = []
    waited: list[float] = []

    def late() -> None:
        with transaction.atomic():
            record(visits[0], VisitEvent.Kind.AMENDED, by=DELEGATION, now=timezone.now())
            written.set()
            go_on.wait(timeout=10)

    def early() -> None:
        written.wait(timeout=10)
        if connection.vendor == "postgresql":
            record(visits[1], VisitEvent.Kind.AMENDED, by=DELEGATION, now=timezone.now())
        asked = time.monotonic()
        seen.extend(_feed(reader, after=last))
        waited.append(time.monotonic() - asked)
        go_on.set()

    in_threads(late, early)
    got = [*seen, *_feed(reader, after=seen[-1] if seen else last)]
    every = VisitEvent.objects.filter(number__gt=last).order_by("number")
    return {
        "seen_meanwhile": len(seen),
        "waited": max(waited),
        "missed": sorted(set(every.values_list("number", flat=True)) - set(got)),
        "written": every.count(),
        "late_one_is_last": every.last().visit_id == visits[0].pk,  # type: ignore[union-attr]
    }


def many_writers() -> dict[str, Any]:
    """Writers whose transactions end in any order, and readers that follow all the while."""
    visits = [a_visit() for _ in range(8)]
    reader = program("visits:read")
    start = _feed(reader, after=0)[-1]
    writing = threading.Barrier(len(visits))
    done = threading.Event()
    followed: list[list[int]] = []

    def write(visit: Visit, chance: random.Random) -> Callable[[], None]:
        def work() -> None:
            writing.wait()
            for _ in range(12):
                with transaction.atomic():
                    record(visit, VisitEvent.Kind.AMENDED, by=DELEGATION, now=timezone.now())
                    # The id is taken; how long until the commit is anybody's guess.
                    done.wait(timeout=chance.random() / 25)

        return work

    def follow() -> None:
        last, got = start, []
        while not done.is_set():
            page = _feed(reader, after=last)
            got += page
            last = page[-1] if page else last
        got += _feed(reader, after=last)
        followed.append(got)

    def finish() -> None:
        in_threads(*[write(visit, random.Random(n)) for n, visit in enumerate(visits)])
        done.set()

    in_threads(finish, *[follow] * 3)
    every = list(VisitEvent.objects.filter(number__gt=start).order_by("number"))
    numbers = [event.number for event in every]
    return {
        "written": len(every),
        "overtaken": sum(a.pk > b.pk for a, b in itertools.pairwise(every)),
        "gaps": [n for n in numbers if n not in range(start + 1, start + 1 + len(every))],
        "unlike": [got for got in followed if got != numbers],
        "readers": len(followed),
        "unnumbered": VisitEvent.objects.filter(number=None).count(),
    }


def _feed(reader: APIClient, *, after: int) -> list[int]:
    answer = reader.get(f"/api/v1/events/?after={after}&limit=500")
    assert answer.status_code == 200, answer.content
    return [event["id"] for event in answer.json()["results"]]


def main() -> None:
    """Prepare, run one scenario, report."""
    a_large_host()
    scenarios = (same_key, same_step, late_commit, many_writers)
    result = {scenario.__name__: scenario for scenario in scenarios}[sys.argv[1]]()
    print(json.dumps({"vendor": connection.vendor, **result}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

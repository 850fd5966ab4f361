"""Changes in each other's way, on the database of DATABASE_URL (PostgreSQL but for two_beats).

Run by test_gave_way.py as a process of its own: `... SCENARIO`. Prints what came of it as JSON.
"""

import datetime as dt
import json
import os
import sys
import threading
import time
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402 - apps first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from notifications.due import run_due  # noqa: E402
from notifications.models import Message  # noqa: E402
from scheduling import capacity  # noqa: E402
from scheduling.audit import audit as audit_places  # noqa: E402
from scheduling.places import reservation_of  # noqa: E402
from scheduling.sharing import joint  # noqa: E402
from tests.factories import a_free_slot, a_visit  # noqa: E402
from tests.faults.booking_script import post, prepare, request_body  # noqa: E402
from visits.access.tokens import visit_token  # noqa: E402
from visits.history import audit  # noqa: E402
from visits.history.events import Actor  # noqa: E402
from visits.inbox import counting  # noqa: E402
from visits.life import answering, joint_visits, moving  # noqa: E402
from visits.models import IdempotencyRecord, Visit, VisitEvent  # noqa: E402

STAFF = Actor(VisitEvent.By.STAFF, name="Petugas")
URL = os.environ["DATABASE_URL"].partition("?")[0]


def summary(**found: Any) -> dict[str, Any]:
    """What is stored, with what was found."""
    return {
        "visits": Visit.objects.count(),
        "answers": IdempotencyRecord.objects.count(),
        "differences": [str(d) for d in audit_places()] + audit.audit(),
        **found,
    }


def ask_while_locked(seconds: float) -> dict[str, Any]:
    """Ask for a place in a week that somebody else holds locked for so long."""
    slot = a_free_slot()
    a_visit(slots=[slot])  # the week's row is there now
    body = request_body(slots=[str(a_free_slot())])
    with psycopg.connect(URL) as other:
        other.execute("SELECT 1 FROM scheduling_week FOR UPDATE")
        release = threading.Timer(seconds, other.rollback)
        release.start()
        started = time.monotonic()
        client = APIClient()
        answer = client.post("/api/v1/visits/", body, headers={"idempotency-key": "a"})
        took = time.monotonic() - started
        release.cancel()
    again, _ = post(body, "a")
    problem = answer.json()
    return summary(
        status=answer.status_code,
        code=problem.get("code"),
        retry_after=answer.headers.get("Retry-After"),
        took=took,
        again=again,
    )


def locked_for_a_moment() -> dict[str, Any]:
    """Longer than one try waits, shorter than all of them."""
    return ask_while_locked(0.5)


def locked_for_long() -> dict[str, Any]:
    """Longer than anybody waits."""
    return ask_while_locked(30)


def deadlock() -> dict[str, Any]:
    """Cancel a visit while another holds its week and wants the visit."""
    visit = a_visit(trusted=True)
    held, wanted = threading.Event(), threading.Event()

    def opponent() -> None:
        with psycopg.connect(URL) as other:
            # We are to be the one who notices first, and gives way.
            other.execute("SET deadlock_timeout = '20s'")
            other.execute("SELECT 1 FROM scheduling_week FOR UPDATE")
            held.set()
            wanted.wait(timeout=10)
            other.execute("SELECT 1 FROM visits_visit FOR UPDATE")

    thread = threading.Thread(target=opponent)
    thread.start()
    held.wait(timeout=10)
    tries = 0
    through = capacity.release

    def release(**values: Any) -> bool:
        nonlocal tries
        tries += 1
        # By now we hold the visit, and will want the week.
        wanted.set()
        time.sleep(0.2)
        return through(**values)

    capacity.release = release  # type: ignore[attr-defined]
    path = f"/api/v1/visits/{visit.reference}/cancel/"
    headers = {"authorization": f"Bearer {visit_token(visit)}"}
    answer = APIClient().post(path, {"reason": "Uji"}, headers=headers)
    thread.join()
    events = list(visit.events.values_list("kind", flat=True))
    return summary(status=answer.status_code, tries=tries, events=events)


def holder_leaves() -> dict[str, Any]:
    """Move a visit out of the place that another holds, while that other cancels."""
    there, elsewhere, later = (a_free_slot(after_days=days) for days in (14, 21, 28))
    host, guest = (a_visit(slots=[slot], trusted=True) for slot in (there, elsewhere))
    joint_visits.merge(guest, into=host, by=STAFF, now=timezone.now())
    leave = joint.leave

    def cancel() -> None:
        try:
            answering.cancel(host, reason="Uji", by=STAFF, now=timezone.now())
        finally:
            connection.close()

    canceller = threading.Thread(target=cancel)

    def leave_late(**values: Any) -> Any:
        canceller.start()
        with psycopg.connect(URL, autocommit=True) as other:
            waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while canceller.is_alive() and not other.execute(waits).fetchone():
                time.sleep(0.01)
        return leave(**values)

    joint.leave = leave_late  # type: ignore[attr-defined]
    moving.reschedule(guest, slots=[later], by=STAFF, now=timezone.now())
    canceller.join()
    place = reservation_of(guest.owner_key)
    host.refresh_from_db()
    return summary(slot=place and place.slot_id, wanted=str(later), host=host.status)


def two_beats() -> dict[str, Any]:
    """Four passes at once over what a day without beat has left."""
    now = timezone.now()
    for _ in range(6):
        a_visit(now=now - dt.timedelta(days=1))
    start, lapsed = threading.Barrier(4), []

    def beat() -> None:
        start.wait(timeout=10)
        try:
            lapsed.append(run_due(now=now).lapsed)
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    run_due(now=now)
    expired = Message.objects.filter(template="expired")
    return summary(
        passes=len(lapsed),
        lapsed=sum(lapsed),
        events=VisitEvent.objects.filter(kind="expired").count(),
        told=expired.count(),
        attempts=sum(expired.values_list("attempts_made", flat=True)),
        unsent=Message.objects.exclude(state="sent").count(),
    )


def pass_beside_changes() -> dict[str, Any]:
    """A pass while others have a visit, a week, the reminders' visit and the counter in hand."""
    now = timezone.now()
    yesterday = now - dt.timedelta(days=1)
    # A week each: they would wait for each other's place.
    busy, stuck, free = (
        a_visit(now=yesterday, slots=[a_free_slot(after_days=days)]) for days in (14, 21, 28)
    )
    told = list(free.events.values_list("pk", flat=True))
    with psycopg.connect(URL) as other:
        other.execute("SELECT 1 FROM visits_visit WHERE id = %s FOR UPDATE", [busy.pk])
        week = reservation_of(stuck.owner_key)
        assert week is not None
        other.execute(
            "SELECT 1 FROM scheduling_week WHERE starts_on = %s FOR UPDATE", [week.week_id]
        )
        other.execute("SELECT 1 FROM visits_eventcounter FOR UPDATE")
        lapsed = run_due(now=now).lapsed
        other.rollback()
    untold = VisitEvent.objects.filter(told_at=None)
    of_busy = untold.filter(visit=busy).count()
    return summary(
        lapsed=lapsed,
        told=VisitEvent.objects.filter(pk__in=told).exclude(told_at=None).count() == len(told),
        of_busy=of_busy,
        lapsed_after=run_due(now=now).lapsed,
        untold_after=untold.count(),
        order=list(
            VisitEvent.objects.filter(visit=busy)
            .order_by("told_at", "pk")
            .values_list("kind", flat=True)
        ),
    )


def counted_while_counted() -> dict[str, Any]:
    """A part of a pass that has waited for a lock for too long, as PostgreSQL says it."""
    counting.count_anew(now=timezone.now())
    with psycopg.connect(URL) as other:
        other.execute("SELECT 1 FROM visits_deskcount FOR UPDATE")
        done = run_due(now=timezone.now() + dt.timedelta(hours=1))
        other.rollback()
    return summary(told=done.told)


if __name__ == "__main__":
    prepare()
    scenarios = (
        *(locked_for_a_moment, locked_for_long, deadlock, holder_leaves, two_beats),
        *(pass_beside_changes, counted_while_counted),
    )
    print(json.dumps({s.__name__: s for s in scenarios}[sys.argv[1]]()))  # noqa: T201 - its answer

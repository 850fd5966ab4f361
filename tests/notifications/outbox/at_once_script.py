"""Relays and deliveries at the same moment, on the database of DATABASE_URL.

Run by test_at_once.py as a process of its own, because threads need a database that commits for
real: `python -m tests.notifications.outbox.at_once_script SCENARIO`. Prints what came of it as
JSON.
"""

import datetime as dt
import json
import os
import signal
import sys
import threading
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from notifications import due  # noqa: E402
from notifications.due import run_due  # noqa: E402
from notifications.models import Call, CallAttempt, Message, Webhook  # noqa: E402
from notifications.outbox import claiming, delivery  # noqa: E402
from notifications.outbox.relay import relay  # noqa: E402
from notifications.outbox.reminding import remind  # noqa: E402
from notifications.webhooks.calling import LEASE, make_calls  # noqa: E402
from scheduling.models import Room, Waiting, Week  # noqa: E402
from tests.factories import OfficerFactory, a_free_slot, a_visit  # noqa: E402
from tests.many_at_once import a_large_host, in_threads  # noqa: E402
from visits.history.audit import audit  # noqa: E402
from visits.history.events import DELEGATION, program  # noqa: E402
from visits.life import amending, answering, deciding  # noqa: E402
from visits.models import Status, Visit, VisitEvent  # noqa: E402
from visits.queries.visits import sessions_of  # noqa: E402

DESK = program("desk")

_BODY = b"From: p@mpp.example\r\nTo: r%d@x.example\r\nMessage-ID: <%d@x.example>\r\n\r\nHalo\r\n"


def together() -> dict[str, Any]:
    """Four relays, then four deliveries, of the same events."""
    a_large_host()
    for _ in range(12):
        a_visit()
    in_threads(*[lambda: relay(now=timezone.now())] * 4)
    messages = Message.objects.count()
    in_threads(*[lambda: delivery.deliver(now=timezone.now())] * 4)
    return {
        "untold": VisitEvent.objects.filter(told_at=None).count(),
        "messages": messages,
        "sent": Message.objects.filter(state=Message.State.SENT).count(),
        "attempts": sum(Message.objects.values_list("attempts_made", flat=True)),
    }


def called_off() -> dict[str, Any]:
    """Visits are cancelled while several relays tell of their approval."""
    a_large_host()
    officer = OfficerFactory.create()
    visits = []
    for _ in range(12):
        visit = deciding.approve(a_visit(trusted=True), by=DESK, now=timezone.now())
        visits.append(amending.assign(visit, officers=[officer], by=DESK, now=timezone.now()))

    def cancel_all() -> None:
        for visit in visits:
            answering.cancel(visit, reason="Uji", by=DELEGATION, now=timezone.now())
            relay(now=timezone.now())

    in_threads(cancel_all, *[lambda: relay(now=timezone.now())] * 3)
    relay(now=timezone.now())
    left = []
    for visit in visits:
        for address in (officer.email, visit.contact_email):
            told = Message.objects.filter(visit=visit, recipient=address).exclude(method="")
            methods = list(told.order_by("id").values_list("method", flat=True))
            if methods not in ([], ["REQUEST", "CANCEL"]):
                left.append(methods)
    return {"wrong": left, "untold": VisitEvent.objects.filter(told_at=None).count()}


def reminded() -> dict[str, Any]:
    """Four beats remind of the same visits."""
    a_large_host()
    visits = [
        deciding.approve(a_visit(trusted=True), by=DESK, now=timezone.now()) for _ in range(6)
    ]
    relay(now=timezone.now())
    moments = [s.starts_at - dt.timedelta(hours=20) for s in sessions_of(visits).values()]

    def beat() -> None:
        for moment in moments:
            remind(now=moment)

    in_threads(*[beat] * 4)
    made = Message.objects.exclude(reminder="").values_list("visit", "recipient", "reminder")
    return {"made": len(made), "different": len(set(made)), "visits": len(visits)}


def one_message() -> dict[str, Any]:
    """One message waits."""
    a_large_host()
    a_visit()
    relay(now=timezone.now())
    return {"message_id": Message.objects.get().message_id}


def a_crowd() -> dict[str, Any]:
    """Ninety messages wait, each third to the same reader."""
    a_large_host()
    visit, now = a_visit(), timezone.now()
    event = visit.events.all()[0]
    Message.objects.bulk_create(
        Message(
            event=event, visit=visit, recipient=f"r{n % 3 and n}@x.example", template="received",
            message_id=f"<{n}@x.example>", state=Message.State.PENDING, created_at=now,
            next_attempt_at=now, body=_BODY % (n % 3 and n, n), reminder=f"ke-{n}",
        )
        for n in range(90)
    )  # fmt: skip
    return {"waiting": claiming.due(now).count()}


def claims_at_once() -> dict[str, Any]:
    """The most that six workers claimed at once of a crowd to one host, of four tries."""
    settings.EMAIL_PER_HOST = 5

    def claim() -> None:
        connection.ensure_connection()
        together.wait()
        claiming.claim_next(now=timezone.now())

    claimed = []
    for _ in range(4):
        Message.objects.update(leased_until=None)
        together = threading.Barrier(6)
        in_threads(*[claim] * 6)
        claimed.append(Message.objects.exclude(leased_until=None).count())
    return {"most": max(claimed)}


def claim_of_many() -> dict[str, Any]:
    """How many rows a claim reads of 600 to as many readers of twenty visits, of which the database
    believes that none waits: it last counted when all was quiet."""
    a_large_host()
    now = timezone.now()
    events = [a_visit().events.all()[0] for _ in range(20)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    Message.objects.bulk_create(
        Message(
            event=event, visit_id=event.visit_id, recipient=f"r{n}@x.example", template="received",
            message_id=f"<{n}@x.example>", state=Message.State.PENDING, created_at=now,
            next_attempt_at=now, body=b"x", reminder=f"ke-{n}",
        )
        for n, event in enumerate(events * 30)
    )  # fmt: skip
    [plan] = json.loads(claiming.due(now).order_by("id")[:20].explain(format="json", analyze=True))

    def rows(node: dict[str, Any]) -> int:
        read = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        joined = node.get("Rows Removed by Join Filter", 0)
        below = sum(rows(inner) for inner in node.get("Plans", ()))
        return int(read * node["Actual Loops"] + joined + below)

    return {"rows": rows(plan["Plan"])}


def deliver() -> dict[str, Any]:
    """One pass of delivery."""
    return {"sent": delivery.deliver(now=timezone.now())}


def deliver_later() -> dict[str, Any]:
    """One pass after leases ran out."""
    return {"sent": delivery.deliver(now=timezone.now() + claiming.LEASE)}


def calls_together() -> dict[str, Any]:
    """Four passes call one webhook of twelve events; then each is asked for what came of it."""
    a_large_host()
    webhook = Webhook.objects.create(name="Dasbor", url=os.environ["WEBHOOK_URL"])
    for _ in range(12):
        a_visit()
    in_threads(*[lambda: relay(now=timezone.now())] * 2)
    in_threads(*[lambda: make_calls(now=timezone.now())] * 4)
    return {
        "calls": webhook.calls.count(),
        "sent": webhook.calls.filter(state=Call.State.SENT).count(),
        "attempts": CallAttempt.objects.count(),
    }


def one_call() -> dict[str, Any]:
    """One call waits."""
    a_large_host()
    Webhook.objects.create(name="Dasbor", url=os.environ["WEBHOOK_URL"])
    a_visit()
    relay(now=timezone.now())
    return {}


def call() -> dict[str, Any]:
    """One pass of calls."""
    return {"taken": make_calls(now=timezone.now())}


def call_later() -> dict[str, Any]:
    """One pass after leases ran out."""
    return {"taken": make_calls(now=timezone.now() + LEASE)}


def something_over() -> dict[str, Any]:
    """Two wait for days on which the room is out of use, two proposals stand unanswered."""
    a_large_host()
    now, day = timezone.now(), dt.timedelta(days=1)
    slot = a_free_slot()
    proposed = [a_visit(trusted=True) for _ in range(2)]
    for visit in proposed:
        deciding.propose(
            visit, slots=[a_free_slot(after_days=28)], message="", by=DESK, now=now - 20 * day
        )
    Week.objects.update(capacity=3, own_capacity=3)
    a_visit(trusted=True)
    for _ in range(2):
        a_visit(trusted=True, slots=[slot], waitlist=True)
    relay(now=now)
    delivery.deliver(now=now)
    Room.objects.update(active=False)
    return {"waiting": Waiting.objects.count()}


def one_pass() -> dict[str, Any]:
    """What beat does."""
    return {"ended": run_due(now=timezone.now()).ended}


def four_passes() -> dict[str, Any]:
    """Four beats at once."""
    ended: list[int] = []
    in_threads(*[lambda: ended.append(run_due(now=timezone.now()).ended)] * 4)
    return {"ended": sum(ended)}


def killed_before_it_is_told() -> dict[str, Any]:
    """The process dies after what was over has ended, and before anybody is told."""
    due.relay = lambda **_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[attr-defined]
    run_due(now=timezone.now())
    return {}


def endings() -> dict[str, Any]:
    """What became of it, and what the contacts were told of that."""
    told = Message.objects.filter(template__in=("wait_ended", "proposal_ended"))
    return {
        "expired": Visit.objects.filter(status=Status.EXPIRED).count(),
        "events": VisitEvent.objects.filter(kind__in=("wait_ended", "proposal_ended")).count(),
        "sent": sorted(told.filter(state="sent").values_list("template", flat=True)),
        "waiting": Waiting.objects.count(),
        "audit": audit(),
    }


def feeds() -> dict[str, Any]:
    """What calendars hear while the database is away."""
    client = Client(raise_request_exception=False)
    found = [client.get(f"/kalender/{name}.ics") for name in ("publik", "f" * 36)]
    return {
        "answers": [[a.status_code, a.headers.get("Retry-After"), len(a.content)] for a in found]
    }


if __name__ == "__main__":
    scenarios = (
        something_over, one_pass, four_passes, killed_before_it_is_told, endings,
        together, called_off, reminded, one_message, deliver, deliver_later, feeds,
        calls_together, one_call, call, call_later, a_crowd, claim_of_many, claims_at_once,
    )  # fmt: skip
    found = {scenario.__name__: scenario for scenario in scenarios}[sys.argv[1]]()
    print(json.dumps(found))  # noqa: T201 - its answer

"""Delivering a thousand mails to a real SMTP server, beside `smtplib` in a loop."""

import datetime as dt
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import cycle

from django.conf import settings
from django.db import connection
from django.utils import timezone

from notifications.models import Message
from notifications.outbox.delivery import deliver
from notifications.outbox.relay import relay
from tests.load.ground import ROUNDS, database
from tests.load.host import approved_visits, furnish
from tests.load.report import Figure, rate
from tests.stack import ROOT, eventually, free_port
from visits.models import Visit

_MAILS = 1000
_AIM = 1.0


def measure() -> Iterator[Figure]:
    """The rate, and how often each mail was delivered."""
    with database(), _sink() as port:
        furnish(1)
        bodies = _bodies()
        found = []
        for n in range(ROUNDS):
            ours = _ours(bodies, n, port)
            found.append((_MAILS / ours, _MAILS / _loop(bodies, port)))
        mails = _counted(port)
    us, loop = (sum(side) / len(found) for side in zip(*found, strict=True))
    yield Figure(
        "delivering 1,000 mails",
        [mine / theirs for mine, theirs in found],
        aim=_AIM,
        at_least=True,
        seen=f"{rate(us)}, smtplib {rate(loop)}",
    )
    times = mails / (2 * ROUNDS * _MAILS)
    yield Figure("a mail is delivered", [times], aim=1, at_least=False, unit="times")


def _bodies() -> list[bytes]:
    """Real letters, with an invitation each."""
    approved_visits(20, rooms=1)
    # By then no decision can be taken back any more, and all of them are told.
    relay(now=timezone.now() + dt.timedelta(minutes=5))
    made = [bytes(body) for body in Message.objects.values_list("body", flat=True)]
    return [made[n % len(made)] for n in range(_MAILS)]


def _ours(bodies: list[bytes], turn: int, port: int) -> float:
    """The seconds that a pass takes over as many messages, each to another reader."""
    Message.objects.all().delete()
    now = timezone.now()
    events = [visit.events.all()[0] for visit in Visit.objects.prefetch_related("events")]
    Message.objects.bulk_create(
        Message(
            event=event, visit_id=event.visit_id, recipient=f"r{n}@{turn}.example",
            template="received", message_id=f"<{n}.{turn}@x.example>", body=body,
            state=Message.State.PENDING, created_at=now, next_attempt_at=now,
        )
        for n, (body, event) in enumerate(zip(bodies, cycle(events), strict=False))
    )  # fmt: skip
    with connection.cursor() as cursor:
        # As the database itself does where a house runs: empty tables were what it knew.
        cursor.execute("ANALYZE notifications_message")
    settings.DEMO_SMTP = True
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    began = time.perf_counter()
    assert deliver(now=timezone.now()) == _MAILS
    took = time.perf_counter() - began
    assert not Message.objects.exclude(state=Message.State.SENT).exists()
    return took


def _loop(bodies: list[bytes], port: int) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for n, body in enumerate(bodies):
            connection.sendmail("protokol@mpp.batam.example", [f"r{n}@x.example"], body)
    return time.perf_counter() - began


@contextmanager
def _sink() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.load.sink", str(port)], cwd=ROOT)
    try:
        eventually(lambda: _listens(port))
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def _listens(port: int) -> bool:
    with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), timeout=1)):
        return True
    return False


def _counted(port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port) as connection:
        _, answer = connection.verify("x@x.example")
    return int(answer)

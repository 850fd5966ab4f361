"""A crowd that asks, confirms, and is approved over HTTP while the system is hurt under it.

Everybody remembers what the system told them. Whatever the faults, that must be true at the end.
"""

import itertools
import json
import random
import re
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Protocol

from tests.faults.system import call
from tests.stack import Sink

# Further along the way than those before.
_WAY = ("unverified", "requested", "confirmed", "cancelled")
_CODE = re.compile(r"^(\d{6})\r?$", re.MULTILINE)

_PREPARE = """
from django.core.management import call_command
from scheduling.models import BookingRules, CapacityRule
from scheduling.rules.weekly_capacity import apply_capacity_rules
CapacityRule.objects.update(capacity=9)
apply_capacity_rules()
BookingRules.objects.update(
    unconfirmed_per_address=0, unconfirmed_per_network=0, active_per_region_week=0)
call_command("create_api_key", "uji", scopes=["visits:read", "visits:write"])
"""


class Running(Protocol):
    """A system that serves and has management commands."""

    @property
    def base_url(self) -> str:
        """Where it serves."""
        ...

    def manage(self, *command: str) -> str:
        """Run a management command; gives what it printed."""
        ...


@dataclass
class Told:
    """What the system said of one request: its answer, and the furthest status."""

    name: str
    email: str
    answer: dict[str, Any]
    status: str = "unverified"


@dataclass
class Crowd:
    """Threads that go the whole way again and again until they are stopped."""

    system: Running
    sink: Sink
    size: int = 3
    # Seconds that each waits after a round.
    pause: float = 0.05
    told: list[Told] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    unanswered: int = 0

    def __post_init__(self) -> None:
        # More places than a demo has, so that the crowd is not soon through.
        key = self.system.manage("shell", "-v0", "-c", _PREPARE).split()[-1]
        self.staff = {"Authorization": f"Bearer {key}"}
        self.numbers = itertools.count(1)
        self.stopped = threading.Event()
        self.threads: list[threading.Thread] = []

    def start(self) -> None:
        """Let them in."""
        self.threads = [
            threading.Thread(target=self._go, args=[random.Random(n)]) for n in range(self.size)
        ]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish its call, and wait for them. The system must be up."""
        self.stopped.set()
        for thread in self.threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in self.threads)

    def _go(self, chance: random.Random) -> None:
        waiting: list[Told] = []
        while not self.stopped.is_set():
            told = self._ask(chance)
            if told:
                waiting.append(told)
            for told in list(waiting):
                code = self._code(told)
                if code and self._confirm(told, code):
                    waiting.remove(told)
                    self._decide(told, chance)
            self.stopped.wait(self.pause)

    def _call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Call until there is an answer, as a careful client does with one Idempotency-Key."""
        if method == "POST":
            headers["Idempotency-Key"] = f"{next(self.numbers)}-{path}"
        while True:
            status, answer = call(f"{self.system.base_url}{path}", method, body, **headers)
            if 0 < status < 500:
                return status, answer
            if status >= 500 and status != 503:
                self.odd.append(f"{method} {path}: {status} {answer!r:.200}")
            self.unanswered += 1
            # Also after the end is asked for: the last call must have its answer.
            threading.Event().wait(0.1)

    def _ask(self, chance: random.Random) -> Told | None:
        _, slots = self._call("GET", "/api/v1/slots/?people=5")
        free = [slot["id"] for slot in slots if slot["available"]]
        if not free:
            return None
        number = next(self.numbers)
        name, email = f"Dinas uji {number}", f"dinas{number}@uji.example"
        body = {
            "institution": name,
            "region": "13.02",
            "purpose": "Mempelajari ketahanan.",
            "slots": chance.sample(free, min(3, len(free))),
            "people": 5,
            "leader": {"name": "Siti", "position": "Kepala Dinas", "rank": "office_head"},
            "contact": {"name": "Budi", "phone": "0812-3456-7890", "email": email},
        }
        self.asked.append(name)
        status, answer = self._call("POST", "/api/v1/visits/", body)
        if status == 409:
            return None
        if status != 201:
            self.odd.append(f"POST visits: {status} {answer!r:.200}")
            return None
        told = Told(name, email, answer)
        self.told.append(told)
        return told

    def _code(self, told: Told) -> str:
        for mail in list(self.sink.mails):
            if str(mail["To"]) == told.email and (found := _CODE.search(_text(mail))):
                return found[1]
        return ""

    def _step(self, told: Told, step: str, body: Any, status: str, **headers: str) -> bool:
        path = f"/api/v1/visits/{told.answer['reference']}/{step}/"
        code, answer = self._call("POST", path, body, **headers)
        if code == 200:
            told.status = status
            return True
        self.odd.append(f"{step}: {code} {answer!r:.200}")
        return False

    def _confirm(self, told: Told, code: str) -> bool:
        return self._step(told, "verify", {"code": code}, "requested")

    def _decide(self, told: Told, chance: random.Random) -> None:
        if self._step(told, "approve", {}, "confirmed", **self.staff) and chance.random() < 0.4:
            own = {"Authorization": f"Bearer {told.answer['token']}"}
            self._step(told, "cancel", {"reason": "Uji"}, "cancelled", **own)

    def check(self) -> None:
        """All that was told is true; nothing is there twice; and nobody heard of a wrong turn."""
        assert self.odd == []
        for told in self.told:
            path = f"/api/v1/visits/{told.answer['reference']}/"
            own = {"Authorization": f"Bearer {told.answer['token']}"}
            status, visit = self._call("GET", path, **own)
            assert status == 200, told
            assert _WAY.index(visit["status"]) >= _WAY.index(told.status), (told, visit["status"])
        stored = json.loads(
            self.system.manage(
                "shell", "-v0", "-c",
                "import json; from visits.models import Visit;"
                "print(json.dumps(list(Visit.objects.filter(institution__startswith='Dinas uji ')"
                ".values_list('institution', flat=True))))",
            )
        )  # fmt: skip
        assert len(stored) == len(set(stored)), "one key made two visits"
        assert {told.name for told in self.told} <= set(stored) <= set(self.asked)
        self.system.manage("audit_capacity")


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part else ""


_MESSAGES = """
import datetime as dt, json
from django.utils import timezone
from notifications.outbox.claiming import LEASE
from notifications.outbox.delivery import deliver
from notifications.due import run_due
from notifications.models import Message
from visits.models import VisitEvent
run_due(now=timezone.now())
while deliver(now=timezone.now() + LEASE):
    pass
sent = Message.objects.filter(state="sent")
print(json.dumps({
    "sent": list(sent.values_list("message_id", flat=True)),
    "others": list(Message.objects.exclude(state="sent").values_list("state", "last_error")),
    "untold": VisitEvent.objects.filter(told_at=None).count(),
}))
"""


def check_messages(system: Running, sink: Sink, kills: list[float]) -> str:
    """Every message arrived; twice only what a kill caught between `250` and the commit.

    Nobody else may be delivering any more: the clock is moved past the leases of those who were
    killed. Gives a line with the counts.
    """
    found = json.loads(system.manage("shell", "-v0", "-c", _MESSAGES).splitlines()[-1])
    assert (found["others"], found["untold"]) == ([], 0)
    copies: dict[str, list[int]] = defaultdict(list)
    for number, mail in enumerate(sink.mails):
        copies[str(mail["Message-ID"])].append(number)
    assert set(found["sent"]) == set(copies)
    twice = {message_id: numbers for message_id, numbers in copies.items() if len(numbers) > 1}
    for message_id, numbers in twice.items():
        assert len({sink.raw[n] for n in numbers}) == 1, f"{message_id} has different bytes"
        for number in numbers[:-1]:
            # A kill followed on its arrival so closely that nobody lived to note it; or came first,
            # while the sink had still to read what it was sent.
            gaps = [kill - sink.arrived_at[number] for kill in kills]
            assert any(-1 < gap < 2 for gap in gaps), f"{message_id}: {gaps}"
    return (
        f"{len(kills)} kills, {len(found['sent'])} messages, {len(sink.mails)} arrivals, "
        f"{len(twice)} of them twice (same Message-ID, same bytes)"
    )

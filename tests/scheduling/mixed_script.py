"""One of several processes that do everything at once, on the database of DATABASE_URL.

`python -m tests.scheduling.mixed_script NUMBER OPERATIONS` waits for a line on standard input, then
asks, confirms, approves, declines, moves, merges, splits, waits, raises, lowers, takes back, names
officers and renames them, at random but from its own seed. Prints as JSON how each operation ended.
"""

import datetime as dt
import json
import random
import sys
from collections import Counter
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402 - apps first

from scheduling.capacity import Refused  # noqa: E402
from scheduling.rules.weekly_capacity import set_week_capacity  # noqa: E402
from scheduling.slots import SlotId  # noqa: E402
from tests.factories import application  # noqa: E402
from visits.history.events import DELEGATION, Actor  # noqa: E402
from visits.life import address, amending, answering, deciding, joint_visits, moving, step  # noqa: E402
from visits.life.duties import officers_answer  # noqa: E402
from visits.life.requesting import submit  # noqa: E402
from visits.life.undo import undoing  # noqa: E402
from visits.models import Assignment, Officer, Region, Visit, VisitEvent  # noqa: E402

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
WEEKS = [dt.date(2026, 12, 7) + dt.timedelta(weeks=n) for n in range(3)]
STAFF = Actor(VisitEvent.By.STAFF, name="Petugas")
# What a user may be told; anything else is a fault.
_EXPECTED = (
    Refused,
    step.WrongStatus,
    step.Stale,
    joint_visits.CannotJoin,
    undoing.CannotUndo,
    Visit.DoesNotExist,
    Assignment.DoesNotExist,
)


class Player:
    """Does one thing after another."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)
        self.region = Region.objects.get(code="13.02")
        self.officers = list(Officer.objects.order_by("pk"))

    def slot(self) -> SlotId:
        """Any session of the three weeks."""
        day = self.chance.choice(WEEKS) + dt.timedelta(days=self.chance.randint(0, 4))
        return SlotId(date=day, starts_at=dt.time(9), room=self.chance.choice(["aula", "kecil"]))

    def visit(self) -> Visit:
        """Any visit there is."""
        pks = list(Visit.objects.order_by("-pk").values_list("pk", flat=True)[:40])
        return Visit.objects.get(pk=self.chance.choice(pks) if pks else 0)

    def ask(self) -> None:
        """A new request, confirmed or not, willing to wait or not."""
        slots = list(dict.fromkeys(self.slot() for _ in range(3)))
        submit(
            application(
                region=self.region,
                slots=slots,
                people=self.chance.choice([10, 25, 40]),
                waitlist=self.chance.random() < 0.5,
            ),
            by=DELEGATION,
            now=NOW,
            trusted=self.chance.random() < 0.7,
        )

    def confirm(self) -> None:
        """By the press."""
        address.verify(self.visit(), now=NOW)

    def approve(self) -> None:
        """As it stands, or elsewhere."""
        slot = self.slot() if self.chance.random() < 0.3 else None
        deciding.approve(self.visit(), slot=slot, by=STAFF, now=NOW)

    def decline(self) -> None:
        """With a reason."""
        deciding.decline(self.visit(), reason="Penuh", by=STAFF, now=NOW)

    def cancel(self) -> None:
        """From the other side."""
        answering.cancel(self.visit(), reason="Anggaran", by=DELEGATION, now=NOW)

    def move(self) -> None:
        """By staff."""
        moving.reschedule(self.visit(), slots=[self.slot(), self.slot()], by=STAFF, now=NOW)

    def merge(self) -> None:
        """Any into any."""
        joint_visits.merge(self.visit(), into=self.visit(), by=STAFF, now=NOW)

    def split(self) -> None:
        """Out again."""
        joint_visits.split(self.visit(), slot=self.slot(), by=STAFF, now=NOW)

    def amend(self) -> None:
        """Another number of people."""
        people = self.chance.choice([5, 30, 60])
        amending.amend(self.visit(), changes={"people": people}, by=DELEGATION, now=NOW)

    def set_capacity(self) -> None:
        """Up and down."""
        week = self.chance.choice(WEEKS)
        set_week_capacity(week=week, capacity=self.chance.randint(2, 6), note="", now=NOW)

    def pass_on(self) -> None:
        """What beat does."""
        step.pass_on(now=NOW)
        address.expire_due(now=NOW)

    def assign(self) -> None:
        """One receives, or none, and others."""
        named = self.chance.sample(self.officers, self.chance.randint(0, 3))
        amending.assign(
            self.visit(),
            officers=named, first_receives=self.chance.random() < 0.8, by=STAFF, now=NOW,
        )  # fmt: skip

    def stand_in(self) -> None:
        """Somebody for somebody."""
        officer, colleague = self.chance.sample(self.officers, 2)
        officers_answer.stand_in(
            self.visit(), officer=officer, colleague=colleague, by=STAFF, now=NOW
        )

    def rename(self) -> None:
        """An officer, as the settings do."""
        officer = self.chance.choice(self.officers)
        officer.name = f"Petugas {self.chance.randrange(99)}"
        officer.save()

    def undo(self) -> None:
        """What was decided last."""
        undoing.undo(self.visit(), by=STAFF, now=NOW)

    def answer_offer(self) -> None:
        """Take it or leave it."""
        visit = self.visit()
        if visit.proposed_slots and self.chance.random() < 0.5:
            slot = SlotId.parse(visit.proposed_slots[0])
            try:
                answering.accept(visit, slot=slot, by=DELEGATION, now=NOW)
            except ValueError:
                return  # another proposal stands by now
        else:
            answering.refuse(visit, reason="", by=DELEGATION, now=NOW)

    def operations(self) -> list[Callable[[], None]]:
        """Each as often as it is likely."""
        return [
            *[self.ask] * 4,
            *[self.move] * 3,
            self.confirm,
            *[self.approve] * 2,
            self.decline,
            *[self.cancel] * 2,
            *[self.merge] * 2,
            *[self.split] * 2,
            self.amend,
            self.set_capacity,
            self.pass_on,
            *[self.assign] * 3,
            *[self.stand_in] * 2,
            *[self.rename] * 2,
            *[self.undo] * 2,
            *[self.answer_offer] * 2,
        ]


def main() -> None:
    """Wait for the start, play, report."""
    player = Player(int(sys.argv[1]))
    connection.ensure_connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    outcomes: Counter[str] = Counter()
    for _ in range(int(sys.argv[2])):
        operation = player.chance.choice(player.operations())
        try:
            operation()
            outcomes["done"] += 1
        except _EXPECTED as refusal:
            outcomes[type(refusal).__name__] += 1
        except Exception as error:  # noqa: BLE001 - the test wants to see any other
            outcomes[f"{operation.__name__}: {type(error).__name__}: {error}"] += 1
    sys.stdout.write(json.dumps(outcomes))


if __name__ == "__main__":
    main()

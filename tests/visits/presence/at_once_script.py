"""Two phones at one door, on the database of DATABASE_URL.

Run by test_at_once.py as a process of its own, because threads need a database that commits for
real. Prints what came of it as JSON.
"""

import json
from collections import Counter

import django

django.setup()

from django.utils import timezone  # noqa: E402 - apps first

from tests.factories import a_visit  # noqa: E402
from tests.many_at_once import a_large_host, in_threads  # noqa: E402
from tests.visits.pages.conftest import bring_to  # noqa: E402
from visits.history.events import program  # noqa: E402
from visits.life import deciding  # noqa: E402
from visits.life.requesting import Person  # noqa: E402
from visits.models import Presence, VisitEvent  # noqa: E402
from visits.presence import guests, noting  # noqa: E402

DOOR = program("door")


def main() -> None:
    """Each of six people twice, all but one twice, and the same guest twice, at one moment."""
    a_large_host()
    now = timezone.now()
    asked = a_visit(trusted=True, participants=[Person(f"Tamu {n}") for n in range(1, 7)])
    visit = deciding.approve(asked, by=DOOR, now=now)
    bring_to(visit, timezone.localdate(now))
    people = list(visit.participants.order_by("number").values_list("pk", flat=True))
    new = Counter[int]()

    def tick(pk: int) -> None:
        new.update(noting.note(visit, [pk], how=Presence.How.DOOR, by=DOOR, now=now))

    def several() -> None:
        new.update(noting.note(visit, people[1:], how=Presence.How.BULK, by=DOOR, now=now))

    def guest() -> None:
        guests.add(visit, Person("Eka"), by=DOOR, now=now)

    presses = [lambda pk=pk: tick(pk) for pk in people for _twice in range(2)]
    in_threads(*presses, several, several, guest, guest)
    visit.refresh_from_db()
    told = visit.events.filter(kind=VisitEvent.Kind.PRESENCE_NOTED)
    numbers = [number for event in told for number in event.data["participants"]]
    print(  # noqa: T201 - its answer
        json.dumps(
            {
                "status": visit.status,
                "came": visit.people_came,
                "listed": visit.participants.count(),
                "noted_once": sorted(new.values()) == [1] * 6,
                "told_once": sorted(numbers) == list(range(1, 8)),
                "arrivals": visit.events.filter(kind=VisitEvent.Kind.CHECKED_IN).count(),
            }
        )
    )


if __name__ == "__main__":
    main()

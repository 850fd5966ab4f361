"""A delegation answers all at once, on the database of DATABASE_URL.

Run by test_survey_at_once.py as a process of its own, because threads need a database that
commits for real. Prints what came of it as JSON.
"""

import json
import threading
from collections import Counter

import django

django.setup()

from django.db import connection  # noqa: E402 - apps first
from django.utils import timezone  # noqa: E402

from scheduling.models import BookingRules, SessionPattern  # noqa: E402
from tests.factories import HostFactory, a_completed_visit  # noqa: E402
from tests.scheduling.factories import (  # noqa: E402
    CapacityRuleFactory,
    RoomFactory,
    TimetableFactory,
)
from visits.models.survey import ELEMENTS  # noqa: E402
from visits.survey.answering import SurveyClosed, answer  # noqa: E402

GUESTS, THREADS = 5, 12


def main() -> None:
    """Twelve phones for five guests; each sends its form twice at the same moment."""
    HostFactory.create()
    CapacityRuleFactory.create(capacity=20)
    BookingRules.objects.create(pk=1)
    room, timetable = RoomFactory.create(code="aula"), TimetableFactory.create()
    SessionPattern.objects.create(
        timetable=timetable, weekday=2, starts_at="09:00", ends_at="11:00", room=room
    )
    visit = a_completed_visit(people=GUESTS)
    start, seen, errors = threading.Barrier(THREADS * 2), Counter[str](), list[str]()

    def send(nonce: str) -> None:
        try:
            start.wait()
            scores = dict.fromkeys(ELEMENTS, 3)
            kept = answer(visit, scores=scores, remark="", nonce=nonce, now=timezone.now())
            seen["kept" if kept else "known"] += 1
        except SurveyClosed:
            seen["closed"] += 1
        except Exception as error:  # noqa: BLE001 - reported, and the test fails
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[f"{n % THREADS}"]) for n in range(THREADS * 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = visit.survey_answers.count()
    print(json.dumps({**seen, "stored": stored, "errors": errors}))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

"""Eight processes issue letters at one moment, on the database of DATABASE_URL.

Run by test_at_once.py as a process of its own, which forks the others. `issue N`: each issues N
letters or orders, which share a classification, every third of which it withdraws, and says which
numbers it got. `die`: one that
is killed where the number is committed and the bytes are not made; then another makes them. Prints
what came of it as JSON.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

import django
import pytest

django.setup()

from django.db import connections  # noqa: E402 - apps first
from django.utils import timezone  # noqa: E402

from tests.factories import a_visit  # noqa: E402
from tests.many_at_once import a_large_host  # noqa: E402
from tests.visits.papers.press import PlainPress  # noqa: E402
from visits.history.events import program  # noqa: E402
from visits.life import deciding  # noqa: E402
from visits.models import Paper, PaperKind, Visit  # noqa: E402
from visits.papers.life import ending, issuing, making  # noqa: E402

PROCESSES = 8
DESK = program("desk")
PATCH = pytest.MonkeyPatch()
forking = multiprocessing.get_context("fork")


class DyingPress(PlainPress):
    """Is killed before it has made anything."""

    def pdf(self, kind: str, data: Mapping[str, Any]) -> bytes:
        """Nothing is cleaned up on this way out."""
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


def approved(count: int) -> list[Visit]:
    """Visits that a letter can be written for."""
    now = timezone.now()
    return [
        deciding.approve(a_visit(trusted=True, now=now), by=DESK, now=now) for _ in range(count)
    ]


def papers(visit: Visit, kind: PaperKind, count: int, start: Any, told: Any) -> None:
    """Issue `count` of them; each is replaced by the next, every third withdrawn before."""
    start.wait()
    got: list[str] = []
    try:
        for n in range(count):
            now = timezone.now()
            paper = visit.papers.filter(state="issued").first()
            if paper is not None and n % 3 == 0:
                ending.withdraw(paper, reason="Salah", by=DESK, now=now)
                paper = None
            if paper is None:
                paper = issuing.issue(visit, kind, by=DESK, now=now)
            else:
                paper = issuing.replace(paper, reason="Baru", by=DESK, now=now)
            got.append(paper.number)
        told.put({"got": got})
    except Exception as error:  # noqa: BLE001 - reported, and the test fails
        told.put({"error": repr(error)})


def issue(count: int) -> dict[str, Any]:
    """What all of them got, and what the register has."""
    PlainPress().stand_in(PATCH)
    visits = approved(PROCESSES)
    connections.close_all()
    start, told = forking.Barrier(PROCESSES), forking.Queue()
    # Half of them letters, half orders, whose numbers read alike.
    kinds = [PaperKind.REPLY, PaperKind.ORDER] * (PROCESSES // 2)
    work = [
        forking.Process(target=papers, args=(visit, kind, count, start, told))
        for visit, kind in zip(visits, kinds, strict=True)
    ]
    for process in work:
        process.start()
    answers = [told.get(timeout=150) for _ in work]
    for process in work:
        process.join()
    rows = Paper.objects.all()
    return {
        "errors": [answer["error"] for answer in answers if "error" in answer],
        "got": sorted(n for answer in answers for n in answer.get("got", ())),
        "kept": sorted(rows.values_list("number", flat=True)),
        "without_bytes": rows.filter(sha256="").count(),
    }


def die() -> dict[str, Any]:
    """The letter as the killed process left it, and after another one's pass."""
    [visit] = approved(1)
    DyingPress().stand_in(PATCH)
    connections.close_all()
    victim = forking.Process(
        target=issuing.issue,
        args=(visit, PaperKind.REPLY),
        kwargs={"by": DESK, "now": timezone.now()},
    )
    victim.start()
    victim.join()
    left = Paper.objects.get()
    PlainPress().stand_in(PATCH)
    made = making.make_due(now=timezone.now())
    after = Paper.objects.get()
    following = issuing.replace(after, reason="Baru", by=DESK, now=timezone.now())
    return {
        "exit": victim.exitcode,
        "left": [left.running, left.state, left.sha256],
        "made": made,
        "bytes": len(after.sha256),
        "next": following.running,
    }


def main() -> None:
    """`issue N` or `die`."""
    a_large_host()
    what, *rest = sys.argv[1:]
    print(json.dumps(issue(int(rest[0])) if what == "issue" else die()))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

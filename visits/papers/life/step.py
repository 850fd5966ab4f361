"""How any step of a paper's life is taken, and what stands in its way.

A step locks the visit, then the paper, asks the table in table.py, changes the paper and writes the
visit's event, all in one transaction. The visit's own version stays: nothing of the visit changed.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from visits.history.events import Actor, record
from visits.life.step import NeedsReason
from visits.models import Paper, PaperKind, Visit, VisitEvent
from visits.papers.life.table import LIFE, Action, allowed_actions

Kind = VisitEvent.Kind
LONGEST_REASON = 500  # characters; Paper.reason


class WrongState(Exception):
    """The step is not allowed from the paper's state; `paper` is as it is now."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(f"paper {paper.pk} is {paper.state}")
        self.paper = paper
        self.allowed = allowed_actions(paper)


class ReasonTooLong(ValueError):
    """The reason has more than LONGEST_REASON characters: cut, it would say something else."""


class StalePaper(Exception):
    """Somebody changed the paper since the caller read it; `paper` is as it is now."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(f"paper {paper.pk} has version {paper.version}")
        self.paper = paper


@dataclass
class Taken:
    """A step under way: the locked visit and paper, the moment and the actor."""

    visit: Visit
    paper: Paper
    now: dt.datetime
    by: Actor

    def to(self, state: Paper.State | None, kind: Kind | None, **data: Any) -> VisitEvent | None:
        """Store the paper in its new state with a higher version, and write the event, if any."""
        if state is not None:
            self.paper.state = state
        self.paper.version += 1
        self.paper.save()
        return self.note(kind, **data) if kind is not None else None

    def note(self, kind: Kind, **data: Any) -> VisitEvent:
        """Write the event: which paper, of what kind, with which number; no person's name."""
        told = {"paper": self.paper.pk, "paper_kind": self.paper.kind, **data}
        if self.paper.number:
            told["number"] = self.paper.number
        return record(self.visit, kind, by=self.by, now=self.now, was=self.visit.status, data=told)


def locked_visit(visit: Visit) -> Visit:
    """The visit under the lock that every step of its life takes; in a transaction."""
    found = Visit.objects.select_for_update(of=("self",)).select_related("region__province")
    return found.get(pk=visit.pk)


@contextmanager
def step(
    paper: Paper,
    action: Action,
    *,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
    reason: str = "",
) -> Iterator[Taken]:
    """Take `action` inside: visit and paper are locked, and stored by `Taken.to`.

    Raises StalePaper where `version` is given and old, WrongState where the table does not allow
    it, NeedsReason where it asks for words and there are none, ReasonTooLong.
    """
    row = LIFE[action]
    if row.reason and not reason.strip():
        raise NeedsReason
    if len(reason.strip()) > LONGEST_REASON:
        raise ReasonTooLong
    with transaction.atomic():
        visit = locked_visit(paper.visit)
        locked = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        locked.visit = visit
        if version is not None and version != locked.version:
            raise StalePaper(locked)
        if locked.state not in row.come_from or PaperKind(locked.kind) not in row.kinds:
            raise WrongState(locked)
        yield Taken(visit=visit, paper=locked, now=now, by=by)

"""What was decided a moment ago: its messages wait while whoever decided can take it back.

A row beside the event, written in the transaction of the decision; no clock runs in anybody's
memory. Who tells the event asks here first, and lets the row go with it.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from visits.history.events import Actor, nudge_after_commit
from visits.models import RecentDecision, Visit, VisitEvent

_By, _Kind = VisitEvent.By, VisitEvent.Kind
# What is written about a visit without changing it.
BESIDE = frozenset({_Kind.NOTED, _Kind.MESSAGED, _Kind.ANSWERED, _Kind.LINK_ASKED, _Kind.CONSENTED})
# Who decides for the host. A delegation's own word is told at once.
_DECIDERS = frozenset({_By.STAFF, _By.PROGRAM})


def can_be_undone_by(by: Actor) -> bool:
    """Whether decisions of `by` wait at all (settings.UNDO_SECONDS)."""
    return by.kind in _DECIDERS and settings.UNDO_SECONDS > 0


def until(now: dt.datetime) -> dt.datetime:
    """Until when a decision of `now` can be taken back (aware)."""
    return now + dt.timedelta(seconds=settings.UNDO_SECONDS)


def keep(event: VisitEvent, *, before: dict[str, Any]) -> RecentDecision:
    """Let `event` wait, and remember what was there before it, in the caller's transaction."""
    nudge_after_commit(seconds=settings.UNDO_SECONDS)
    return RecentDecision.objects.create(
        event=event,
        visit_id=event.visit_id,
        until=until(event.at),
        version=event.visit.version,
        before=before,
    )


def waiting(*, now: dt.datetime) -> QuerySet[RecentDecision]:
    """Decisions that can still be taken back at `now`."""
    return RecentDecision.objects.filter(undone=False, until__gt=now)


def is_waiting(visit: Visit, *, now: dt.datetime) -> bool:
    """Whether nothing about `visit` is told yet, because a decision can be taken back."""
    return waiting(now=now).filter(visit=visit).exists()


def decision_on(visit: Visit, *, now: dt.datetime) -> RecentDecision | None:
    """The decision on `visit` that waits at `now`, if any."""
    return waiting(now=now).filter(visit=visit).select_related("event").last()


def last_change(visit: Visit) -> VisitEvent | None:
    """The last event by which anything changed."""
    return visit.events.exclude(kind__in=BESIDE).order_by("-id").first()


def done_already(visit: Visit, kind: VisitEvent.Kind, *, by: Actor, **same: Any) -> Visit | None:
    """The visit as it is where the last thing done with it was this very step, by `by`; else None.

    A button pressed twice, or in two tabs, by a person: a program that asks again says so by its
    Idempotency-Key, and else hears of its mistake. `same` is as of done_last.
    """
    return done_last(visit, kind, by=by, **same) if by.kind == _By.STAFF else None


def done_last(visit: Visit, kind: VisitEvent.Kind, *, by: Actor, **same: Any) -> Visit | None:
    """The visit as it is where the last thing done with it was `kind`, by `by`; else None.

    `same` must be so in the event's data, or be the visit's `reason` or `people_came`: other words
    than before are no repetition.
    """
    found = Visit.objects.select_related("region__province").get(pk=visit.pk)
    event = last_change(found)
    if event is None or event.kind != kind or not is_same(event, by):
        return None
    said = {"reason": found.reason, "people_came": found.people_came, **event.data}
    return found if all(said.get(name) == value for name, value in same.items()) else None


def is_same(event: VisitEvent, by: Actor) -> bool:
    """Whether `by` is who did what `event` says: the same account, a key of the same name, or the
    visit's delegation, which is one."""
    if event.actor_kind != by.kind:
        return False
    if by.kind == _By.DELEGATION:
        return True
    if by.user_id is not None or event.actor_id is not None:
        return event.actor_id == by.user_id
    return bool(by.name) and event.actor_name == by.name

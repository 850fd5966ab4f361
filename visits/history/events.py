"""Writing events, and letting others know that there are some.

This app does not know who reads them. Whoever wants a nudge after a commit registers a listener
(notifications does, in its AppConfig); losing a nudge loses nothing, the events stay untold.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import transaction

from scheduling.database.inserting import insert
from visits.history import incoming
from visits.history.requests import current_request
from visits.models import Officer, Visit, VisitEvent
from visits.search import index

log = structlog.get_logger(__name__)
# Members of an event's data that people wrote. Feed and webhooks leave them out: they may name
# persons, and what left the house cannot be erased (UU 27/2022).
PROSE = frozenset({"reason", "override_reason", "message", "note"})
_listeners: list[Callable[[float], None]] = []
_followers: dict[VisitEvent.Kind, list[Callable[[VisitEvent, "Actor"], None]]] = {}
_watched: ContextVar[list[VisitEvent] | None] = ContextVar("watched", default=None)


@dataclass(frozen=True)
class Actor:
    """Who does something: the kind, and for staff the account."""

    kind: VisitEvent.By
    user_id: int | None = None
    name: str = ""


DELEGATION = Actor(VisitEvent.By.DELEGATION)
SYSTEM = Actor(VisitEvent.By.SYSTEM)


def staff(user: AbstractUser | AnonymousUser) -> Actor:
    """The signed-in member of staff as an actor."""
    name = getattr(user, "get_full_name", str)() or user.get_username()
    return Actor(VisitEvent.By.STAFF, user_id=user.pk, name=name)


def program(name: str) -> Actor:
    """Another system that calls the API with its own key, by the key's name."""
    return Actor(VisitEvent.By.PROGRAM, name=name)


def officer(someone: Officer) -> Actor:
    """An officer of the host, known by a link of their own or by the address that they write from.

    Without the name: what other systems read of an event names no officer.
    """
    return Actor(VisitEvent.By.OFFICER, user_id=someone.user_id)


def listen(listener: Callable[[float], None]) -> None:
    """Call `listener` after each commit that wrote an event, with how many seconds it may wait."""
    if listener not in _listeners:
        _listeners.append(listener)


def follow(kind: VisitEvent.Kind, follower: Callable[[VisitEvent, Actor], None]) -> None:
    """Call `follower` with each event of `kind` and who did it, in the event's own transaction.

    What it raises undoes the change itself.
    """
    followers = _followers.setdefault(kind, [])
    if follower not in followers:
        followers.append(follower)


@contextmanager
def written() -> Iterator[list[VisitEvent]]:
    """What is written inside, by this thread alone, in its order."""
    events: list[VisitEvent] = []
    before = _watched.set(events)
    try:
        yield events
    finally:
        _watched.reset(before)


def record(
    visit: Visit,
    kind: VisitEvent.Kind,
    *,
    by: Actor,
    now: dt.datetime,
    was: str = "",
    data: dict[str, Any] | None = None,
) -> VisitEvent:
    """Write what happened, in the caller's transaction; listeners hear of it after the commit.

    `was` is the status before; the one after is the visit's own. `data` is JSON that readers
    of the event may rely on (docs/api.md): never a participant's or contact's details.
    """
    event = compose(visit, kind, by=by, now=now, was=was, data=data)
    insert(event)
    tell(event, by=by)
    return event


def compose(
    visit: Visit,
    kind: VisitEvent.Kind,
    *,
    by: Actor,
    now: dt.datetime,
    was: str = "",
    data: dict[str, Any] | None = None,
) -> VisitEvent:
    """The event that `record` writes, not stored yet; whoever stores it tells it then."""
    return VisitEvent(
        visit=visit,
        kind=kind,
        at=now,
        actor_kind=by.kind,
        actor_id=by.user_id,
        actor_name=by.name,
        from_status=was,
        to_status=visit.status,
        data={"sequence": visit.sequence, **(data or {})},
        request_id=current_request(),
    )


def tell(event: VisitEvent, *, by: Actor) -> None:
    """Let everything follow that hangs on an event that was just stored."""
    if event.kind == VisitEvent.Kind.AMENDED:
        # It may be found by other words.
        index.update(event.visit)
    incoming.keep(event)
    for follower in _followers.get(VisitEvent.Kind(event.kind), ()):
        follower(event, by)
    watched = _watched.get()
    if watched is not None:
        watched.append(event)
    nudge_after_commit()


def nudge_after_commit(*, seconds: float = 0) -> None:
    """Let listeners look once the caller's transaction is committed, or `seconds` after that.

    A lost nudge only delays.
    """
    transaction.on_commit(lambda: _nudge(seconds))


def _nudge(seconds: float = 0) -> None:
    for listener in _listeners:
        try:
            listener(seconds)
        except Exception as error:  # noqa: BLE001 - the change is committed; a lost nudge only delays
            log.warning("nudge_failed", reason=f"{type(error).__name__}: {error}")

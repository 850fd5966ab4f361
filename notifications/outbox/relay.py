"""Events in, messages out: each event once, by a mark on its row."""

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import QuerySet
from structlog.contextvars import bound_contextvars

from notifications.compose import mail
from notifications.compose.composing import AWAY, compose
from notifications.models import Message
from notifications.plan.recipients import letters
from notifications.plan.table import PLAN
from notifications.webhooks.outbox import queue_calls
from visits.history import recent
from visits.history.numbering import number_events
from visits.models import Host, RecentDecision, Visit, VisitEvent

log = structlog.get_logger(__name__)


def relay(*, now: dt.datetime, limit: int = 500) -> int:
    """Turn untold events into messages, oldest first; gives the number of events told.

    Two relays share the work: the visit is locked while messages are made of one of its events,
    and the event's mark is set in the same transaction. So a visit's events are told in order, and
    none while its state changes: a visit that somebody has in hand is left to the next relay. While
    a decision on a visit can be taken back, none of its events is told. What can't be made is kept
    as failed, and those behind it go on.
    Raises OperationalError or InterfaceError where the database is away.
    """
    number_events(wait=False)
    told = 0
    left: set[int] = set()
    found = untold(now).order_by("id").values_list("pk", "visit_id", "kind", "request_id")[:limit]
    for pk, visit_id, kind, request_id in list(found):
        # Those that follow on an event that is left wait with it.
        if visit_id in left:
            continue
        with bound_contextvars(event_id=pk, request_id=request_id):
            try:
                done = _tell(pk, visit_id, now)
            except Visit.DoesNotExist:
                left.add(visit_id)
                continue
            except AWAY:
                raise
            except Exception as error:
                log.error("event_not_told", exc_info=True)
                done = _tell(pk, visit_id, now, trouble=error)
            if done:
                log.info("event_told", kind=kind)
        told += done
    return told


def untold(now: dt.datetime) -> QuerySet[VisitEvent]:
    """Events to be told, of visits about which no decision can be taken back at `now`."""
    waiting = recent.waiting(now=now).values("visit")
    return VisitEvent.objects.filter(told_at=None).exclude(visit__in=waiting)


def _tell(pk: int, visit_id: int, now: dt.datetime, *, trouble: Exception | None = None) -> bool:
    with transaction.atomic():
        # The same lock that every step of the visit's life takes. (SQLite: one writer at a time.)
        visit = (
            Visit.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("region__province")
            .get(pk=visit_id)
        )
        event = VisitEvent.objects.filter(pk=pk, told_at=None).first()
        if event is None:
            return False
        # Asked again under the lock: it may just have been decided on, or the decision taken back.
        decisions = {decision.pk: decision for decision in visit.recent.all()}
        if any(not known.undone and known.until > now for known in decisions.values()):
            return False
        decision = decisions.get(pk)
        event.visit = visit
        host = Host.load()
        if trouble:
            _lay_aside(event, visit, host, now, trouble)
        elif decision is not None and decision.undone:
            pass  # to people it never was; other systems are told of both
        elif event.kind in PLAN:
            for letter in letters(event, visit, host):
                compose(letter, event=event, visit=visit, host=host, now=now)
        else:
            log.error("event_of_unknown_kind", kind=event.kind)
        queue_calls(event, now=now)
        RecentDecision.objects.filter(pk=pk).delete()
        return VisitEvent.objects.filter(pk=pk).update(told_at=now) == 1


def _lay_aside(
    event: VisitEvent, visit: Visit, host: Host, now: dt.datetime, error: Exception
) -> None:
    """Keep an event that could not even be planned where staff see it, as a failed message."""
    Message.objects.create(
        event=event,
        visit=visit,
        recipient=host.email,
        template="",
        sequence=visit.sequence,
        message_id=mail.message_id(event, host.email, host),
        state=Message.State.DEAD,
        created_at=now,
        next_attempt_at=now,
        last_error=f"{type(error).__name__}: {error}",
        request_id=event.request_id,
    )

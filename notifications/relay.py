"""Events in, messages out: each event once, by a mark on its row."""

import datetime as dt

import structlog
from django.db import IntegrityError, connection, transaction

from notifications import mail
from notifications.models import Message
from notifications.plan import Letter, letters
from visits.models import Host, Visit, VisitEvent

log = structlog.get_logger(__name__)


def relay(*, now: dt.datetime, limit: int = 500) -> int:
    """Turn untold events into messages, oldest first; gives the number of events told.

    Two relays share the work: an event is locked while its messages are made, and its mark is
    set in the same transaction. A message whose making raises is kept as failed, and those
    behind it go on.
    """
    told = 0
    for pk in list(
        VisitEvent.objects.filter(told_at=None).order_by("id").values_list("pk", flat=True)[:limit]
    ):
        try:
            told += _tell(pk, now)
        except IntegrityError:
            # Somebody else told it between our look and our lock.
            log.info("event_told_elsewhere", event_id=pk)
    return told


def _tell(pk: int, now: dt.datetime) -> bool:
    with transaction.atomic():
        # SQLite has one writer at a time (BEGIN IMMEDIATE); PostgreSQL needs the row's lock.
        query = VisitEvent.objects.filter(pk=pk, told_at=None)
        if connection.features.has_select_for_update_skip_locked:
            query = query.select_for_update(skip_locked=True, of=("self",))
        event = query.first()
        if event is None:
            return False
        visit = Visit.objects.select_related("region__province").get(pk=event.visit_id)
        event.visit = visit
        host = Host.load()
        try:
            planned = letters(event, visit, host)
        except KeyError:
            log.error("event_of_unknown_kind", event_id=pk, kind=event.kind)
            planned = []
        for letter in planned:
            _make(letter, event, visit, host, now)
        return VisitEvent.objects.filter(pk=pk, told_at=None).update(told_at=now) == 1


def _make(letter: Letter, event: VisitEvent, visit: Visit, host: Host, now: dt.datetime) -> Message:
    earlier = Message.objects.filter(visit=visit, recipient=letter.recipient).order_by("id")
    first_id = earlier.values_list("message_id", flat=True).first() or ""
    message = Message(
        event=event,
        visit=visit,
        recipient=letter.recipient,
        officer=letter.officer,
        template=letter.template,
        method=letter.calendar.value,
        sequence=visit.sequence,
        message_id=mail.message_id(event, letter.recipient, host),
        state=Message.State.PENDING,
        created_at=now,
        next_attempt_at=now,
    )
    try:
        made = mail.render(letter, event=event, visit=visit, host=host, first_id=first_id, now=now)
        message.subject = str(made["Subject"])
        message.body = bytes(made)
    except Exception as error:
        log.error("message_not_made", event_id=event.pk, template=letter.template, exc_info=True)
        message.state = Message.State.DEAD
        message.last_error = f"{type(error).__name__}: {error}"
    message.save()
    return message

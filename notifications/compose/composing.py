"""A letter written and put into the outbox; one that can't be written is kept as failed."""

import copy
import datetime as dt

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from notifications.compose import mail
from notifications.models import Message
from notifications.plan.addresses import desk_url
from notifications.plan.readers import readers
from notifications.plan.recipients import Letter
from notifications.plan.table import To
from visits.models import Host, Visit, VisitEvent

log = structlog.get_logger(__name__)
# Not the letter's fault: the database is away.
AWAY = (OperationalError, InterfaceError)


def compose(
    letter: Letter,
    *,
    event: VisitEvent,
    visit: Visit,
    host: Host,
    now: dt.datetime,
    reminder: str = "",
    useful_until: dt.datetime | None = None,
) -> Message:
    """The stored message, waiting, or failed with the reason where it could not be written.

    What the host is told goes to its chats too. Call it with the visit locked. Raises
    OperationalError or InterfaceError where the database is away.
    """
    to_host = readers().get(letter.template) == To.HOST
    mails = Message.objects.filter(visit=visit, channel="email")
    earlier = mails.filter(recipient=letter.recipient).order_by("id")
    message = Message(
        event=event,
        visit=visit,
        recipient=letter.recipient,
        officer=letter.officer,
        template=letter.template,
        method=letter.calendar.value,
        sequence=visit.sequence,
        message_id=mail.message_id(event, letter.recipient, host, reminder=reminder),
        state=Message.State.PENDING,
        created_at=now,
        next_attempt_at=now,
        reminder=reminder,
        useful_until=useful_until,
        # A reminder hangs on the last event; nobody's request caused it.
        request_id="" if reminder else event.request_id,
    )
    try:
        with transaction.atomic():  # an error in the database must not spoil what is outside
            made = mail.render(
                letter,
                event=event,
                visit=visit,
                host=host,
                own_id=message.message_id,
                first_id=earlier.values_list("message_id", flat=True).first() or "",
                now=now,
            )
        message.subject = str(made["Subject"])
        message.body = bytes(made)
    except AWAY:
        raise
    except Exception as error:
        log.error("message_not_made", event_id=event.pk, template=letter.template, exc_info=True)
        message.state = Message.State.DEAD
        message.last_error = f"{type(error).__name__}: {error}"
    message.save()
    if settings.APPRISE_URLS and to_host and message.state == Message.State.PENDING:
        _for_chats(message, desk_url(visit))
    return message


def _for_chats(message: Message, desk: str) -> None:
    """The same notice for the host's chats: its subject and the desk, so no person's name."""
    notice = copy.copy(message)
    notice.pk = None
    notice._state.adding = True
    notice.channel, notice.body = "chat", f"{message.subject}\n{desk}".encode()
    notice.save()

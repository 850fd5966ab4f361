"""What tests of messages share: an approved visit, a moody SMTP server, a message as a mail."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.utils import timezone

from notifications.models import Message
from tests.factories import OfficerFactory, a_visit
from tests.readers import ical_js
from tests.stack import Sink
from visits.history.events import Actor
from visits.life import amending, deciding
from visits.models import Officer, Visit

CONTACT = "budi@solokkab.example"


class Moody(Sink):
    """An SMTP server that answers what it is told to: a text, or "drop" to hang up."""

    answer = ""
    refuse = ""

    def __init__(self) -> None:
        super().__init__()
        self.envelopes: list[tuple[str, list[str]]] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Refuse the reader while told to."""
        if not self.refuse:
            envelope.rcpt_tos.append(address)
        return self.refuse or "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Refuse while told to, else keep."""
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if self.answer == "drop":
            server.transport.abort()
        return self.answer or await super().handle_DATA(server, session, envelope)


def mail_of(message: Message) -> EmailMessage:
    """The message as an outside reader takes it."""
    return message_from_bytes(bytes(message.body), policy=policy.default)


def words_of(message: Message) -> str:
    """The plain text of a message."""
    body = mail_of(message).get_body(preferencelist=("plain",))
    assert body is not None, message.last_error
    return str(body.get_content())


def above_and_below(message: Message) -> tuple[str, str]:
    """The letter's own text, and what stands below every letter."""
    above, _mark, below = words_of(message).replace("\r\n", "\n").partition("\n-- \n")
    return above, below.strip()


def told(visit: Visit, recipient: str) -> list[tuple[str, str]]:
    """Template and calendar method of what was written to one reader, but for the receipt."""
    rows = Message.objects.filter(visit=visit, recipient=recipient).order_by("id")
    return [(m.template, m.method) for m in rows if m.template != "received"]


def event_in(message: Message) -> Any:
    """The event of the message's calendar, as ical.js reads it."""
    part = next(p for p in mail_of(message).walk() if p.get_content_type() == "text/calendar")
    return ical_js.read(part.get_payload(decode=True))[0]


def approved(by: Actor, *, officers: list[Officer] | None = None, **changes: Any) -> Visit:
    """A visit with officers (else: one), approved, and nothing told yet."""
    now = timezone.now()
    visit = a_visit(trusted=True, **changes)
    visit = amending.assign(visit, officers=officers or [OfficerFactory.create()], by=by, now=now)
    return deciding.approve(visit, by=by, now=now)

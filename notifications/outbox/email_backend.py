"""What Django itself mails (`manage.py sendtestemail`) by the same way as all others.

In the demo it lies with the demo's letters; nothing is ever sent out of it. It is tried once: what
must arrive is a Message (account_mail.py for accounts).
"""

import secrets
import time
from collections.abc import Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.mail_headers import FROM_A_PROGRAM
from notifications.outbox import transport
from visits.models import Host

log = structlog.get_logger(__name__)


class Backend(BaseEmailBackend):
    """Hands Django's mails to the installation's transport."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them; a mail that cannot go is logged."""
        sent = 0
        domain = Host.load().email_domain
        with transport.current() as ways:
            for mail in email_messages:
                # The demo's files are named by the number before the first dot.
                number = f"{time.time_ns() // 1_000_000}.{secrets.token_hex(12)}"
                mail.extra_headers["Message-ID"] = f"<{number}@{domain}>"
                mail.extra_headers = {**FROM_A_PROGRAM, **mail.extra_headers}
                # Django's own class takes the line end; the stubs name the standard one.
                message: Any = mail.message()
                body = message.as_bytes(linesep="\r\n")
                sent += sum(self._sent(ways["email"], body, to) for to in mail.recipients())
        return sent

    def _sent(self, way: Any, body: bytes, recipient: str) -> bool:
        try:
            way.send(body, recipient, returns_to=settings.EMAIL_RETURN_PATH)
        except (transport.Refused, transport.Away, transport.Unreachable) as error:
            log.error("mail_failed", reason=f"{type(error).__name__}: {error}")
            return False
        return True

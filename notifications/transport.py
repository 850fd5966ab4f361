"""Ways for a finished mail to leave: SMTP, or for the demo a folder."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from django.conf import settings


class Refused(Exception):
    """The other side will never take this message; in its own words."""


class Away(Exception):
    """It did not work this time; worth another try."""


class Transport(Protocol):
    """Takes a message's bytes as they are. Raises Refused or Away."""

    def send(self, body: bytes, recipient: str) -> str:
        """Hand the message over; gives what the other side said."""
        ...


class FolderTransport:
    """Writes `.eml` files under DATA_DIR/mail: the demo's letters never leave the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def send(self, body: bytes, recipient: str) -> str:
        """Write the file under a name made of its Message-ID, so that a repeat is no second one."""
        message_id = message_from_bytes(body)["Message-ID"] or ""
        number, _, rest = message_id.strip("<>").partition(".")
        name = f"{int(number):08d}-{rest.partition('@')[0]}.eml"
        half = self.folder / f".{name}.part"
        half.write_bytes(body)
        half.replace(self.folder / name)
        return f"written to {name}"


class SmtpTransport:
    """One SMTP connection for a batch, opened at the first message and again when it breaks."""

    def __init__(self) -> None:
        self.connection: smtplib.SMTP | None = None

    def send(self, body: bytes, recipient: str) -> str:
        """Send from the address of the mail's own From (calendars.md 2)."""
        sender = parseaddr(str(message_from_bytes(body)["From"]))[1]
        try:
            connection = self._open()
            connection.sendmail(sender, [recipient], body)
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            code, answer = next(iter(error.recipients.values()))
            raise _judged(code, answer) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            raise _judged(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Away(f"{type(error).__name__}: {error}") from error
        return "250"

    def close(self) -> None:
        """Leave politely where the other side still listens."""
        if self.connection is not None:
            try:
                self.connection.quit()
            except (OSError, smtplib.SMTPException):
                self.connection.close()
            self.connection = None

    def _open(self) -> smtplib.SMTP:
        if self.connection is None:
            context = ssl.create_default_context()
            where = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT}
            timeout = settings.EMAIL_TIMEOUT
            if settings.EMAIL_USE_SSL:
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    **where, timeout=timeout, context=context
                )
            else:
                connection = smtplib.SMTP(**where, timeout=timeout)
            if settings.EMAIL_USE_TLS:
                connection.starttls(context=context)
            if settings.EMAIL_HOST_USER:
                connection.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            self.connection = connection
        return self.connection


def _judged(code: int, answer: bytes | str) -> Exception:
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    # RFC 5321, 4.2.1: 5yz is permanent, 4yz worth another try.
    return Refused(f"{code} {words}") if 500 <= code < 600 else Away(f"{code} {words}")


@contextmanager
def current() -> Iterator[Transport]:
    """The transport of this installation, closed after the batch."""
    if settings.DEMO and not settings.DEMO_SMTP:
        yield FolderTransport(settings.DATA_DIR / "mail")
        return
    smtp = SmtpTransport()
    try:
        yield smtp
    finally:
        smtp.close()

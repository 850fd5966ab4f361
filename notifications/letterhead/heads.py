"""The heads that every mail of the office begins with."""

import datetime as dt
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from notifications.ical.text import clean_line
from notifications.mail_headers import FROM_A_PROGRAM, POLICY
from visits.language.emails import mail_address
from visits.models import Host


def begin(
    host: Host, *, subject: str, reader: str, date: dt.datetime, message_id: str
) -> EmailMessage:
    """A mail without a body, from the office to `reader`, a mail address.

    `date` is told in its own time zone, `message_id` in angle brackets; no program answers it (RFC
    3834). Raises ValueError where the subject holds a line end.
    """
    mail = EmailMessage(policy=POLICY)
    mail["Subject"] = subject
    mail["From"] = Address(display_name=clean_line(host.name), addr_spec=mail_address(host.email))
    mail["To"] = Address(addr_spec=reader)
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    for name, value in FROM_A_PROGRAM.items():
        mail[name] = value
    return mail

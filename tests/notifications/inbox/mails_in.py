"""Mails as other programs send them: answers to our invitations, and bounces."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from notifications.models import Message
from tests.notifications.letters import mail_of


def reply(
    message: Message,
    partstat: str = "ACCEPTED",
    *,
    method: str = "REPLY",
    sender: str = "",
    attendee: str = "",
    uid: str = "",
    sequence: int | None = None,
    stamp: str = "20261126T010000Z",
    start: str = "20261210T020000Z",
    params: str = "",
    comment: str = "",
    headers: dict[str, str] | None = None,
    charset: str = "utf-8",
) -> bytes:
    """What a calendar answers to the invitation in `message` (as Google and Outlook write it)."""
    who = sender or message.recipient
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Somebody//Else//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid or f'{message.visit.uid}@mpp.batam.example'}",
        f"SEQUENCE:{message.sequence if sequence is None else sequence}",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{start}",
        "ORGANIZER:mailto:protokol@mpp.batam.example",
        f'ATTENDEE;PARTSTAT={partstat};CN="Andi, S.E."{params}:MAILTO:{attendee or who}',
        *([f"COMMENT:{comment}"] if comment else []),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    mail = MIMEMultipart("alternative")
    mail["From"] = f'"Andi, S.E." <{who}>'
    mail["To"] = "protokol@mpp.batam.example"
    mail["Subject"] = f"{partstat}: Studi tiru"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.attach(MIMEText("Andi has answered.", "plain", "utf-8"))
    part = MIMEText("\r\n".join(lines), "calendar", "utf-8")
    part.set_param("method", method)
    part.set_param("charset", charset)
    mail.attach(part)
    return mail.as_bytes()


def bounce(message: Message, *, action: str = "failed", about: str = "") -> bytes:
    """What a mail server says of a mail that it cannot deliver (RFC 3464), as Postfix writes it."""
    returned = mail_of(message)
    if about:
        returned.replace_header("Message-ID", about)
    headers = "".join(f"{name}: {value}\n" for name, value in returned.items())
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: protokol@mpp.batam.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="A/B.1"

--A/B.1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--A/B.1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {message.recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <x>: Recipient address rejected: User
    unknown

--A/B.1
Content-Type: text/rfc822-headers

{headers}
--A/B.1--
""".encode()

"""A mail that the plan does not hold: composed at its moment, and put into the outbox once."""

import datetime as dt
import hashlib

from notifications.ical.text import clean_line, clip
from notifications.letterhead.frame import Framed, bodies
from notifications.letterhead.heads import begin
from notifications.models import Message
from visits.language.emails import mail_address
from visits.models import Host, Officer, Visit, VisitEvent


def put(
    visit: Visit,
    framed: Framed,
    *,
    key: str,
    to: str,
    template: str,
    subject: str,
    now: dt.datetime,
    event: VisitEvent | None = None,
    officer: Officer | None = None,
    useful_until: dt.datetime | None = None,
) -> bool:
    """Put the mail about `visit` to the address `to` into the outbox, in the active language.

    Whether it was new: of the same `key` there is one a visit and reader. `event` is what it is
    about, else the visit's last; `officer` whom it is for, if anybody of the house.
    """
    host, reader = Host.load(), mail_address(to)
    event = event or visit.events.order_by("-pk").first()
    body = bodies(framed, host=host, subject=subject)
    digest = hashlib.sha256(f"{visit.uid}:{key}".encode()).hexdigest()[:24]
    # Like the plan's mails, it begins with the event's id (transport.py names files by it).
    message_id = f"<{event.pk if event else 0}.{digest}@{host.email_domain}>"
    mail = begin(
        host,
        subject=clip(clean_line(subject), 200),
        reader=reader,
        date=now,
        message_id=message_id,
    )
    mail.set_content(body.plain, cte="quoted-printable")
    mail.add_alternative(body.html, subtype="html", cte="quoted-printable")
    _, made = Message.objects.get_or_create(
        visit=visit,
        recipient=reader,
        channel="email",
        reminder=key,
        defaults={
            "event": event,
            "officer": officer,
            "template": template,
            "subject": str(mail["Subject"]),
            "message_id": message_id,
            "body": bytes(mail),
            "state": Message.State.PENDING,
            "created_at": now,
            "next_attempt_at": now,
            "useful_until": useful_until,
        },
    )
    return made

"""The mail by which an officer without an account gets at their own calendar's address.

It carries a link of a day, never the address itself: what lies in the outbox opens no calendar
(docs/decisions/0240).
"""

import datetime as dt
import hashlib

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.ical.text import clean_line, clip
from notifications.letterhead.colours import Tone
from notifications.letterhead.frame import Framed, Headline, bodies
from notifications.letterhead.heads import begin
from notifications.models import Feed, Message
from visits.history.events import nudge_after_commit
from visits.language.emails import mail_address
from visits.models import Host, Officer, Visit

VALID = dt.timedelta(days=1)
_SALT = "singgah.officer-feed"


def link_of(officer: Officer) -> str:
    """Where the officer makes an address, for a day and once: a made one ends the link."""
    signed = signing.dumps(_about(officer), salt=_SALT)
    return f"{settings.BASE_URL}/tugas/{signed}/langganan/"


def officer_of_link(signed: str) -> Officer | None:
    """Whose link it is; None where it is too old, was used, or never was one."""
    try:
        said = signing.loads(signed, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    officer = Officer.objects.filter(pk=said[0], active=True).first()
    return officer if officer and said == _about(officer) else None


def _about(officer: Officer) -> list[object]:
    last = Feed.objects.filter(kind=Feed.Kind.OFFICER, officer=officer).order_by("-pk").first()
    return [officer.pk, mail_address(officer.email), last.pk if last else 0]


def send(visit: Visit, officer: Officer, *, now: dt.datetime) -> None:
    """Put the mail to the officer's own address into the outbox; one in each hour at the most."""
    host, recipient = Host.load(), mail_address(officer.email)
    event = visit.events.order_by("-pk").first()
    context = {"officer": officer, "host": host, "page": link_of(officer)}
    with translation.override(officer.language):
        subject = _("The link to your calendar subscription")
        text = render_to_string("mail/officer_feed.txt", context)
        headline = Headline(words=_("Your calendar subscription"), tone=Tone.INFO)
        body = bodies(Framed(headline=headline, text=text), host=host, subject=subject)
    key = f"feed:{officer.pk}:{now:%Y-%m-%dT%H}"
    digest = hashlib.sha256(f"{visit.uid}:{key}".encode()).hexdigest()[:24]
    # Like the visit's other mails, it begins with the event's id (transport.py names files by it).
    message_id = f"<{event.pk if event else 0}.{digest}@{host.email_domain}>"
    mail = begin(
        host,
        subject=clip(clean_line(subject), 200),
        reader=recipient,
        date=now,
        message_id=message_id,
    )
    mail.set_content(body.plain, cte="quoted-printable")
    mail.add_alternative(body.html, subtype="html", cte="quoted-printable")
    _message, made = Message.objects.get_or_create(
        visit=visit,
        recipient=recipient,
        channel="email",
        reminder=key,
        defaults={
            "event": event,
            "officer": officer,
            "template": "officer_feed",
            "subject": str(mail["Subject"]),
            "message_id": message_id,
            "body": bytes(mail),
            "state": Message.State.PENDING,
            "created_at": now,
            "next_attempt_at": now,
            "useful_until": now + VALID,
        },
    )
    if made:
        nudge_after_commit()

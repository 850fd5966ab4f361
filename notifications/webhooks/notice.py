"""The mail that tells the host that a webhook was switched off."""

import datetime as dt
import hashlib

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.ical.text import clean_line, clip
from notifications.letterhead.colours import Tone
from notifications.letterhead.frame import Framed, Headline, bodies
from notifications.letterhead.heads import begin
from notifications.models import Message
from notifications.models.webhooks import Webhook
from visits.language.emails import mail_address
from visits.language.web_addresses import unlinked
from visits.models import Host, VisitEvent


def tell_that_it_is_off(
    webhook: Webhook, event: VisitEvent, *, because: str, now: dt.datetime
) -> None:
    """Put a mail to the host into the outbox, about the event after which the webhook was left."""
    host = Host.load()
    recipient = mail_address(host.email)
    admin_page = reverse("admin:notifications_webhook_change", args=[webhook.pk])
    context = {
        "webhook": webhook,
        "host": host,
        "because": unlinked(clean_line(because)),
        "page": settings.BASE_URL + admin_page,
    }
    with translation.override("id"):
        subject = render_to_string("mail/webhook_off.subject.txt", context).strip()
        text = render_to_string("mail/webhook_off.txt", context)
        headline = Headline(words=_("A webhook was switched off"), tone=Tone.STOP)
        body = bodies(Framed(headline=headline, text=text), host=host, subject=subject)
    digest = hashlib.sha256(f"{webhook.uid}:{event.pk}".encode()).hexdigest()[:24]
    # Like the visit's mails, it begins with the event's id (transport.py names files by it).
    message_id = f"<{event.pk}.{digest}@{host.email_domain}>"
    mail = begin(
        host,
        subject=clip(clean_line(subject), 200),
        reader=recipient,
        date=now,
        message_id=message_id,
    )
    mail.set_content(body.plain, cte="quoted-printable")
    mail.add_alternative(body.html, subtype="html", cte="quoted-printable")
    Message.objects.get_or_create(
        visit=event.visit,
        recipient=recipient,
        channel="email",
        reminder=f"webhook:{webhook.pk}:{event.pk}",
        defaults={
            "event": event,
            "template": "webhook_off",
            "subject": str(mail["Subject"]),
            "message_id": message_id,
            "body": bytes(mail),
            "state": Message.State.PENDING,
            "created_at": now,
            "next_attempt_at": now,
        },
    )

"""The mail that tells the host that a webhook was switched off."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.ical.text import clean_line
from notifications.letterhead.colours import Tone
from notifications.letterhead.frame import Framed, Headline
from notifications.letterhead.single import put
from notifications.models.webhooks import Webhook
from visits.language.web_addresses import unlinked
from visits.models import Host, VisitEvent


def tell_that_it_is_off(
    webhook: Webhook, event: VisitEvent, *, because: str, now: dt.datetime
) -> None:
    """Put a mail to the host into the outbox, about the event after which the webhook was left."""
    host = Host.load()
    admin_page = reverse("admin:notifications_webhook_change", args=[webhook.pk])
    context = {
        "webhook": webhook,
        "host": host,
        "because": unlinked(clean_line(because)),
        "page": settings.BASE_URL + admin_page,
    }
    with translation.override("id"):
        headline = Headline(words=_("A webhook was switched off"), tone=Tone.STOP)
        put(
            event.visit,
            Framed(headline=headline, text=render_to_string("mail/webhook_off.txt", context)),
            key=f"webhook:{webhook.pk}:{event.pk}",
            to=host.email,
            template="webhook_off",
            subject=render_to_string("mail/webhook_off.subject.txt", context).strip(),
            now=now,
            event=event,
        )

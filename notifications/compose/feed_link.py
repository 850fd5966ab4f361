"""The mail by which an officer without an account gets at their own calendar's address.

It carries a link of a day, never the address itself: what lies in the outbox opens no calendar
(docs/decisions/0240).
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.letterhead.colours import Tone
from notifications.letterhead.frame import Framed, Headline
from notifications.letterhead.single import put
from notifications.models import Feed
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
    context = {"officer": officer, "host": Host.load(), "page": link_of(officer)}
    with translation.override(officer.language):
        headline = Headline(words=_("Your calendar subscription"), tone=Tone.INFO)
        made = put(
            visit,
            Framed(headline=headline, text=render_to_string("mail/officer_feed.txt", context)),
            key=f"feed:{officer.pk}:{now:%Y-%m-%dT%H}",
            to=officer.email,
            template="officer_feed",
            subject=_("The link to your calendar subscription"),
            now=now,
            officer=officer,
            useful_until=now + VALID,
        )
    if made:
        nudge_after_commit()

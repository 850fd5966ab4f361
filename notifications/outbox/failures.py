"""Messages that reached nobody, for the desk: refused at once, or returned later."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import BadAddress, Message
from visits.inbox.items import Kind, Obligation, Remedy
from visits.language.emails import mail_address
from visits.life.table import OPEN
from visits.models import Assignment, Visit

# Older ones have been seen or no longer matter; they stay in the admin.
_SHOWN_FOR = dt.timedelta(days=30)
_MOST = 50


def failed_messages(now: dt.datetime) -> Iterator[Obligation]:
    """The last failed messages, each with the server's own words; one query.

    One is settled when a later message reached that reader, at this address or a mended one.
    """
    reached = Message.objects.filter(
        visit=OuterRef("visit"), state=Message.State.SENT, id__gt=OuterRef("id")
    ).filter(Q(officer=OuterRef("officer")) | Q(officer=None, recipient=OuterRef("recipient")))
    mended = Message.objects.filter(
        visit=OuterRef("visit"),
        state=Message.State.SENT,
        id__gt=OuterRef("id"),
        recipient=OuterRef("visit__contact_email"),
    )
    failed = Message.objects.filter(
        state=Message.State.DEAD, visit__isnull=False, created_at__gt=now - _SHOWN_FOR
    )
    failed = failed.exclude(Exists(reached)).exclude(Q(officer=None) & Exists(mended))
    for message in failed.select_related("visit__region__province").order_by("-id")[:_MOST]:
        if message.visit is None:
            continue
        yield _told(
            message.visit,
            due=message.created_at,
            address=message.recipient,
            why=message.last_error,
            mark=_("E-mail failed"),
            search=message.subject,
            remedy=Remedy(_("Send again"), reverse("desk-message-again", args=[message.pk])),
        )


def returned_mail(now: dt.datetime) -> Iterator[Obligation]:
    """The last addresses from which mail about an open visit came back, once each; one query.

    One is settled when the reader has another address or is not named any more, or when its mark
    goes (bad_addresses.py). What the mail server refused at once is among failed_messages.
    """
    returned = BadAddress.objects.exclude(source=BadAddress.Source.SMTP)
    returned = returned.filter(message__visit__status__in=OPEN, at__gt=now - _SHOWN_FOR)
    same = {"visit": OuterRef("message__visit"), "officer": OuterRef("message__officer")}
    returned = returned.annotate(named=Exists(Assignment.objects.filter(**same)))
    related = "message__visit__region__province", "message__officer"
    for bad in returned.select_related(*related).order_by("-at")[:_MOST]:
        message = bad.message
        if message is None or message.visit is None:
            continue
        someone = message.officer
        email = someone.email if someone else message.visit.contact_email
        if mail_address(email) == bad.address and (someone is None or bad.named):
            yield _told(
                message.visit,
                due=bad.at,
                address=bad.address,
                why=bad.answer,
                mark=_("E-mail returned"),
                search=message.subject,
                remedy=Remedy(_("The address works"), reverse("desk-address", args=[bad.pk])),
            )


def _told(
    visit: Visit,
    *,
    due: dt.datetime,
    address: str,
    why: str,
    mark: str,
    search: str,
    remedy: Remedy,
) -> Obligation:
    words = _("To %(address)s: %(why)s") % {
        "address": address,
        "why": why[:120] or _("not delivered"),
    }
    return Obligation(
        kind=Kind.MESSAGE,
        due=due,
        title=visit.institution,
        words=words,
        url=reverse("desk-visit", args=[visit.reference]),
        mark=mark,
        urgent=True,
        visit=visit,
        search=search,
        remedy=remedy,
    )

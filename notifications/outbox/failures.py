"""Messages that reached nobody, for the desk: refused at once, or returned later."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import BadAddress, Message, ReceivedMail
from notifications.outbox.readdressing import reader_at
from notifications.outbox.reasons import reason_of
from visits.inbox.items import Kind, Obligation, Remedy
from visits.language.emails import mail_address
from visits.life.table import OPEN
from visits.models import Assignment, Visit

# Older ones have been seen or no longer matter; they stay in the admin.
_SHOWN_FOR = dt.timedelta(days=30)
_MOST = 50
# A fault of our own is mended within days, or said again by the next mail.
_REFUSED_FOR = dt.timedelta(days=3)


def failed_messages(now: dt.datetime, visit: Visit | None = None) -> Iterator[Obligation]:
    """The last failed messages (about `visit`), each with the server's own words; one query.

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
    failed = _dead(now, visit).filter(visit__isnull=False)
    failed = failed.exclude(Exists(reached)).exclude(Q(officer=None) & Exists(mended))
    marked = Exists(BadAddress.objects.filter(address=OuterRef("recipient")))
    failed = failed.annotate(address_is_bad=marked)
    related = "visit__region__province", "officer"
    for message in failed.select_related(*related).order_by("-id")[:_MOST]:
        if message.visit is None:
            continue
        yield _told_of(
            message.visit,
            due=message.created_at,
            address=message.recipient,
            why=message.last_error,
            mark=_("E-mail failed"),
            search=message.subject,
            remedy=Remedy(_("Send again"), reverse("desk-message-again", args=[message.pk])),
            correction=_correction(message) if message.address_is_bad else None,
        )


def returned_mail(now: dt.datetime, visit: Visit | None = None) -> Iterator[Obligation]:
    """The last addresses from which mail about an open visit came back, once each; one query.

    One is settled when the reader has another address or is not named any more, or when its mark
    goes (bad_addresses.py). What the mail server refused at once is among failed_messages.
    """
    returned = _reported(now, visit).filter(message__visit__status__in=OPEN)
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
            yield _told_of(
                message.visit,
                due=bad.at,
                address=bad.address,
                why=bad.answer,
                mark=_("E-mail returned"),
                search=message.subject,
                remedy=Remedy(_("The address works"), reverse("desk-address", args=[bad.pk])),
                correction=_correction(message),
            )


def failed_hint(now: dt.datetime, visit: Visit | None = None) -> list[QuerySet[Message]]:
    """Whether any message (about `visit`) failed lately; without whom it was settled for."""
    return [_dead(now, visit)]


def _dead(now: dt.datetime, visit: Visit | None = None) -> QuerySet[Message]:
    dead = Message.objects.filter(state=Message.State.DEAD, created_at__gt=now - _SHOWN_FOR)
    return dead if visit is None else dead.filter(visit=visit)


def returned_hint(now: dt.datetime, visit: Visit | None = None) -> list[QuerySet[BadAddress]]:
    """Whether any address was marked lately by a report (about a mail of `visit`)."""
    return [_reported(now, visit)]


def _reported(now: dt.datetime, visit: Visit | None = None) -> QuerySet[BadAddress]:
    marked = BadAddress.objects.exclude(source=BadAddress.Source.SMTP)
    marked = marked.filter(at__gt=now - _SHOWN_FOR)
    return marked if visit is None else marked.filter(message__visit=visit)


def refused_hint(now: dt.datetime) -> list[QuerySet[ReceivedMail]]:
    """Whether our mail was refused lately."""
    return [_refused(now)]


def _refused(now: dt.datetime) -> QuerySet[ReceivedMail]:
    return ReceivedMail.objects.filter(
        outcome=ReceivedMail.Outcome.REFUSED, at__gt=now - _REFUSED_FOR
    )


def refused_mail(now: dt.datetime) -> Iterator[Obligation]:
    """One row where other servers lately refused our mail for a fault of ours; one query."""
    last = _refused(now).select_related("visit__region__province").order_by("-id").first()
    if last is None:
        return
    came_back = last.visit.messages.exclude(returned_at=None).order_by("-returned_at").first()
    words = _(
        "Another server refused our mail for a fault on our side (SPF, DKIM or a block list), not "
        "of the address. Tell whoever runs the mail of this office: %(why)s"
    )
    yield Obligation(
        kind=Kind.MESSAGE,
        due=last.at,
        title=_("Our mail is refused"),
        words=words % {"why": came_back.returned_words[:120] if came_back else ""},
        url=reverse("desk-visit", args=[last.visit.reference]),
        mark=_("E-mail returned"),
        urgent=True,
        visit=None,
    )


def failed_account_mails(now: dt.datetime) -> Iterator[Obligation]:
    """Mails of accounts that reached nobody, until a later one did; one query."""
    reached = Message.objects.filter(
        account=OuterRef("account"), state=Message.State.SENT, id__gt=OuterRef("id")
    )
    failed = _dead(now).filter(account__is_active=True).exclude(Exists(reached))
    for message in failed.select_related("account").order_by("-id")[:_MOST]:
        account = message.account
        if account is not None:
            yield _told(
                account.get_full_name() or account.get_username(),
                reverse("desk-message", args=[message.pk]),
                due=message.created_at,
                address=message.recipient,
                why=message.last_error,
                mark=_("E-mail failed"),
                search=message.subject,
            )


def _correction(message: Message) -> Remedy | None:
    """Where the reader's address is corrected, if it still is theirs."""
    if not reader_at(message):
        return None
    return Remedy(_("Correct the address"), reverse("desk-message-address", args=[message.pk]))


def _told_of(visit: Visit, **told: Any) -> Obligation:
    return _told(
        visit.institution, reverse("desk-visit", args=[visit.reference]), visit=visit, **told
    )


def _told(
    title: str,
    url: str,
    *,
    due: dt.datetime,
    address: str,
    why: str,
    mark: str,
    search: str,
    visit: Visit | None = None,
    remedy: Remedy | None = None,
    correction: Remedy | None = None,
) -> Obligation:
    reason = reason_of(why)
    said = f"{reason} ({why[:120]})" if reason else why[:120]
    words = _("To %(address)s: %(why)s") % {
        "address": address,
        "why": said or _("not delivered"),
    }
    return Obligation(
        kind=Kind.MESSAGE,
        due=due,
        title=title,
        words=words,
        url=url,
        mark=mark,
        urgent=True,
        visit=visit,
        search=search,
        remedy=remedy,
        correction=correction,
    )

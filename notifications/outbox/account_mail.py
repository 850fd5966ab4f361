"""Mails to holders of accounts: in the outbox like all others, written when they are sent.

A stored mail says which template, to whom and the facts that its words need, never the link under
which a password is chosen: that is made at each attempt, so neither the database nor a copy of it
opens an account (docs/decisions/0104).
"""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from notifications.compose.around.footer import unanswered
from notifications.letterhead.colours import Tone
from notifications.letterhead.frame import Framed, Headline, bodies
from notifications.mail_headers import FROM_A_PROGRAM
from notifications.models import Message, ResetRequest
from notifications.outbox.transport import Refused
from scheduling.models import BookingRules
from visits.history.requests import current_request
from visits.language.dates import moment_words
from visits.language.emails import mail_address
from visits.models import Host, Officer
from visits.sign_in.limits import ATTACK_MAIL

INVITATION = "account/email/invitation"
RESET = "account/email/password_reset_key"
# Of these the request is a stranger's or an administrator's: its language says nothing.
_IN_THE_HOLDERS_LANGUAGE = (INVITATION, ATTACK_MAIL)
# What the link of these is called in their templates.
_LINKS = {INVITATION: "invitation_url", RESET: "password_reset_url"}
# News of an account may be an attack: all but these ask to look.
_TONES = {INVITATION: Tone.INFO, RESET: Tone.INFO, ATTACK_MAIL: Tone.STOP}
# Nobody waits longer for a new password without asking again; nor gets more of such mails an hour.
_RESET_USEFUL = dt.timedelta(hours=12)
_MOST_RESETS_AN_HOUR = 3
_HOUR = dt.timedelta(hours=1)


def put(
    template: str,
    address: str,
    *,
    account: User,
    context: dict[str, Any],
    language: str,
    now: dt.datetime,
) -> Message:
    """Store a mail of `account`, in the caller's transaction; `template` as allauth names it.

    Kept of `context` are plain facts (network, browser, moment), and nothing that is or leads to a
    link. Where somebody else caused it, it is in the language of the officer it is for,
    else in Indonesian.
    """
    if template in _IN_THE_HOLDERS_LANGUAGE:
        language = _language_of(account)
    facts = {
        key: value.isoformat() if isinstance(value, dt.datetime) else value
        for key, value in context.items()
        if isinstance(value, str | int | dt.datetime) and key not in ("uid", "key", "email")
    }
    for link in _LINKS.values():
        facts.pop(link, None)
    # The demo's files are named by the number before the first dot.
    number = f"{int(now.timestamp() * 1000)}.{secrets.token_hex(12)}"
    return Message.objects.create(
        account=account,
        recipient=mail_address(address),
        template=template,
        facts={**facts, "language": language},
        subject=_head(template, account, facts, language),
        message_id=f"<{number}@{Host.load().email_domain}>",
        state=Message.State.PENDING,
        created_at=now,
        next_attempt_at=now,
        useful_until=now + _RESET_USEFUL if template == RESET else None,
        request_id=current_request(),
    )


def body_of(message: Message) -> bytes:
    """The mail as it goes out now, with a fresh link where it has one.

    Two attempts have one Message-ID and, where the first was taken after all, two links that work.
    Raises Refused where there is nothing to say any more.
    """
    account = message.account
    if account is None or not account.is_active:
        raise Refused(_("The account is out of use."))
    if message.template == INVITATION and account.has_usable_password():
        raise Refused(_("A password was chosen already."))
    context = _context(account, message.facts)
    if link := _LINKS.get(message.template):
        key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
        context[link] = get_adapter().get_reset_password_from_key_url(key)
    with _as_read(message.facts["language"]):
        mail = get_adapter().render_mail(message.template, message.recipient, context)
        subject = str(mail.subject)
        headline = Headline(words=subject, tone=_TONES.get(message.template, Tone.WAIT))
        framed = Framed(headline=headline, text=str(mail.body), foot=unanswered())
        body = bodies(framed, host=context["host"], subject=subject)
    mail.body = body.plain
    mail.attach_alternative(body.html, "text/html")
    mail.extra_headers["Message-ID"] = message.message_id
    mail.extra_headers.update(FROM_A_PROGRAM)
    # Django's own class takes the line end; the stubs name the standard one.
    made: Any = mail.message()
    return bytes(made.as_bytes(linesep="\r\n"))


def answer_reset_requests(*, now: dt.datetime) -> int:
    """Make a mail for each account whose holder asked for a new password; gives how many.

    What was typed and belongs to nobody is forgotten, here and not while the page is made.
    """
    made = 0
    while True:
        with transaction.atomic():
            waiting = ResetRequest.objects.select_for_update(skip_locked=True).order_by("pk")
            asked = waiting.first()
            if asked is None:
                return made
            for account in User.objects.filter(email=asked.address, is_active=True):
                made += _answer(asked, account, now=now)
            asked.delete()


def _answer(asked: ResetRequest, account: User, *, now: dt.datetime) -> bool:
    earlier = Message.objects.filter(account=account, template=RESET)
    if earlier.filter(created_at__gt=now - _HOUR).count() >= _MOST_RESETS_AN_HOUR:
        return False
    # To the address that the account has, not as a stranger wrote it.
    put(RESET, account.email, account=account, context={}, language=asked.language, now=now)
    return True


def invitation_words(account: User) -> str:
    """What became of the account's last invitation, for whoever sent it; empty without one."""
    invitations = Message.objects.filter(account=account, template=INVITATION)
    last = invitations.order_by("-pk").first()
    if last is None:
        return ""
    if last.state == Message.State.SENT and last.sent_at:
        return _("The mail server took the invitation: %(when)s.") % {
            "when": moment_words(timezone.localtime(last.sent_at))
        }
    why = last.last_error[:200]
    if last.state == Message.State.DEAD:
        return _("The invitation could not be sent: %(why)s") % {"why": why}
    if why:
        return _("The invitation is tried again: %(why)s") % {"why": why}
    return _("The invitation is on its way.")


def _language_of(account: User) -> str:
    officer = Officer.objects.filter(user=account).first()
    return officer.language if officer else "id"


def _context(account: User, facts: dict[str, Any]) -> dict[str, Any]:
    context = {
        **facts,
        "user": account,
        "username": account.get_username(),
        "email": account.email,
        "host": Host.load(),
        "password_url": settings.BASE_URL + reverse("account_change_password"),
        "sign_in_url": settings.BASE_URL + reverse("account_login"),
    }
    if moment := parse_datetime(str(facts.get("timestamp", ""))):
        context["timestamp"] = moment
    return context


@contextmanager
def _as_read(language: str) -> Iterator[None]:
    """In the reader's language and the host's zone."""
    with translation.override(language), timezone.override(BookingRules.load().zone):
        yield


def _head(template: str, account: User, facts: dict[str, Any], language: str) -> str:
    with _as_read(language):
        return " ".join(
            render_to_string(f"{template}_subject.txt", _context(account, facts)).split()
        )

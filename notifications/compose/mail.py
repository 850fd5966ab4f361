"""A message's bytes: plain text, HTML and, where it invites, the calendar (RFC 6047)."""

import datetime as dt
import hashlib
from email.message import EmailMessage, MIMEPart
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

from notifications.compose import calendar_event, wording
from notifications.compose.around.footer import how_to_answer
from notifications.compose.around.headlines import headline_of
from notifications.compose.around.preparing import reach, sets_out, to_prepare
from notifications.compose.context import context_of
from notifications.compose.papers import attachment
from notifications.compose.wording import Written
from notifications.ical import invitation
from notifications.ical.text import clean_line, clip
from notifications.letterhead.frame import Framed, bodies
from notifications.letterhead.heads import begin
from notifications.mail_headers import POLICY
from notifications.plan.recipients import Letter
from notifications.plan.table import Calendar
from scheduling.models import BookingRules
from visits.language.emails import mail_address
from visits.models import Host, Visit, VisitEvent
from visits.queries.visits import Session, session_of


def message_id(event: VisitEvent, recipient: str, host: Host, *, reminder: str = "") -> str:
    """The Message-ID of what tells `recipient` of `event`: the same however often it is made."""
    name = ":".join([str(event.visit.uid), str(event.pk), recipient, *filter(None, [reminder])])
    digest = hashlib.sha256(name.encode()).hexdigest()[:24]
    return f"<{event.pk}.{digest}@{host.email_domain}>"


def render(
    letter: Letter,
    *,
    event: VisitEvent,
    visit: Visit,
    host: Host,
    own_id: str,
    first_id: str,
    now: dt.datetime,
) -> EmailMessage:
    """The mail for one reader, in their language and the host's time.

    `own_id` is its Message-ID, `first_id` that of the visit's first mail to that reader. Raises
    whatever a template or the calendar raises: the relay lays such a message aside.
    """
    zone = ZoneInfo(BookingRules.load().time_zone)
    with translation.override(letter.language), timezone.override(zone):
        session = session_of(visit)
        context = context_of(letter, event, visit, host, session, zone, now)
        written = wording.words(letter.template, letter.language, context)
        subject = clip(clean_line(written.subject), 200)
        more = ""
        if session and context["early"] and sets_out(letter.template):
            lacking = visit.people - visit.participants.count()
            more = to_prepare(visit, session, lacking=lacking, now=now)
        foot = how_to_answer(letter, context)
        framed = around(letter.template, written, context, more=more, foot=foot)
        body = bodies(framed, host=host, subject=subject)
        ics = _calendar(letter, visit, host, session, now)
        paper = attachment(event) if letter.template == "paper_sent" else None
    mail = begin(
        host,
        subject=subject,
        reader=letter.recipient,
        date=now.astimezone(zone),
        message_id=own_id,
    )
    if first_id and first_id != own_id:
        mail["References"] = first_id
        mail["In-Reply-To"] = first_id
    mail.set_content(body.plain, cte="quoted-printable")
    mail.add_alternative(body.html, subtype="html", cte="quoted-printable")
    if ics:
        part = MIMEPart(policy=POLICY)
        part.set_content(
            ics, maintype="text", subtype="calendar", cte="base64",
            params={"charset": "UTF-8", "method": letter.calendar.value},
        )  # fmt: skip
        del part["MIME-Version"]
        mail.attach(part)  # type: ignore[arg-type]  # the stub wants less than the class takes
        mail.add_attachment(
            ics, maintype="text", subtype="calendar", cte="base64", filename="undangan.ics",
            params={"charset": "UTF-8", "method": letter.calendar.value},
        )  # fmt: skip
    if paper:
        name, content = paper
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    # Last: adding parts moves all Content- headers into the first.
    mail["Content-Language"] = letter.language
    return mail


def around(name: str, written: Written, context: dict[str, Any], *, more: str, foot: str) -> Framed:
    """A letter in its frame: `more` is what to prepare, marked, `foot` how it can be answered."""
    return Framed(
        headline=headline_of(name, context),
        text=written.marked,
        more=more,
        reach=reach(name, context["host"], expected=context["expected"]),
        foot=foot,
    )


def _calendar(
    letter: Letter, visit: Visit, host: Host, session: Session | None, now: dt.datetime
) -> bytes | None:
    if letter.calendar == Calendar.NONE or session is None:
        return None
    if letter.officer:
        made = calendar_event.for_officer(visit, session, host, letter.officer)
    elif letter.recipient == mail_address(visit.contact_email):
        made = calendar_event.for_contact(visit, session, host)
    else:
        made = calendar_event.for_former_contact(visit, session, host, letter.recipient)
    return invitation(
        made, method="CANCEL" if letter.calendar == Calendar.CANCEL else "REQUEST", stamp=now
    )

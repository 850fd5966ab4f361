"""A message's bytes: plain text, HTML and, where it invites, the calendar (RFC 6047)."""

import datetime as dt
import hashlib
import re
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications import calendar_event
from notifications.addresses import desk_url, feed_url, host_domain, page_url
from notifications.ical import invitation
from notifications.ical.text import clean_line, clip
from notifications.plan import Calendar, Letter
from scheduling.models import BookingRules
from scheduling.slots import SlotId
from visits.models import Host, Visit, VisitEvent
from visits.queries import Session, session_of
from visits.tokens import email_code

# Every header and every 8-bit body safe for any server between here and there.
_POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=76)


def message_id(event: VisitEvent, recipient: str, host: Host) -> str:
    """The Message-ID of what tells `recipient` of `event`: the same however often it is made."""
    name = f"{event.visit.uid}:{event.pk}:{recipient}"
    digest = hashlib.sha256(name.encode()).hexdigest()[:24]
    return f"<{event.pk}.{digest}@{host_domain(host)}>"


def render(
    letter: Letter,
    *,
    event: VisitEvent,
    visit: Visit,
    host: Host,
    first_id: str,
    now: dt.datetime,
) -> EmailMessage:
    """The mail for one reader, in their language and the host's time.

    `first_id` is the Message-ID of the visit's first mail to that reader, or empty. Raises
    whatever a template or the calendar raises: the relay lays such a message aside.
    """
    zone = ZoneInfo(BookingRules.load().time_zone)
    with translation.override(letter.language), timezone.override(zone):
        session = session_of(visit)
        context = _context(letter, event, visit, host, session, zone)
        subject = clip(clean_line(_text(letter.template, "subject", context)), 200)
        plain = _text(letter.template, "txt", context)
        html = render_to_string("mail/letter.html", {**context, "plain": plain, "subject": subject})
        ics = _calendar(letter, visit, host, session, now)
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = subject
    mail["From"] = Address(display_name=clean_line(host.name), addr_spec=host.email.lower())
    mail["To"] = Address(addr_spec=letter.recipient)
    mail["Date"] = format_datetime(now.astimezone(zone))
    mail["Message-ID"] = own_id = message_id(event, letter.recipient, host)
    if first_id and first_id != own_id:
        mail["References"] = first_id
        mail["In-Reply-To"] = first_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(plain, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    if ics:
        part = MIMEPart(policy=_POLICY)
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
    return mail


def _text(template: str, part: str, context: dict[str, Any]) -> str:
    suffix = "subject.txt" if part == "subject" else part
    text = render_to_string(f"mail/{template}.{suffix}", context).strip()
    # A paragraph that does not apply leaves its empty lines behind.
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"


def _context(
    letter: Letter,
    event: VisitEvent,
    visit: Visit,
    host: Host,
    session: Session | None,
    zone: ZoneInfo,
) -> dict[str, Any]:
    return {
        "visit": visit,
        "host": host,
        "event": event,
        "officer": letter.officer,
        "session": session,
        "code": email_code(visit),
        "page": page_url(visit),
        "feed": feed_url(visit),
        "desk": desk_url(visit),
        "reason": event.data.get("reason") or visit.reason,
        "proposed": [
            dt.datetime.combine(slot.date, slot.starts_at, zone)
            for slot in map(SlotId.parse, visit.proposed_slots)
        ],
        "invites": letter.calendar == Calendar.REQUEST,
    }


def _calendar(
    letter: Letter, visit: Visit, host: Host, session: Session | None, now: dt.datetime
) -> bytes | None:
    if letter.calendar == Calendar.NONE or session is None:
        return None
    made = (
        calendar_event.for_officer(visit, session, host, letter.officer)
        if letter.officer
        else calendar_event.for_contact(visit, session, host)
    )
    return invitation(
        made, method="CANCEL" if letter.calendar == Calendar.CANCEL else "REQUEST", stamp=now
    )

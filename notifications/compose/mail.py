"""A message's bytes: plain text, HTML and, where it invites, the calendar (RFC 6047)."""

import datetime as dt
import hashlib
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.compose import calendar_event, wording
from notifications.compose.footer import how_to_answer
from notifications.ical import invitation
from notifications.ical.text import clean_line, clip
from notifications.plan.addresses import (
    confirm_url,
    desk_url,
    duty_url,
    feed_url,
    page_url,
    survey_url,
)
from notifications.plan.readers import readers
from notifications.plan.recipients import Letter
from notifications.plan.table import Calendar, To
from scheduling.models import BookingRules
from scheduling.slots import SlotId
from visits.access.tokens import email_code
from visits.files.materials import materials_for_delegation
from visits.language.emails import mail_address
from visits.life.address import address_is_proven
from visits.life.waiting_list import number_of
from visits.models import Assignment, Host, Officer, Status, Visit, VisitEvent
from visits.phrases.choices import not_the_first
from visits.phrases.strangers_words import as_told, told
from visits.queries.visits import Session, session_of

# Every header and every 8-bit body safe for any server between here and there.
_POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=76)


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
        context = _context(letter, event, visit, host, session, zone)
        words = wording.words(letter.template, letter.language, context)
        subject, plain = clip(clean_line(words.subject), 200), words.text
        foot = how_to_answer(letter, context)
        shown = {**context, "plain": plain, "subject": subject, "foot": foot}
        html = render_to_string("mail/letter.html", shown)
        ics = _calendar(letter, visit, host, session, now)
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = subject
    mail["From"] = Address(display_name=clean_line(host.name), addr_spec=mail_address(host.email))
    mail["To"] = Address(addr_spec=letter.recipient)
    mail["Date"] = format_datetime(now.astimezone(zone))
    mail["Message-ID"] = own_id
    if first_id and first_id != own_id:
        mail["References"] = first_id
        mail["In-Reply-To"] = first_id
    mail["Auto-Submitted"] = "auto-generated"
    # Below the mark that mail programs know (RFC 3676, 4.3).
    mail.set_content(f"{plain}\n-- \n{foot}\n", cte="quoted-printable")
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
    # Last: adding parts moves all Content- headers into the first.
    mail["Content-Language"] = letter.language
    return mail


def _context(
    letter: Letter,
    event: VisitEvent,
    visit: Visit,
    host: Host,
    session: Session | None,
    zone: ZoneInfo,
) -> dict[str, Any]:
    proven = readers()[letter.template] != To.CONTACT or address_is_proven(visit)
    # A reason belongs to its own step; only the words to a proposal stand on the visit alone.
    proposal = visit.reason if event.kind == VisitEvent.Kind.PROPOSED else ""
    note = getattr(event, "note", None)
    duty = visit.assignments.filter(officer=letter.officer).first() if letter.officer else None
    return {
        "visit": as_told(visit, proven=proven),
        "host": host,
        "event": event,
        "officer": letter.officer,
        "session": session,
        "not_the_first": not_the_first(visit, session),
        "code": email_code(visit),
        "page": page_url(visit),
        "confirm": confirm_url(visit),
        "feed": feed_url(visit),
        "survey": survey_url(visit),
        # Asked of the database by the few letters that speak of it.
        "materials": materials_for_delegation(visit).values_list("title", flat=True),
        "desk": desk_url(visit),
        "assignment": duty,
        "duty": duty_url(visit, duty.officer) if duty else "",
        "reason": told(event.data.get("reason", proposal), event, proven=proven),
        "proposed": _moments(visit.proposed_slots, zone),
        "wished": _moments(event.data.get("slots", []), zone),
        "waiting_number": number_of(visit) if visit.status == Status.WAITLISTED else None,
        "message": told(note.text, event, proven=proven) if note else "",
        "answered": Officer.objects.filter(pk=event.data.get("officer")).first(),
        "answer": dict(Assignment.Answer.choices).get(event.data.get("answer", ""), ""),
    }


def _moments(slots: list[str], zone: ZoneInfo) -> list[dt.datetime]:
    found = map(SlotId.parse, slots)
    return [dt.datetime.combine(slot.date, slot.starts_at, zone) for slot in found]


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

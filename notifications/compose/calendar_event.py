"""A visit as a calendar event, for one kind of reader."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.ical import CalendarEvent, Person
from notifications.ical.model import PartStat
from notifications.ical.model import Status as CalendarStatus
from notifications.plan import invitations
from notifications.plan.addresses import (
    calendar_uid,
    desk_url,
    duty_url,
    page_url,
    public_offset,
    public_uid,
)
from visits.language.dates import day_words, hours_words
from visits.language.emails import is_mailable, mail_address
from visits.language.phones import show_phone
from visits.life.address import address_is_proven
from visits.models import Assignment, Host, Officer, Status, Visit
from visits.phrases.rundowns import lines_of
from visits.phrases.strangers_words import as_told
from visits.queries.visits import Session

_ENDED = frozenset({Status.CANCELLED, Status.DECLINED, Status.EXPIRED})
_SETTLED = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW})

_PARTSTAT: dict[str, PartStat] = {
    Assignment.Answer.NONE: "NEEDS-ACTION",
    Assignment.Answer.ACCEPTED: "ACCEPTED",
    Assignment.Answer.TENTATIVE: "TENTATIVE",
    Assignment.Answer.DECLINED: "DECLINED",
}


def calendar_status(visit: Visit) -> CalendarStatus:
    """TENTATIVE while held, CONFIRMED once approved, CANCELLED when it is over without a visit."""
    if visit.status in _ENDED:
        return "CANCELLED"
    return "CONFIRMED" if visit.status in _SETTLED else "TENTATIVE"


def for_contact(visit: Visit, session: Session, host: Host) -> CalendarEvent:
    """For the delegation's contact: their own page, and no officer's address."""
    address = mail_address(visit.contact_email)
    partstat = invitations.said_by(visit, address)
    visit = as_told(visit, proven=address_is_proven(visit))
    attendee = Person(address=address, name=visit.contact_name, partstat=partstat)
    # One from before such addresses were refused could not stand in a calendar.
    attendees = (attendee,) if is_mailable(address) else ()
    return _event(visit, session, host, url=page_url(visit), attendees=attendees)


def for_former_contact(visit: Visit, session: Session, host: Host, address: str) -> CalendarEvent:
    """For an address that was the contact's: neither the page nor whoever it is now."""
    return _event(as_told(visit), session, host, url="", attendees=(Person(address=address),))


def for_officer(visit: Visit, session: Session, host: Host, officer: Officer) -> CalendarEvent:
    """For one of the host's officers: their own page, what they answered, no contact's address."""
    assignment = visit.assignments.filter(officer=officer).first()
    attendee = Person(
        address=mail_address(officer.email),
        name=officer.name,
        partstat=_PARTSTAT[assignment.answer] if assignment else "NEEDS-ACTION",
    )
    url = duty_url(visit, officer) if assignment else desk_url(visit)
    return _event(as_told(visit), session, host, url=url, attendees=(attendee,), private=True)


def for_officers_feed(
    visit: Visit, session: Session, host: Host, officer: Officer
) -> CalendarEvent:
    """The same without attendees, as feeds are; for an officer who is assigned."""
    return _event(as_told(visit), session, host, url=duty_url(visit, officer), private=True)


def for_staff(visit: Visit, session: Session, host: Host) -> CalendarEvent:
    """For feeds of staff, agencies and rooms."""
    return _event(as_told(visit), session, host, url=desk_url(visit), private=True)


def for_public(visit: Visit, session: Session, host: Host) -> CalendarEvent:
    """For anybody: the region where the host publishes it, otherwise only that it is taken."""
    summary = _("Taken")
    if host.public_names:
        summary = _("Study visit: %(region)s") % {"region": visit.origin.full_name}
    elif calendar_status(visit) == "CANCELLED":
        summary = _("Study visit")
    return CalendarEvent(
        uid=public_uid(visit, host),
        sequence=visit.sequence + public_offset(visit),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=str(session.starts_at.tzinfo),
        created_at=visit.created_at,
        changed_at=visit.changed_at,
        summary=summary,
        location=session.room_name,
        organizer=Person(address=mail_address(host.email), name=host.name),
        status=calendar_status(visit),
    )


def in_feeds(event: CalendarEvent) -> CalendarEvent:
    """As feeds show it: what is called off says so, and keeps nobody busy (calendars.md 20)."""
    if event.status != "CANCELLED":
        return event
    summary = _("Called off: %(summary)s") % {"summary": event.summary}
    return replace(event, summary=summary, free=True)


def _event(
    visit: Visit,
    session: Session,
    host: Host,
    *,
    url: str,
    attendees: tuple[Person, ...] = (),
    private: bool = False,
) -> CalendarEvent:
    return CalendarEvent(
        uid=calendar_uid(visit, host),
        sequence=visit.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=str(session.starts_at.tzinfo),
        created_at=visit.created_at,
        changed_at=visit.changed_at,
        summary=_("Study visit: %(institution)s") % {"institution": who(visit)},
        description=_description(visit, session, host, url),
        location=", ".join(part for part in (session.room_name, host.name, host.address) if part),
        geo=(float(host.latitude), float(host.longitude))
        if host.latitude is not None and host.longitude is not None
        else None,
        url=url,
        organizer=Person(address=mail_address(host.email), name=host.name),
        attendees=attendees,
        status=calendar_status(visit),
        categories=(_("Study visit"),),
        private=private,
    )


def who(visit: Visit) -> str:
    """The institution, with its region unless the name says it."""
    if visit.origin.is_named_in(visit.institution):
        return visit.institution
    return f"{visit.institution}, {visit.origin.label}"


def _description(visit: Visit, session: Session, host: Host, url: str) -> str:
    hours = hours_words(session.starts_at, session.ends_at)
    lines = [
        f"{visit.institution}, {visit.origin.label}",
        f"{day_words(session.date)}, {hours}",
        _("%(people)d people, led by %(leader)s")
        % {"people": visit.people, "leader": f"{visit.leader_name} ({visit.leader_position})"}
        if visit.leader_name
        else ngettext("%(people)s person", "%(people)s people", visit.people)
        % {"people": visit.people},
        "",
        visit.purpose,
        "",
        *_rundown(visit, session),
        _("Host: %(host)s, %(phone)s") % {"host": host.name, "phone": show_phone(host.phone)}
        if host.phone
        else _("Host: %(host)s") % {"host": host.name},
        url,
    ]
    return "\n".join(lines).strip()


def _rundown(visit: Visit, session: Session) -> list[str]:
    """Its lines with an empty one after them; none once the visit is called off."""
    lines = [] if calendar_status(visit) == "CANCELLED" else lines_of(visit, session)
    return [_("Rundown:"), *lines, ""] if lines else []

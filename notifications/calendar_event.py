"""A visit as a calendar event, for one kind of reader."""

from django.utils.translation import gettext as _

from notifications.addresses import calendar_uid, desk_url, page_url
from notifications.ical import CalendarEvent, Person
from notifications.ical.model import Status as CalendarStatus
from visits.models import Host, Officer, Status, Visit
from visits.queries import Session
from visits.words import day_words, hours_words

_ENDED = frozenset({Status.CANCELLED, Status.DECLINED, Status.EXPIRED})
_SETTLED = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW})


def calendar_status(visit: Visit) -> CalendarStatus:
    """TENTATIVE while held, CONFIRMED once approved, CANCELLED when it is over without a visit."""
    if visit.status in _ENDED:
        return "CANCELLED"
    return "CONFIRMED" if visit.status in _SETTLED else "TENTATIVE"


def for_contact(visit: Visit, session: Session, host: Host) -> CalendarEvent:
    """For the delegation's contact: their own page, and no officer's address."""
    attendee = Person(address=visit.contact_email, name=visit.contact_name)
    return _event(visit, session, host, url=page_url(visit), attendees=(attendee,))


def for_officer(visit: Visit, session: Session, host: Host, officer: Officer) -> CalendarEvent:
    """For one of the host's officers: the desk, and no contact's address."""
    attendee = Person(address=officer.email, name=officer.name)
    return _event(visit, session, host, url=desk_url(visit), attendees=(attendee,), private=True)


def for_staff(visit: Visit, session: Session, host: Host) -> CalendarEvent:
    """For feeds of staff, agencies, officers and rooms."""
    return _event(visit, session, host, url=desk_url(visit), private=True)


def for_public(visit: Visit, session: Session, host: Host) -> CalendarEvent:
    """For anybody: the region where the host publishes it, otherwise only that it is taken."""
    names = host.public_names
    return CalendarEvent(
        uid=calendar_uid(visit, host),
        sequence=visit.sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=str(session.starts_at.tzinfo),
        created_at=visit.created_at,
        changed_at=visit.changed_at,
        summary=_("Study visit: %(region)s") % {"region": visit.region.full_name}
        if names
        else _("Taken"),
        location=session.room_name,
        organizer=Person(address=host.email, name=host.name),
        status=calendar_status(visit),
    )


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
        summary=_("Study visit: %(institution)s") % {"institution": visit.institution},
        description=_description(visit, session, host, url),
        location=", ".join(part for part in (session.room_name, host.name, host.address) if part),
        geo=(float(host.latitude), float(host.longitude))
        if host.latitude is not None and host.longitude is not None
        else None,
        url=url,
        organizer=Person(address=host.email, name=host.name),
        attendees=attendees,
        status=calendar_status(visit),
        categories=(_("Study visit"),),
        private=private,
    )


def _description(visit: Visit, session: Session, host: Host, url: str) -> str:
    hours = hours_words(session.starts_at, session.ends_at)
    lines = [
        f"{visit.institution}, {visit.region.label}",
        f"{day_words(session.date)}, {hours}",
        _("%(people)d people, led by %(leader)s")
        % {"people": visit.people, "leader": f"{visit.leader_name} ({visit.leader_position})"},
        "",
        visit.purpose,
        "",
        _("Host: %(host)s, %(phone)s") % {"host": host.name, "phone": host.phone}
        if host.phone
        else _("Host: %(host)s") % {"host": host.name},
        url,
    ]
    return "\n".join(lines)

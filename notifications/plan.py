"""Who is told what: one table from the kind of event to the messages it makes.

docs/messages.md shows the same table, and a test compares the two.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from notifications.models import Message
from visits.models import Host, Officer, Status, Visit, VisitEvent


class To(StrEnum):
    """A kind of reader."""

    CONTACT = "contact"
    OFFICERS = "officers"
    HOST = "host"


class Calendar(StrEnum):
    """What the message does to the reader's calendar (RFC 5546)."""

    NONE = ""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Line:
    """One line of the plan: reader, template, calendar."""

    to: To
    template: str
    calendar: Calendar = Calendar.NONE


Kind = VisitEvent.Kind
_RECEIPT = (Line(To.CONTACT, "received"), Line(To.HOST, "new_request"))
_INVITE = (
    Line(To.CONTACT, "approved", Calendar.REQUEST),
    Line(To.OFFICERS, "officer_invited", Calendar.REQUEST),
)

PLAN: dict[str, tuple[Line, ...]] = {
    # A request whose address is confirmed already (staff, another system) gets the receipt.
    Kind.SUBMITTED: (Line(To.CONTACT, "confirm_address"),),
    Kind.VERIFIED: _RECEIPT,
    Kind.APPROVED: _INVITE,
    Kind.ACCEPTED: (*_INVITE, Line(To.HOST, "proposal_accepted")),
    Kind.DECLINED: (Line(To.CONTACT, "declined"),),
    Kind.PROPOSED: (Line(To.CONTACT, "proposed"),),
    Kind.CANCELLED: (
        Line(To.CONTACT, "cancelled", Calendar.CANCEL),
        Line(To.OFFICERS, "officer_cancelled", Calendar.CANCEL),
        Line(To.HOST, "cancelled_notice"),
    ),
    Kind.EXPIRED: (Line(To.CONTACT, "expired"),),
    # Only once there is an invitation to change.
    Kind.ASSIGNED: (Line(To.OFFICERS, "officer_invited", Calendar.REQUEST),),
    Kind.AMENDED: (
        Line(To.CONTACT, "changed", Calendar.REQUEST),
        Line(To.OFFICERS, "officer_changed", Calendar.REQUEST),
    ),
    Kind.LINK_ASKED: (Line(To.CONTACT, "link"),),
    Kind.WAITLISTED: (),
    Kind.CHECKED_IN: (),
    Kind.COMPLETED: (),
    Kind.NO_SHOW: (),
}


@dataclass(frozen=True)
class Letter:
    """One message to make: to whom, in which language and words, with which calendar method."""

    recipient: str
    template: str
    calendar: Calendar
    language: str
    officer: Officer | None = None


def letters(event: VisitEvent, visit: Visit, host: Host) -> list[Letter]:
    """The messages that `event` makes for the visit as it is now.

    Raises KeyError for a kind that is not in the plan. One letter a recipient: the first wins.
    """
    lines = PLAN[event.kind]
    if event.kind == Kind.SUBMITTED and event.to_status != Status.UNVERIFIED:
        lines = _RECEIPT
    elif event.kind == Kind.SUBMITTED and visit.status != Status.UNVERIFIED:
        return []
    if _overtaken(lines, visit):
        return []
    found: dict[str, Letter] = {}
    for line in lines:
        for letter in _of_line(line, event, visit, host):
            found.setdefault(letter.recipient, letter)
    return list(found.values())


def _overtaken(lines: tuple[Line, ...], visit: Visit) -> bool:
    """Whether there is nothing to invite to (any more): a later event tells the rest."""
    invites = any(line.calendar == Calendar.REQUEST for line in lines)
    return invites and visit.status != Status.CONFIRMED


def _of_line(line: Line, event: VisitEvent, visit: Visit, host: Host) -> Iterator[Letter]:
    if line.to == To.HOST:
        yield Letter(host.email.lower(), line.template, Calendar.NONE, "id")
    elif line.to == To.CONTACT:
        address = visit.contact_email.lower()
        calendar = line.calendar
        if calendar == Calendar.CANCEL and not _was_invited(visit, address):
            calendar = Calendar.NONE
        yield Letter(address, line.template, calendar, visit.language)
    else:
        yield from _officers(line, event, visit)


def _officers(line: Line, event: VisitEvent, visit: Visit) -> Iterator[Letter]:
    for officer in visit.officers.order_by("pk"):
        address = officer.email.lower()
        invited = _was_invited(visit, address)
        if line.calendar == Calendar.CANCEL and not invited:
            continue
        template = line.template
        if line.calendar == Calendar.REQUEST and invited:
            template = "officer_changed"
        yield Letter(address, template, line.calendar, officer.language, officer)
    removed = event.data.get("removed", []) if event.kind == Kind.ASSIGNED else []
    for officer in Officer.objects.filter(pk__in=removed):
        address = officer.email.lower()
        if _was_invited(visit, address):
            yield Letter(address, "officer_cancelled", Calendar.CANCEL, officer.language, officer)


def _was_invited(visit: Visit, address: str) -> bool:
    """Whether the reader's calendar holds an invitation that was not called off since."""
    last = (
        Message.objects.filter(visit=visit, recipient=address)
        .exclude(method="")
        .order_by("-id")
        .first()
    )
    return last is not None and last.method == Calendar.REQUEST

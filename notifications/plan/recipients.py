"""An event's messages: each line of the plan made concrete for the readers whom it concerns."""

from collections.abc import Iterator
from dataclasses import dataclass

from notifications.models import BadAddress, Message
from notifications.plan.invitations import MOVES
from notifications.plan.table import PLAN, Calendar, Kind, Line, To
from visits.language.emails import mail_address
from visits.models import Host, Officer, Visit, VisitEvent

# The words fit whether this reader's calendar holds an invitation already.
_FIRST = {
    "changed": "approved",
    "moved": "approved",
    "officer_changed": "officer_invited",
    "officer_moved": "officer_invited",
    "rundown": "approved",
    "officer_rundown": "officer_invited",
}
_CHANGES = (Kind.AMENDED, Kind.ASSIGNED, Kind.AGENDA_SENT)
_AGAIN = {"approved": "changed", "officer_invited": "officer_changed"}


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
    found: dict[str, Letter] = {}
    overtaken = event.kind in _CHANGES and _moves_since(event, visit)
    for line in PLAN[event.kind]:
        if not line.only(event, visit) or (overtaken and line.calendar == Calendar.REQUEST):
            continue
        for letter in _of_line(line, event, visit, host):
            found.setdefault(letter.recipient, letter)
    return list(found.values())


def _moves_since(event: VisitEvent, visit: Visit) -> bool:
    """Whether a move is still to be told, whose letter shows this change too (calendars.md 8)."""
    return visit.events.filter(MOVES, id__gt=event.pk, told_at=None).exists()


def _of_line(line: Line, event: VisitEvent, visit: Visit, host: Host) -> Iterator[Letter]:
    # Without an address there is nobody to write to; the desk shows whom to tell by WhatsApp.
    contact = mail_address(visit.contact_email)
    if line.to == To.HOST:
        yield Letter(mail_address(host.email), line.template, Calendar.NONE, "id")
    elif line.to == To.CONTACT:
        if contact:
            yield from _contact(line, contact, visit)
    elif line.to == To.FORMER_CONTACT:
        invited = line.calendar == Calendar.CANCEL
        former = _invited_contacts(visit) if invited else _contacts_before(event, visit, host)
        for address in former - {contact}:
            yield Letter(address, line.template, line.calendar, visit.language)
    else:
        yield from _officers(line, event, visit)


def _contact(line: Line, address: str, visit: Visit) -> Iterator[Letter]:
    held = _held_by(visit, address)
    if line.calendar == Calendar.CANCEL and not held:
        yield Letter(address, line.template, Calendar.NONE, visit.language)
    elif line.calendar != Calendar.REQUEST or _is_news(held, visit):
        template = _fitting(line, held)
        yield Letter(address, template, line.calendar, visit.language)


def _officers(line: Line, event: VisitEvent, visit: Visit) -> Iterator[Letter]:
    for officer in visit.officers.order_by("pk"):
        address = mail_address(officer.email)
        held = _held_by(visit, address)
        wanted = held if line.calendar == Calendar.CANCEL else _is_news(held, visit)
        if wanted:
            template = _fitting(line, held)
            yield Letter(address, template, line.calendar, officer.language, officer)
    removed = event.data.get("removed", []) if event.kind == Kind.ASSIGNED else []
    for officer in Officer.objects.filter(pk__in=removed).exclude(visits=visit).order_by("pk"):
        address = mail_address(officer.email)
        if _held_by(visit, address):
            yield Letter(address, "officer_cancelled", Calendar.CANCEL, officer.language, officer)


def _fitting(line: Line, held: Message | None) -> str:
    if line.calendar != Calendar.REQUEST:
        return line.template
    return (_AGAIN if held else _FIRST).get(line.template, line.template)


def _held_by(visit: Visit, address: str) -> Message | None:
    """The invitation that the reader's calendar holds: the last one, if not called off since.

    One that failed reached nobody.
    """
    told = Message.objects.filter(visit=visit, recipient=address).exclude(method="")
    last = told.exclude(state=Message.State.DEAD).order_by("-id").first()
    return last if last and last.method == Calendar.REQUEST else None


def _is_news(held: Message | None, visit: Visit) -> bool:
    # Of two changes close together the first message shows both (calendars.md 8).
    return held is None or held.sequence < visit.sequence


def _contacts_before(event: VisitEvent, visit: Visit, host: Host) -> set[str]:
    """Where the last letter to the contact before `event` went.

    None where that only asked to confirm an address, perhaps a stranger's, or did not arrive.
    """
    told = Message.objects.filter(visit=visit, officer=None, event_id__lt=event.pk)
    last = told.exclude(recipient=host.email).order_by("-id").first()
    if last is None or last.template == "confirm_address":
        return set()
    return {last.recipient} - set(BadAddress.objects.values_list("address", flat=True))


def _invited_contacts(visit: Visit) -> set[str]:
    told = Message.objects.filter(visit=visit, officer=None).exclude(method="")
    addresses = set(told.values_list("recipient", flat=True))
    return {address for address in addresses if _held_by(visit, address)}

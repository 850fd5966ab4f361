"""Who is told what: one table from the kind of event to the messages it makes.

docs/messages.md shows the same table, and a test compares the two. Who the readers are, and which
of them need not hear of it, is in recipients.py; what the clock brings, in reminders.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from notifications.plan import conditions as when
from visits.models import Visit, VisitEvent

Kind = VisitEvent.Kind


class To(StrEnum):
    """A kind of reader."""

    CONTACT = "contact"
    FORMER_CONTACT = "former_contact"
    OFFICERS = "officers"
    HOST = "host"


class Calendar(StrEnum):
    """What the message does to the reader's calendar (RFC 5546)."""

    NONE = ""
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Line:
    """One line of the plan: reader, template, calendar, and the condition under which it speaks."""

    to: To
    template: str
    calendar: Calendar = Calendar.NONE
    only: Callable[[VisitEvent, Visit], bool] = when.always


def _receipt(only: Callable[[VisitEvent, Visit], bool]) -> tuple[Line, ...]:
    return (
        Line(To.CONTACT, "received", only=only),
        Line(To.HOST, "new_request", only=only),
    )


_INVITE = (
    Line(To.CONTACT, "approved", Calendar.REQUEST, when.confirmed),
    Line(To.OFFICERS, "officer_invited", Calendar.REQUEST, when.confirmed),
)


def _moved(only: Callable[[VisitEvent, Visit], bool]) -> tuple[Line, ...]:
    return (
        Line(To.CONTACT, "moved", Calendar.REQUEST, only),
        Line(To.OFFICERS, "officer_moved", Calendar.REQUEST, only),
    )


_MOVE = _moved(when.confirmed)

PLAN: dict[str, tuple[Line, ...]] = {
    Kind.SUBMITTED: (
        Line(To.CONTACT, "confirm_address", only=when.address_unconfirmed),
        *_receipt(when.address_trusted),
    ),
    Kind.VERIFIED: _receipt(when.not_ended),
    Kind.APPROVED: _INVITE,
    # What staff proposed is confirmed by that; an offer of the waiting list becomes a request.
    Kind.ACCEPTED: (
        *_INVITE,
        Line(To.HOST, "proposal_accepted", only=when.confirmed),
        Line(To.CONTACT, "received", only=when.awaiting_decision),
        Line(To.HOST, "offer_accepted", only=when.awaiting_decision),
    ),
    Kind.REFUSED: (Line(To.HOST, "refused"),),
    Kind.DECLINED: (Line(To.CONTACT, "declined"),),
    Kind.PROPOSED: (Line(To.CONTACT, "proposed", only=when.still_proposed),),
    Kind.CANCELLED: (
        Line(To.CONTACT, "cancelled", Calendar.CANCEL),
        Line(To.OFFICERS, "officer_cancelled", Calendar.CANCEL),
        Line(To.HOST, "cancelled_notice"),
    ),
    Kind.EXPIRED: (Line(To.CONTACT, "expired"),),
    Kind.ASSIGNED: (Line(To.OFFICERS, "officer_invited", Calendar.REQUEST, when.confirmed),),
    Kind.AMENDED: (
        Line(To.CONTACT, "confirm_address", only=when.new_address_unconfirmed),
        Line(To.CONTACT, "received", only=when.new_address_waiting),
        Line(To.CONTACT, "changed", Calendar.REQUEST, when.shown_change),
        Line(To.OFFICERS, "officer_changed", Calendar.REQUEST, when.shown_change),
        Line(To.FORMER_CONTACT, "no_longer_contact", Calendar.CANCEL, when.shown_change),
        Line(To.FORMER_CONTACT, "no_longer_contact", only=when.request_has_new_address),
    ),
    Kind.LINK_ASKED: (
        Line(To.CONTACT, "confirm_address", only=when.address_unconfirmed),
        Line(To.CONTACT, "link"),
    ),
    Kind.OFFERED: (Line(To.CONTACT, "offered", only=when.still_offered),),
    Kind.OFFER_LAPSED: (Line(To.CONTACT, "offer_lapsed", only=when.still_waiting),),
    Kind.WAIT_ENDED: (
        Line(To.CONTACT, "wait_ended"),
        Line(To.HOST, "ended_notice", only=when.no_address),
    ),
    Kind.PROPOSAL_ENDED: (Line(To.CONTACT, "proposal_ended"), Line(To.HOST, "ended_notice")),
    Kind.WISH_ENDED: (Line(To.CONTACT, "wish_ended", only=when.still_to_come),),
    Kind.MOVED: (*_MOVE, Line(To.CONTACT, "request_moved", only=when.moved_by_us)),
    Kind.MOVE_ASKED: (Line(To.HOST, "move_asked", only=when.by_delegation),),
    Kind.MOVE_KEPT: (Line(To.CONTACT, "move_kept"),),
    Kind.MERGED: (
        *_moved(when.came_along),
        Line(To.CONTACT, "request_moved", only=when.merged_by_us),
    ),
    Kind.SPLIT: (*_MOVE, Line(To.CONTACT, "request_moved", only=when.moved_by_us)),
    Kind.MISSING_ASKED: (Line(To.CONTACT, "missing_asked", only=when.still_missing),),
    Kind.MISSING_GIVEN: (Line(To.HOST, "missing_given"),),
    Kind.MESSAGED: (
        Line(To.CONTACT, "message_from_host", only=when.written_by_host),
        Line(To.HOST, "message_from_delegation", only=when.written_by_delegation),
    ),
    Kind.ANSWERED: (Line(To.HOST, "officer_answered", only=when.officer_cannot),),
    Kind.COMPLETED: (Line(To.CONTACT, "thank_you"),),
    Kind.WAITLISTED: (),
    Kind.CHECKED_IN: (),
    Kind.NO_SHOW: (),
    Kind.TAKEN_BACK: (),
    # Officers were told that it is off, and are invited anew by the approval.
    Kind.REOPENED: (Line(To.CONTACT, "reopened", only=when.awaiting_decision),),
    # Of the decision that it takes back nobody was told.
    Kind.UNDONE: (),
    Kind.REORDERED: (),
    Kind.NOTED: (),
    Kind.CONSENTED: (),
    Kind.PASSED_ON: (),
    Kind.DISPOSITION_GIVEN: (),
    Kind.DISPOSITION_DONE: (),
    Kind.DISPOSITION_RECALLED: (),
    Kind.DISPOSITION_REOPENED: (),
    Kind.PAPER_ISSUED: (),
    Kind.PAPER_SIGNED: (),
    Kind.PAPER_UNSIGNED: (),
    Kind.PAPER_SENT: (Line(To.CONTACT, "paper_sent"),),
    Kind.PAPER_HANDED_OVER: (),
    Kind.PAPER_KEPT_BACK: (),
    Kind.PAPER_REPLACED: (),
    Kind.PAPER_WITHDRAWN: (Line(To.CONTACT, "paper_withdrawn", only=when.was_sent),),
    Kind.PRESENCE_NOTED: (),
    Kind.PRESENCE_UNDONE: (),
    Kind.PRESENCE_DISPUTED: (Line(To.HOST, "presence_disputed"),),
    Kind.PRESENCE_ANSWERED: (Line(To.CONTACT, "presence_answered"),),
    # Edited as often as they like; the letters go when staff send them.
    Kind.AGENDA_SET: (),
    Kind.AGENDA_SENT: (
        Line(To.CONTACT, "rundown", Calendar.REQUEST, when.confirmed),
        Line(To.OFFICERS, "officer_rundown", Calendar.REQUEST, when.confirmed),
    ),
    Kind.LETTER_READ: (),
    Kind.LETTER_DUE_SET: (Line(To.CONTACT, "letter_due_changed", only=when.letter_due_stands),),
    Kind.LETTER_CAME: (),
    Kind.LETTER_LAPSED: (
        Line(To.CONTACT, "letter_lapsed", Calendar.CANCEL),
        Line(To.OFFICERS, "officer_cancelled", Calendar.CANCEL, when.was_confirmed),
        Line(To.HOST, "ended_notice"),
    ),
    Kind.IMPORTED: (),
}

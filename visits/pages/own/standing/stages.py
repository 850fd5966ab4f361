"""In which state a delegation meets its visit: its status, and what else changes the words."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from visits.life.letters.due import awaited_until
from visits.models import Status, Visit, VisitEvent
from visits.queries.visits import Place

Kind = VisitEvent.Kind


class Stage(StrEnum):
    """A state of a visit as its delegation meets it: by status, and by what else matters."""

    UNVERIFIED = "unverified"
    REQUESTED = "requested"
    LATE = "late"
    DAY_CLOSED = "day-closed"
    DAY_PASSED = "day-passed"
    WAITLISTED = "waitlisted"
    NUMBERED = "numbered"
    OTHER_DAYS = "other-days"
    OFFERED = "offered"
    OFFER_GONE = "offer-gone"
    PROPOSED = "proposed"
    PROPOSALS_GONE = "proposals-gone"
    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    JOINT = "joint"
    MOVED = "moved"
    WISHES = "wishes"
    CLOSED_SINCE = "closed-since"
    TODAY = "today"
    OVER = "over"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    PAST = "past"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    WAIT_ENDED = "wait-ended"
    PROPOSAL_ENDED = "proposal-ended"
    LETTER_LAPSED = "letter-lapsed"
    NO_SHOW = "no-show"


_ENDED = {
    Kind.WAIT_ENDED: Stage.WAIT_ENDED,
    Kind.PROPOSAL_ENDED: Stage.PROPOSAL_ENDED,
    Kind.LETTER_LAPSED: Stage.LETTER_LAPSED,
}


@dataclass(frozen=True)
class Known:
    """What the words hang on beside the visit itself.

    `place` is what its place is worth; `number` its turn on the waiting list; `ended` by which
    kind of event it lapsed.
    """

    now: dt.datetime
    place: Place = Place.NONE
    over: bool = False
    today: bool = False
    joint: bool = False
    moved: bool = False
    number: int | None = None
    other_days: bool = False
    offers_left: bool = False
    ended: str = ""


def stage_of(visit: Visit, known: Known) -> Stage:
    """In which state its delegation meets `visit`."""
    match Status(visit.status):
        case Status.REQUESTED:
            return _requested(visit, known)
        case Status.WAITLISTED if known.other_days:
            return Stage.OTHER_DAYS
        case Status.WAITLISTED:
            return Stage.NUMBERED if known.number else Stage.WAITLISTED
        case Status.PROPOSED if visit.offer_expires_at:
            return Stage.OFFERED if known.offers_left else Stage.OFFER_GONE
        case Status.PROPOSED:
            return Stage.PROPOSED if known.offers_left else Stage.PROPOSALS_GONE
        case Status.CONFIRMED:
            return _confirmed(visit, known)
        case Status.COMPLETED if visit.held_on:
            return Stage.PAST
        case Status.EXPIRED:
            return _ENDED.get(Kind(known.ended), Stage.EXPIRED) if known.ended else Stage.EXPIRED
        case status:
            return Stage(status.value.replace("_", "-"))


def _requested(visit: Visit, known: Known) -> Stage:
    if known.place == Place.OVER:
        return Stage.DAY_PASSED
    if known.place == Place.CLOSED:
        return Stage.DAY_CLOSED
    due = visit.reply_due_at
    # The page names the day, which is not over before its end.
    late = due is not None and timezone.localdate(due) < timezone.localdate(known.now)
    return Stage.LATE if late else Stage.REQUESTED


def _confirmed(visit: Visit, known: Known) -> Stage:
    found = {
        Stage.OVER: known.over,
        Stage.CLOSED_SINCE: known.place == Place.CLOSED,
        Stage.TODAY: known.today,
        Stage.WISHES: bool(visit.wished_slots),
        Stage.PROVISIONAL: awaited_until(visit) is not None,
        Stage.MOVED: known.moved,
        Stage.JOINT: known.joint,
    }
    return next((stage for stage, holds in found.items() if holds), Stage.CONFIRMED)

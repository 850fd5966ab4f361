"""Until when: answers of either side, sessions still to come, and the hours of a visit's own."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from scheduling import capacity
from scheduling.models import BookingRules, Reservation
from scheduling.rules.due import end_of_working_day_after, working_day_after
from scheduling.slots import Reason, SlotId
from visits.life.table import Action, Hours, allowed_actions
from visits.models import Status, Visit, VisitEvent
from visits.queries.visits import Session, session_of


def reply_due(now: dt.datetime) -> dt.datetime:
    """When the answer to a request is due that came `now` (aware), in the host's working days."""
    return working_day_after(now=now, days=BookingRules.load().reply_working_days)


def answer_due(slots: Sequence[SlotId], now: dt.datetime) -> dt.datetime:
    """Until when `slots`, proposed `now`, may be answered: the rule's working days, or their end.

    The last of these days counts whole, since letters name it; their end is the moment at which
    the last of them begins.
    """
    rules = BookingRules.load()
    last = max(begin_of(slot, rules.zone) for slot in slots)
    return min(end_of_working_day_after(now=now, days=rules.proposal_working_days), last)


def begin_of(slot: SlotId, zone: dt.tzinfo | None) -> dt.datetime:
    """When the session begins, in the host's `zone`."""
    return dt.datetime.combine(slot.date, slot.starts_at, zone)


def all_begun(slots: Sequence[str], now: dt.datetime) -> bool:
    """Whether every session of these ids has begun at `now`; True of none."""
    zone = BookingRules.load().zone
    return all(begin_of(SlotId.parse(text), zone) <= now for text in slots)


def check_still_ahead(slots: Sequence[SlotId], now: dt.datetime) -> None:
    """Raise Refused (too_late) for the first of `slots` that has begun at `now`."""
    # Lead time is staff's to judge, the past is not.
    zone = BookingRules.load().zone
    for slot in slots:
        if begin_of(slot, zone) <= now:
            raise capacity.Refused(Reason.TOO_LATE, slot)


def check_not_over(place: Reservation, *, now: dt.datetime, overrule: bool) -> None:
    """Raise Refused where nobody is promised `place` any more.

    That is too_late once it has ended, and too_soon from its begin unless staff `overrule`.
    """
    starts_at, ends_at = place.instants(BookingRules.load().zone)
    if ends_at <= now:
        raise capacity.Refused(Reason.TOO_LATE, place.slot)
    if starts_at <= now and not overrule:
        raise capacity.Refused(Reason.TOO_SOON, place.slot)


@dataclass(frozen=True)
class _Hours:
    starts_at: dt.datetime
    ends_at: dt.datetime


def hours_of(visit: Visit, session: Session | None) -> Hours | None:
    """By when `visit` may have taken place, for the table; None where nothing says so.

    These are the hours of its own `session`, if it has one. What was proposed to it counts too: as
    long as one of those sessions is to come, it is not over; nor is what waits without a place,
    which ends by itself (waiting_list.py).
    """
    own: Hours | None = session if session is not None and not session.given_back else None
    if visit.status != Status.PROPOSED or not visit.proposed_slots:
        return own
    zone = own.starts_at.tzinfo if own else BookingRules.load().zone
    last = max(begin_of(slot, zone) for slot in map(SlotId.parse, visit.proposed_slots))
    return own if own and own.starts_at >= last else _Hours(last, last)


def hours_now(visit: Visit) -> Hours | None:
    """The same, where the caller has not looked the session up."""
    return hours_of(visit, session_of(visit))


def allowed_now(
    visit: Visit, by: VisitEvent.By, *, now: dt.datetime, session: Session | None = None
) -> list[Action]:
    """What someone of kind `by` may do to `visit` at this moment, as table.allowed_actions says.

    `session` is the visit's, where the caller has looked it up.
    """
    hours = hours_of(visit, session) if session else hours_now(visit)
    return allowed_actions(visit, by, hours=hours, now=now)


def is_over(visit: Visit, session: Session | None, *, now: dt.datetime) -> bool:
    """Whether the hours of `visit` have passed, whose `session` this is."""
    hours = hours_of(visit, session)
    return hours is not None and hours.ends_at <= now

"""Until when: the host's answer, and sessions that are still to come."""

import datetime as dt
from collections.abc import Sequence

from scheduling import capacity
from scheduling.models import BookingRules
from scheduling.sessions.working_days import working_day_after
from scheduling.slots import Reason, SlotId


def reply_due(now: dt.datetime) -> dt.datetime:
    """When the answer to a request is due that came `now` (aware), in the host's working days."""
    return working_day_after(now=now, days=BookingRules.load().reply_working_days)


def check_still_ahead(slots: Sequence[SlotId], now: dt.datetime) -> None:
    """Raise Refused (too_soon) for the first of `slots` that has begun at `now`."""
    # Lead time is staff's to judge, the past is not.
    zone = BookingRules.load().zone
    for slot in slots:
        if dt.datetime.combine(slot.date, slot.starts_at, zone) <= now:
            raise capacity.Refused(Reason.TOO_SOON, slot)

"""Joint visits decided together: one is approved, and with it those who come along.

Each keeps its own status and its own transaction: what stands against one of them stops no other.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from visits.history.events import Actor
from visits.life.deadlines import allowed_now
from visits.life.deciding import approve
from visits.life.table import Action
from visits.models import Officer, Visit, VisitEvent
from visits.queries.visits import Session


def may_come_along(companion: Visit, *, session: Session | None, now: dt.datetime) -> bool:
    """Whether staff may approve one of a joint visit, whose `session` all have; no query."""
    staff = VisitEvent.By.STAFF
    return Action.APPROVE in allowed_now(companion, staff, now=now, session=session)


def approve_along(
    visit: Visit,
    *,
    officers: Sequence[Officer],
    receiving: Officer | None,
    by: Actor,
    now: dt.datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Approve `visit` in the session that it shares, received by the same `officers`.

    Whoever was named for it before stays instead. Raises what deciding.approve does.
    """
    named: dict[str, Any] = {}
    if officers and not visit.assignments.exists():
        named = {"officers": officers, "receiving": receiving}
    return approve(visit, by=by, now=now, override_reason=override_reason, version=version, **named)

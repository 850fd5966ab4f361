"""Which closure lies on a session."""

import datetime as dt
from collections.abc import Iterable

from scheduling.models import Closure
from scheduling.sessions.timetable import Session


def closure_on(session: Session, day: dt.date, closures: Iterable[Closure]) -> Closure | None:
    """The first of `closures` that takes the session on that day, or a part of it."""
    for closure in closures:
        if (
            closure.starts_on <= day <= closure.ends_on
            and closure.room_id in (None, session.room_id)
            and (closure.starts_at is None or closure.starts_at < session.ends_at)
            and (closure.ends_at is None or closure.ends_at > session.starts_at)
        ):
            return closure
    return None

"""A paper that nobody needs: said once, it waits for nobody any more; taken back at any time."""

import datetime as dt

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.models import PaperKind, PaperNotNeeded, Visit


@again
def waive(visit: Visit, kind: PaperKind, *, by: Actor, now: dt.datetime) -> bool:
    """Note that the visit needs no paper of `kind`; gives whether that is new."""
    _row, new = PaperNotNeeded.objects.get_or_create(
        visit=visit, kind=kind, defaults={"said_by_id": by.user_id, "said_at": now}
    )
    return new


@again
def want(visit: Visit, kind: PaperKind) -> bool:
    """Take it back; gives whether it was noted."""
    count, _rows = PaperNotNeeded.objects.filter(visit=visit, kind=kind).delete()
    return bool(count)

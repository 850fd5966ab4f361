"""Where one goes after a decision: to the next thing that waits."""

import datetime as dt

from django.http import HttpRequest

from visits.models import Visit
from visits.pages.desk.inbox.queue import Filter, queue_of


def next_after(request: HttpRequest, visit: Visit, now: dt.datetime) -> tuple[bool, str]:
    """Whether `visit` waits for staff at all, and the reference of what they go on with, or "".

    That is the next to be decided in the inbox's order, from its end the first of those passed
    over; then what else is to be acted on. Where the visit was opened from a filtered list, only
    what that shows.
    """
    queue = queue_of(request, now, Filter.before(request))
    rows = [row.obligation for group in queue.groups for row in group.rows]
    ours = [o for o in rows if o.ours and o.visit is not None]
    # Those to be decided stand first.
    order = list(dict.fromkeys(o.visit.reference for o in ours if o.visit is not None))
    decide = {o.visit.reference for o in ours if o.visit is not None and o.to_decide}
    at = order.index(visit.reference) if visit.reference in order else -1
    turned = [*order[at + 1 :], *order[: max(at, 0)]]
    turned.sort(key=lambda reference: reference not in decide)
    return at >= 0, turned[0] if turned else ""

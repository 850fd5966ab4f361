"""Whether a pass has anything to do, by two statements: beat looks here before it asks for one.

Who changes something nudges a worker. This finds what the clock makes due, and what was changed
where the nudge was lost. It may say yes for nothing; what hangs on hours and days alone (a letter's
deadline, the last day that somebody waits for) it leaves to the pass that is made once a minute in
any case. docs/decisions/0273-a-glance-before-a-pass.md
"""

import datetime as dt

from django.db.models import Exists

from notifications.inbox.reading import to_be_read
from notifications.models import ResetRequest
from notifications.outbox import claiming, relay
from notifications.webhooks import calling
from scheduling import places
from scheduling.database import marks
from visits.inbox import counting
from visits.papers.life import making

# The marks when this process last looked.
_seen: marks.Mark | None = None


def pass_is_needed(*, now: dt.datetime) -> bool:
    """Whether anything changed since this was last asked here, or is due at `now`.

    Two statements. Raises what the database raises.
    """
    global _seen
    before, _seen = _seen, marks.read()
    return before != _seen or not _calm(now)


def _calm(now: dt.datetime) -> bool:
    """Whether the last pass was noted within a minute, and nothing is due; one statement."""
    due = (
        places.run_out(now),
        making.due(now),
        ResetRequest.objects.all(),
        relay.untold(now),
        claiming.due(now),
        calling.due(now),
        to_be_read(now),
    )
    return counting.noted(now=now).filter(*(~Exists(rows) for rows in due)).exists()

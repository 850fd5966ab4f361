"""The rundown on the visit's page: what stands, what differs, and what can be done with it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from visits.agenda.items import as_kept, of_rows
from visits.agenda.reading import Rundown, rundown_of
from visits.life.rundown.setting import Unsent, unsent
from visits.life.table import LIFE, Action, By, over_since
from visits.models import Visit, VisitEvent
from visits.queries.visits import Session


@dataclass(frozen=True)
class Block:
    """`sets`: whether the reader may change it; `changed`: whether it ever was.

    `unsent` is what mails have not told; `differing` are those of the same place whose rundown is
    another one.
    """

    found: Rundown
    sets: bool
    changed: bool
    unsent: Unsent | None
    differing: Sequence[Visit]

    @property
    def end(self) -> dt.datetime | None:
        """When the last item ends."""
        return self.found.items[-1].ends_at if self.found.items else None


def block_for(
    visit: Visit,
    session: Session | None,
    *,
    decides: bool,
    events: Sequence[VisitEvent],
    companions: Sequence[Visit],
    now: dt.datetime,
) -> Block | None:
    """The block, or None where there is nothing to show; `events` of the visit, newest first.

    One query for the visit's own rundown and one for each companion's, where there is one.
    """
    if session is None or session.given_back:
        return None
    sets = decides and visit.status in LIFE[Action.SET_AGENDA].comes_from(By.STAFF)
    found = rundown_of(visit, session)
    if not (sets or found):
        return None
    sends = (
        sets
        and found.fits
        and visit.status in LIFE[Action.SEND_AGENDA].comes_from(By.STAFF)
        and over_since(Action.SEND_AGENDA, By.STAFF, session, now=now) is None
    )
    return Block(
        found=found,
        sets=sets,
        changed=any(event.kind == VisitEvent.Kind.AGENDA_SET for event in events),
        unsent=unsent(events) if sends else None,
        differing=[
            other for other in companions if other.agenda_from and _differ(found, other, session)
        ],
    )


def _differ(found: Rundown, other: Visit, session: Session) -> bool:
    theirs = rundown_of(other, session)
    start = session.starts_at
    return bool(theirs) and (
        as_kept(of_rows(theirs.items), start) != as_kept(of_rows(found.items), start)
    )

"""What a delegation may still change, and until when."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from scheduling.models import BookingRules
from visits import workflow
from visits.events import Actor
from visits.models import Participant, Visit, VisitEvent
from visits.queries import session_of
from visits.requests import Person


class TooLate(Exception):
    """The cut-off has passed; `cut_off` was the moment (aware, host's zone)."""

    def __init__(self, cut_off: dt.datetime) -> None:
        super().__init__(str(cut_off))
        self.cut_off = cut_off


def cut_off_of(visit: Visit) -> dt.datetime | None:
    """The end of the last day on which the delegation may change its details.

    By the rules that is `participants_due_days` before the visit (domain.md: H-2); None while
    the visit has no session.
    """
    session = session_of(visit)
    if session is None or session.given_back:
        return None
    midnight = session.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - dt.timedelta(days=BookingRules.load().participants_due_days - 1)


def amend(
    visit: Visit,
    *,
    changes: dict[str, Any],
    participants: Sequence[Person] | None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Visit:
    """Change headcount, contact, notes and (None: as they are) the list of participants.

    All or nothing. Raises TooLate for a delegation after the cut-off, and what workflow.amend does.
    """
    with transaction.atomic():
        cut_off = cut_off_of(visit)
        if by.kind == VisitEvent.By.DELEGATION and cut_off is not None and now >= cut_off:
            raise TooLate(cut_off)
        if participants is not None:
            rows = [
                Participant(
                    visit=visit,
                    number=number,
                    name=person.name,
                    position=person.position,
                    grade=person.grade,
                    nip=person.nip,
                )
                for number, person in enumerate(participants, start=1)
            ]
            changes = {**changes, "participants": rows}
        return workflow.amend(visit, changes=changes, by=by, now=now, version=version)

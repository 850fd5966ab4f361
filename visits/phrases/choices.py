"""A delegation's choices by their rank, and which of them it got."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext, pgettext

from scheduling.slots import Slot, SlotId
from visits.language.dates import day_words, time_words
from visits.models import Status, Visit
from visits.queries.visits import Session


def not_the_first(visit: Visit, session: Session | None) -> str:
    """Why a request holds its second or third choice; empty where it does not, or is decided on."""
    if visit.status not in (Status.UNVERIFIED, Status.REQUESTED) or session is None:
        return ""
    wishes = visit.preferred_slots
    rank = wishes.index(session.slot_id) + 1 if session.slot_id in wishes else 0
    if session.given_back or rank < 2:
        return ""
    first = SlotId.parse(wishes[0])
    words = gettext("Your first choice, %(first)s, was no longer free. This is your %(rank)s.")
    return words % {
        "first": f"{day_words(first.date)}, {time_words(first.starts_at)}",
        "rank": pgettext("session", "second choice")
        if rank == 2
        else pgettext("session", "third choice"),
    }


def ranks_on(chosen: Sequence[Slot], date: dt.date) -> list[int]:
    """The ranks, from 1, of those of the choices that are on that day."""
    return [rank for rank, slot in enumerate(chosen, start=1) if slot.date == date]

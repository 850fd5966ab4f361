"""The rundown as its readers are shown it, and whether it fits the session at all."""

from collections.abc import Sequence
from dataclasses import dataclass

from visits.models import AgendaItem, Visit
from visits.queries.visits import Session


@dataclass(frozen=True)
class Rundown:
    """The items of a visit in order, with their officers; `fits` unless one is out of the session.

    Empty where the visit has none, or no session for it.
    """

    items: Sequence[AgendaItem] = ()
    fits: bool = True

    @property
    def shown(self) -> Sequence[AgendaItem]:
        """What others than staff see: nothing that does not fit, since it cannot take place so."""
        return self.items if self.fits else ()

    def __bool__(self) -> bool:
        return bool(self.items)


def rundown_of(visit: Visit, session: Session | None) -> Rundown:
    """The rundown of `visit` in its `session`; one query, and none where there is no rundown."""
    if visit.agenda_from is None or session is None or session.given_back:
        return Rundown()
    items = [*_items_of(visit)]
    fits = all(
        session.starts_at <= item.starts_at and item.ends_at <= session.ends_at for item in items
    )
    return Rundown(items, fits)


def _items_of(visit: Visit) -> Sequence[AgendaItem]:
    if "agenda" in getattr(visit, "_prefetched_objects_cache", {}):
        return list(visit.agenda.all())
    return list(visit.agenda.select_related("officer"))


def who_leads(item: AgendaItem) -> str:
    """Who leads an item: the officer's name, or what was written; "" where nobody is named."""
    return item.officer.name if item.officer else item.speaker

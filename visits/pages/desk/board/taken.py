"""Who has the places of a range of dates, read once for the board."""

import datetime as dt
from dataclasses import dataclass, field

from scheduling.models import Reservation, Share, Waiting
from scheduling.sharing import waiting
from scheduling.slots import SlotId
from visits.models import Assignment, Visit


@dataclass(frozen=True)
class Card:
    """A place that is taken: by one visit, or by those of a joint one, the holder first."""

    slot_id: str
    visits: list[Visit]
    receiving: Assignment | None
    held: bool
    closed: bool = False

    @property
    def visit(self) -> Visit:
        """The one that holds the place."""
        return self.visits[0]

    @property
    def starts_at(self) -> dt.time:
        """When its session begins, in the host's time."""
        return SlotId.parse(self.slot_id).starts_at

    @property
    def joint(self) -> bool:
        """Whether several are received together."""
        return len(self.visits) > 1

    @property
    def others(self) -> list[str]:
        """The institutions that come with the holder."""
        return [visit.institution for visit in self.visits[1:]]

    @property
    def people_together(self) -> int:
        """How many come in all."""
        return sum(visit.people for visit in self.visits)

    @property
    def people(self) -> str:
        """ "9 + 7"."""
        return " + ".join(str(visit.people) for visit in self.visits)


@dataclass
class Taken:
    """The active places of a range of dates with their visits; made by `load`."""

    reservations: list[Reservation]
    owners: dict[int, list[str]]
    visits: dict[str, Visit]
    named: dict[int, list[Assignment]]
    queue: list[Waiting]
    cards: dict[str, Card] = field(default_factory=dict)
    by_day: dict[dt.date, list[Card]] = field(default_factory=dict)
    places: dict[str, Reservation] = field(default_factory=dict)

    @classmethod
    def load(cls, *, first: dt.date, last: dt.date, waits: bool = False) -> "Taken":
        """Four queries, and with `waits`, who waits for a place of any week, one more."""
        active = Reservation.objects.exclude(state=Reservation.State.RELEASED)
        active = active.filter(date__range=(first, last)).select_related("room")
        reservations = list(active.order_by("date", "starts_at"))
        owners = {place.pk: [place.owner] for place in reservations}
        for share in Share.objects.filter(reservation__in=owners).order_by("id"):
            owners[share.reservation_id].append(share.owner)
        queue = waiting.queue() if waits else []
        keys = [owner for group in owners.values() for owner in group]
        keys += [entry.owner for entry in queue]
        uids = [key.removeprefix("visit:") for key in keys]
        found = Visit.objects.filter(uid__in=uids).select_related("region__province")
        visits = {visit.owner_key: visit for visit in found}
        named: dict[int, list[Assignment]] = {}
        pks = [visit.pk for visit in visits.values()]
        for assignment in Assignment.objects.filter(visit__in=pks).select_related("officer"):
            named.setdefault(assignment.visit_id, []).append(assignment)
        taken = cls(reservations, owners, visits, named, queue)
        for place in reservations:
            taken._add(place)
        return taken

    def _add(self, place: Reservation) -> None:
        group = [self.visits[owner] for owner in self.owners[place.pk] if owner in self.visits]
        if not group:
            return
        card = Card(
            slot_id=place.slot_id,
            visits=group,
            receiving=self.receiving(group[0]),
            held=place.state == Reservation.State.HOLD,
        )
        self.cards[place.slot_id] = card
        self.by_day.setdefault(place.date, []).append(card)
        self.places[place.slot_id] = place

    def receiving(self, visit: Visit) -> Assignment | None:
        """Who of the host's receives it."""
        named = self.named.get(visit.pk, ())
        return next((a for a in named if a.role == Assignment.Role.RECEIVING), None)

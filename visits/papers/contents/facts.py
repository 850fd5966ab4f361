"""All that papers of one visit are made from, read once for as many papers as are made."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduling.models import BookingRules
from visits.models import (
    AgendaItem,
    Assignment,
    Host,
    PaperForm,
    Participant,
    Presence,
    Stationery,
    Topic,
    Visit,
)
from visits.queries.visits import Session, session_of


class CannotBeMade(ValueError):
    """A paper that the visit does not give; `code` says why (docs/papers.md).

    `undecided`: a reply before there is a decision; `no_session`: the visit has no place;
    `no_agenda`: a rundown without items; `no_officers`: nobody to send; `no_names`: badges for
    nobody; `no_participant`: the paper is one person's; `not_over`: a certificate before the day is
    over; `not_present`: nobody noted that this person came, or anybody; `unknown_kind`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class House:
    """The host as its papers show it, at `now` (aware); `language` is that of the paper."""

    host: Host
    stationery: Stationery
    forms: Mapping[str, PaperForm]
    language: str
    zone: ZoneInfo
    now: dt.datetime


@dataclass(frozen=True)
class Facts(House):
    """One visit as its papers see it. `present` is by participant's id."""

    visit: Visit
    session: Session | None
    participants: tuple[Participant, ...]
    present: Mapping[int, Presence]
    officers: tuple[Assignment, ...]
    agenda: tuple[AgendaItem, ...]
    topics: tuple[Topic, ...]

    @property
    def over(self) -> bool:
        """Whether its day is over: from then on only who was there counts."""
        if self.visit.left_at is not None:
            return True
        today = self.now.astimezone(self.zone).date()
        return self.session is not None and self.session.date < today

    @property
    def receiving(self) -> Assignment | None:
        """The officer who receives them."""
        return next((a for a in self.officers if a.role == Assignment.Role.RECEIVING), None)

    def had_session(self) -> Session:
        """The session; raises CannotBeMade where the visit has none."""
        if self.session is None or self.session.given_back:
            raise CannotBeMade("no_session")
        return self.session


def house_of(*, language: str, now: dt.datetime) -> House:
    """The host: four queries."""
    return House(
        host=Host.load(),
        stationery=Stationery.load(),
        forms={form.kind: form for form in PaperForm.objects.select_related("signatory")},
        language="en" if language == "en" else "id",
        zone=BookingRules.load().zone,
        now=now,
    )


def facts_of(visit: Visit, *, now: dt.datetime) -> Facts:
    """Everything at once: a dozen queries, however many papers follow."""
    house = house_of(language=visit.language, now=now)
    return Facts(
        **vars(house),
        visit=visit,
        session=session_of(visit),
        participants=tuple(visit.participants.order_by("number")),
        present={row.participant_id: row for row in Presence.objects.filter(visit=visit)},
        officers=tuple(visit.assignments.select_related("officer__agency").order_by("-role", "id")),
        agenda=tuple(visit.agenda.select_related("officer").order_by("starts_at")),
        topics=tuple(visit.topics.all()),
    )

"""What waits for the host's staff, each with its deadline; the oldest first.

What this app itself knows of stands in sources.py. Other apps register a source of their own in
their AppConfig, as for events.listen: this app does not know them.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from visits.models import Status, Visit
from visits.queries.visits import Session


class Kind(TextChoices):
    """Why it waits."""

    DECIDE = "decide", pgettext_lazy("obligation", "To decide")
    MOVE = "move", pgettext_lazy("obligation", "Wishes to move")
    MISSING = "missing", pgettext_lazy("obligation", "Missing papers")
    OFFICER = "officer", pgettext_lazy("obligation", "Officer not confirmed")
    CLOSURE = "closure", pgettext_lazy("obligation", "On a closed day")
    WEEK = "week", pgettext_lazy("obligation", "Over-committed weeks")
    MESSAGE = "message", pgettext_lazy("obligation", "Failed messages")
    WAITING_LIST = "waiting-list", pgettext_lazy("obligation", "Waiting list")
    DAY = "day", pgettext_lazy("obligation", "Arrival not noted")
    # The delegation's turn: shown last, and not counted.
    ANSWER = "answer", pgettext_lazy("obligation", "Waiting for the delegation")


@dataclass(frozen=True)
class Remedy:
    """A press that may settle it: what the button says, and the address that it posts to."""

    label: str
    url: str


@dataclass(frozen=True)
class Obligation:
    """One thing to do: until when (aware), about what, where.

    `mark` is the short word beside it ("H-1", "5 of 4"); without one the deadline is shown.
    `urgent` is True for what cannot wait whatever its deadline says.
    """

    kind: Kind
    due: dt.datetime
    title: str
    words: str
    url: str
    mark: str = ""
    urgent: bool = False
    visit: Visit | None = None
    session: Session | None = None
    week: dt.date | None = None
    remedy: Remedy | None = None
    search: str = field(default="", compare=False)

    @property
    def to_decide(self) -> bool:
        """Whether a request awaits the host's answer."""
        waits = self.visit is not None and self.visit.status in (
            Status.REQUESTED,
            Status.WAITLISTED,
        )
        return self.kind == Kind.DECIDE or (self.kind == Kind.MISSING and waits)

    @property
    def ours(self) -> bool:
        """Whether staff have to do something, now or by its deadline."""
        return self.kind != Kind.ANSWER

    def concerns(self, words: str) -> bool:
        """Whether it is about every one of `words`: reference, institution, region, contact."""
        visit = self.visit
        found = [self.title, self.words, self.search]
        if visit is not None:
            found += [visit.reference, visit.institution, visit.region.label]
            found += [visit.contact_name, visit.contact_email, visit.leader_name]
        text = " ".join(found).casefold()
        return all(word in text for word in words.casefold().split())


Source = Callable[[dt.datetime], Iterable[Obligation]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask `source` too, with the moment, whenever somebody looks at what waits."""
    if source not in _sources:
        _sources.append(source)


def from_elsewhere(*, now: dt.datetime) -> list[Obligation]:
    """What the registered sources say."""
    return [obligation for source in _sources for obligation in source(now)]

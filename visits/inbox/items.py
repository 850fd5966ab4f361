"""What waits for the host's staff, each with its deadline; the oldest first.

What this app itself knows of stands in sources.py. Other apps register a source of their own in
their AppConfig, as for events.listen: this app does not know them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, TextChoices, Value
from django.utils.translation import pgettext_lazy

from visits.inbox.signs import Sign
from visits.language.countries import names_of
from visits.models import Status, Visit
from visits.queries.visits import Session
from visits.reference.names import listed


class Kind(TextChoices):
    """Why it waits."""

    DECIDE = "decide", pgettext_lazy("obligation", "To decide")
    WRITTEN = "written", pgettext_lazy("obligation", "Messages to answer")
    NEWS = "news", pgettext_lazy("obligation", "News of delegations")
    DIRECTED = "directed", pgettext_lazy("obligation", "Dispositions")
    SIGN = "sign", pgettext_lazy("obligation", "To sign")
    MOVE = "move", pgettext_lazy("obligation", "Wishes to move")
    MISSING = "missing", pgettext_lazy("obligation", "Missing papers")
    OFFICER = "officer", pgettext_lazy("obligation", "Officer not confirmed")
    CLOSURE = "closure", pgettext_lazy("obligation", "On a closed day")
    WEEK = "week", pgettext_lazy("obligation", "Over-committed weeks")
    MESSAGE = "message", pgettext_lazy("obligation", "Failed messages")
    PAPERS = "papers", pgettext_lazy("obligation", "Papers to send")
    UNMADE = "unmade", pgettext_lazy("obligation", "Papers that could not be made")
    WAITING_LIST = "waiting-list", pgettext_lazy("obligation", "Waiting list")
    DAY = "day", pgettext_lazy("obligation", "Arrival not noted")
    RUNDOWN = "rundown", pgettext_lazy("obligation", "Rundown too long")
    CONTESTED = "contested", pgettext_lazy("obligation", "Who came is contested")
    # The delegation's turn: shown last, and not counted.
    ANSWER = "answer", pgettext_lazy("obligation", "Waiting for the delegation")


@dataclass(frozen=True)
class Remedy:
    """What may settle it: what the button or link says, and the address it posts to or opens.

    `fields` go along with a press of it.
    """

    label: str
    url: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Obligation:
    """One thing to do: until when (aware), about what, where.

    `mark` is the short word beside it ("in 2 days", "5 of 4"); without one the deadline is shown.
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
    remedy: Remedy | None = None  # a press
    correction: Remedy | None = None  # a form
    # The events that came in, which wait until somebody answers or reads them.
    events: tuple[int, ...] = ()
    until: dt.datetime | None = None  # when the last of them came
    # What was given to the reader to do: whether they read `outstanding` of their own.
    disposition: int | None = None
    signs: tuple[Sign, ...] = ()
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
    def can_be_chosen(self) -> bool:
        """Whether a step with several visits can take it along."""
        single = (Kind.MESSAGE, Kind.DIRECTED, Kind.SIGN, Kind.PAPERS, Kind.UNMADE)
        can = self.ours and not self.events and self.kind not in single
        return can and self.visit is not None

    @property
    def ours(self) -> bool:
        """Whether staff have to do something, now or by its deadline."""
        return self.kind != Kind.ANSWER

    def concerns(self, words: str) -> bool:
        """Whether it is about every one of `words`: reference, institution, region, contact."""
        visit = self.visit
        found = [self.title, self.words, self.search]
        if visit is not None:
            found += [visit.reference, visit.institution, visit.origin.label]
            found += names_of(visit.country)
            found += [visit.contact_name, visit.contact_email, visit.leader_name]
        text = " ".join(found).casefold()
        return all(word in text or self._from(word) for word in words.casefold().split())

    def _from(self, word: str) -> bool:
        """Whether its visit's region or province is called so, too."""
        if self.visit is None or self.visit.region is None:
            return False
        region = self.visit.region
        return listed().hold(word, region=region.code, province=region.province_id)


Source = Callable[[dt.datetime], Iterable[Obligation]]
Hints = Callable[[dt.datetime], Iterable[QuerySet[Any]]]
About = Callable[[dt.datetime, Visit], Iterable[Obligation]]
AboutHints = Callable[[dt.datetime, Visit], Iterable[QuerySet[Any]]]
_sources: list[tuple[Source, Hints | None]] = []
_about: list[tuple[About, AboutHints]] = []


def register(source: Source, *, hints: Hints | None = None) -> None:
    """Ask `source` too, with the moment, whenever somebody looks at what waits.

    With `hints` only where one of their rows is there: those of all sources are looked for in one
    query, and most days none of them has any.
    """
    if source not in [known for known, _hints in _sources]:
        _sources.append((source, hints))


def register_about(source: About, *, hints: AboutHints) -> None:
    """Ask `source` too, with the moment and the visit, whenever somebody looks at one visit.

    Only where one of the rows of `hints` is there, as of `register`.
    """
    if source not in [known for known, _hints in _about]:
        _about.append((source, hints))


def about(visit: Visit, *, now: dt.datetime) -> list[Obligation]:
    """What those sources say of one visit, mails about it that reached nobody; mostly one query."""
    hinted = _hinted([hints(now, visit) for _source, hints in _about])
    asked = [source for n, (source, _hints) in enumerate(_about) if n in hinted]
    return [obligation for source in asked for obligation in source(now, visit)]


def from_elsewhere(
    *, now: dt.datetime, besides: Sequence[tuple[Source, Hints]] = ()
) -> list[Obligation]:
    """What the registered sources say, and `besides`; one query where nothing hints at any."""
    sources = [*_sources, *besides]
    hinted = _hinted([hints(now) if hints else () for _source, hints in sources])
    asked = [s for n, (s, hints) in enumerate(sources) if hints is None or n in hinted]
    return [obligation for source in asked for obligation in source(now)]


def _hinted(hints: Iterable[Iterable[QuerySet[Any]]]) -> set[int]:
    """The places in `hints` of those that have a row; one query."""
    rows = [
        found.order_by().annotate(hints_at=Value(n)).values_list("hints_at").distinct()
        for n, looks in enumerate(hints)
        for found in looks
    ]
    if not rows:
        return set()
    return {number for (number,) in rows[0].union(*rows[1:])}

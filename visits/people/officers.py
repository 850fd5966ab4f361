"""Who receives a delegation: suggested by the leader's rank and by who is free then.

The visiting leader's rank decides who meets them on the host's side: a mayor is met by the mayor
or deputy, a head of office by the head of office (domain.md). An officer's `rank` says up to which
rank of guests they receive; without one they speak for an agency only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from scheduling.weeks import monday_of
from visits.models import Assignment, Officer, Rank, Status, Visit
from visits.queries.colleagues import colleagues_of
from visits.queries.same_weeks import SameWeeks
from visits.queries.visits import Session

# From the highest. A council's leader is met as a regional secretary is, or higher.
_LADDER = (Rank.REGIONAL_HEAD, Rank.COUNCIL, Rank.SECRETARY, Rank.OFFICE_HEAD, Rank.OTHER)
# How high each stands, from 0.
HEIGHT = {rank.value: height for height, rank in enumerate(reversed(_LADDER))}
# What an officer is told of: from the moment the desk named them for an approved visit, or one
# that may still be approved.
TOLD_OF = frozenset(Status) - {Status.UNVERIFIED, Status.EXPIRED, Status.DECLINED}
_BUSY_IN = (Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED, Status.ARRIVED)


class Standing(StrEnum):
    """How an officer's rank is to that of the visiting leader."""

    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class Candidate:
    """An officer as a possible receiver of one visit.

    `busy_with` is the visit that has them at the same time; `step` how far their rank is from the
    guests' (0: the same; higher above, negative below; None: receives nobody).
    """

    officer: Officer
    busy_with: Visit | None
    step: int | None
    visits_that_week: int
    cannot: bool = False

    @property
    def free(self) -> bool:
        """Whether nothing is known that keeps them away."""
        return self.busy_with is None and not self.cannot

    @property
    def standing(self) -> Standing | None:
        """Of the same rank as the guests' leader, higher or lower; None: receives nobody."""
        if self.step is None:
            return None
        if self.step == 0:
            return Standing.SAME
        return Standing.HIGHER if self.step > 0 else Standing.LOWER

    def _order(self) -> tuple[bool, bool, int, int, str]:
        # A rank above is nearer than one below: nobody is received beneath their rank.
        step = self.step if self.step is not None else 0
        distance = step if step >= 0 else 10 - step
        return (
            self.step is None,
            not self.free,
            distance,
            self.visits_that_week,
            self.officer.name,
        )


def candidates(
    visit: Visit, *, session: Session | None, weeks: SameWeeks | None = None
) -> list[Candidate]:
    """All officers in use, the one to suggest first; seven queries at most.

    Without a session everybody counts as free. One query where the visit's `weeks` are given.
    """
    return candidates_of([(visit, session)], same=weeks)[visit.pk]


def candidates_of(
    visits: Sequence[tuple[Visit, Session | None]], *, same: SameWeeks | None = None
) -> dict[int, list[Candidate]]:
    """The same for several visits with the session of each, by the visit's id.

    Seven queries, or one where the weeks of all of them are given (`same`).
    """
    officers = list(Officer.objects.filter(active=True).select_related("agency"))
    weeks = {monday_of(session.date) for _visit, session in visits if session}
    same = same or SameWeeks.of([visit for visit, _session in visits], weeks)
    found: dict[int, list[Candidate]] = {}
    for visit, session in visits:
        busy: dict[int, Visit] = {}
        week: Counter[int] = Counter()
        if session is not None:
            at_once = same.at_once(visit, session)
            busy = {pk: other for other in at_once for pk in _officers_of(other)}
            for group in same.in_week(visit, monday_of(session.date)):
                week.update({pk for other in group for pk in _officers_of(other)})
        named = visit.assignments.all()
        cannot = {a.officer_id for a in named if a.answer == Assignment.Answer.DECLINED}
        guests = HEIGHT[visit.leader_rank]
        rows = [
            Candidate(
                officer=officer,
                busy_with=busy.get(officer.pk),
                step=HEIGHT[officer.rank] - guests if officer.rank else None,
                visits_that_week=week[officer.pk],
                cannot=officer.pk in cannot,
            )
            for officer in officers
        ]
        found[visit.pk] = sorted(rows, key=Candidate._order)
    return found


def first_of(found: list[Candidate]) -> Candidate | None:
    """Whom to suggest: the first who is free and receives guests, or nobody."""
    return next((c for c in found if c.free and c.step is not None), None)


def suggested(found: list[Candidate]) -> Officer | None:
    """The officer of first_of()."""
    first = first_of(found)
    return first.officer if first else None


def by_rank(found: list[Candidate]) -> list[Candidate]:
    """Who receives these guests by rank, whoever is free: those of the nearest rank not below.

    Where everybody is lower, the highest that there are; nobody where no officer has a rank.
    """
    ranked = [c for c in found if c.step is not None]
    steps = {c.step for c in ranked if c.step is not None}
    fitting = [step for step in steps if step >= 0]
    if not steps:
        return []
    nearest = min(fitting) if fitting else max(steps)
    return [c for c in ranked if c.step == nearest]


def speakers_among(officers: Iterable[Officer], visit: Visit) -> list[Officer]:
    """Those of the agencies that the delegation wants to meet; one query."""
    agencies = {agency.pk for agency in visit.agencies.all()}
    return [o for o in officers if o.agency_id in agencies and not o.rank]


def colleagues_among(
    found: Iterable[Candidate], visit: Visit, officer: Officer, kept: int | None = None
) -> list[Candidate]:
    """Whom `officer` may suggest in their place (queries/colleagues.py), who is free first.

    With whoever they suggested before (`kept`, an id), as long as that one is in use; one query.
    """
    allowed = set(colleagues_of(visit, officer).values_list("pk", flat=True)) | {kept}
    rows = [c for c in found if c.officer.pk in allowed]
    return sorted(rows, key=lambda c: (not c.free, c.visits_that_week, c.officer.name))


def duties_of(officer: Officer) -> QuerySet[Assignment]:
    """What the officer is told of being named for: not what was never confirmed, or declined."""
    named = Assignment.objects.filter(officer=officer, visit__status__in=TOLD_OF)
    return named.select_related("officer", "colleague", "visit__region__province")


def _officers_of(visit: Visit) -> set[int]:
    """The ids of those who are kept by a visit, whose assignments were read."""
    if visit.status not in _BUSY_IN:
        return set()
    named = visit.assignments.all()
    return {a.officer_id for a in named if a.answer != Assignment.Answer.DECLINED}

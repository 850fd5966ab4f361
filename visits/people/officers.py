"""Who receives a delegation: suggested by the leader's rank and by who is free then.

The visiting leader's rank decides who meets them on the host's side: a mayor is met by the mayor
or deputy, a head of office by the head of office (domain.md). An officer's `rank` says up to which
rank of guests they receive; without one they speak for an agency only.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from scheduling.models import Reservation, Share
from visits.models import Assignment, Officer, Rank, Status, Visit
from visits.queries.visits import Session

# From the highest. A council's leader is met as a regional secretary is, or higher.
_LADDER = (Rank.REGIONAL_HEAD, Rank.COUNCIL, Rank.SECRETARY, Rank.OFFICE_HEAD, Rank.OTHER)
_HEIGHT = {rank.value: height for height, rank in enumerate(reversed(_LADDER))}
# What an officer is told of: from the moment the desk named them for an approved visit, or one
# that may still be approved.
TOLD_OF = frozenset(Status) - {Status.UNVERIFIED, Status.EXPIRED, Status.DECLINED}
_BUSY_IN = (Status.REQUESTED, Status.PROPOSED, Status.CONFIRMED, Status.ARRIVED)


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


def candidates(visit: Visit, *, session: Session | None) -> list[Candidate]:
    """All officers in use, the one to suggest first; five queries at most.

    Without a session everybody counts as free.
    """
    officers = list(Officer.objects.filter(active=True).select_related("agency"))
    busy = _busy(visit, session) if session else {}
    week = _load_of_week(visit, session.date) if session else Counter()
    cannot = set(
        visit.assignments.filter(answer=Assignment.Answer.DECLINED).values_list(
            "officer", flat=True
        )
    )
    guests = _HEIGHT[visit.leader_rank]
    found = [
        Candidate(
            officer=officer,
            busy_with=busy.get(officer.pk),
            step=_HEIGHT[officer.rank] - guests if officer.rank else None,
            visits_that_week=week[officer.pk],
            cannot=officer.pk in cannot,
        )
        for officer in officers
    ]
    return sorted(found, key=Candidate._order)


def suggested(found: list[Candidate]) -> Officer | None:
    """Whom to suggest: the first who is free and receives guests, or nobody."""
    return next((c.officer for c in found if c.free and c.step is not None), None)


def speakers_for(visit: Visit) -> list[Officer]:
    """The officers of the agencies that the delegation wants to meet; one query."""
    agencies = visit.agencies.all()
    return list(Officer.objects.filter(active=True, agency__in=agencies, rank=""))


def duties_of(officer: Officer) -> QuerySet[Assignment]:
    """What the officer is told of being named for: not what was never confirmed, or declined."""
    named = Assignment.objects.filter(officer=officer, visit__status__in=TOLD_OF)
    return named.select_related("officer", "visit__region__province")


def _busy(visit: Visit, session: Session) -> dict[int, Visit]:
    """Who is with another visit at that time, by the officer's id."""
    at_once = Reservation.objects.filter(
        date=session.date,
        starts_at__lt=session.ends_at.time(),
        ends_at__gt=session.starts_at.time(),
    ).exclude(state=Reservation.State.RELEASED)
    places = list(at_once)
    shares = Share.objects.filter(reservation__in=places).values_list("reservation", "owner")
    together: dict[int, set[str]] = {place.pk: {place.owner} for place in places}
    for place, owner in shares:
        together[place].add(owner)
    # A joint visit is received together: its companions keep nobody away.
    owners = {o for group in together.values() if visit.owner_key not in group for o in group}
    return {a.officer_id: a.visit for a in _assignments(owners)}


def _load_of_week(visit: Visit, day: dt.date) -> "Counter[int]":
    monday = day - dt.timedelta(days=day.weekday())
    places = Reservation.objects.filter(week=monday).exclude(state=Reservation.State.RELEASED)
    owners = set(places.values_list("owner", flat=True)) - {visit.owner_key}
    return Counter(assignment.officer_id for assignment in _assignments(owners))


def _assignments(owners: set[str]) -> list[Assignment]:
    uids = [owner.removeprefix("visit:") for owner in owners]
    found = Assignment.objects.filter(visit__uid__in=uids, visit__status__in=_BUSY_IN)
    found = found.exclude(answer=Assignment.Answer.DECLINED)
    return list(found.select_related("visit"))

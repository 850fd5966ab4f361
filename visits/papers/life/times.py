"""When each kind of paper may be issued: it says what was decided, or what was, and not before."""

import datetime as dt

from scheduling.models import BookingRules
from visits.models import PaperKind, Participant, Status, Visit
from visits.papers.life.table import OF_PERSONS
from visits.queries.visits import Session

# Before the visit a visum sheet is a form to be filled; afterwards it is evidence (docs/papers.md).
_EXPECTED = frozenset({Status.CONFIRMED, Status.ARRIVED})
_SEEN = _EXPECTED | {Status.COMPLETED}
WHEN: dict[PaperKind, frozenset[Status]] = {
    # What is answered: yes, another day, or no.
    PaperKind.REPLY: _SEEN | {Status.PROPOSED, Status.DECLINED},
    PaperKind.RUNDOWN: _SEEN,
    PaperKind.ATTENDANCE: _SEEN,
    PaperKind.VISUM: _SEEN,
    PaperKind.CERTIFICATE: frozenset({Status.COMPLETED}),
    PaperKind.ORDER: _SEEN,
}


def it_is_time(visit: Visit, kind: PaperKind) -> bool:
    """Whether a paper of `kind` may be issued for the visit as it stands."""
    return visit.status in WHEN[kind]


def kinds_now(visit: Visit) -> list[PaperKind]:
    """The kinds whose time it is, in their usual order."""
    return [kind for kind in PaperKind if it_is_time(visit, kind)]


def is_over(visit: Visit, session: Session | None, *, now: dt.datetime) -> bool:
    """Whether its day is over: from then on a person's paper says when they were here."""
    # A past visit is over by its nature; it has no session that could say so.
    if visit.left_at is not None or visit.held_on is not None:
        return True
    if session is None or session.given_back:
        return False
    return session.date < now.astimezone(BookingRules.load().zone).date()


def whom_for(visit: Visit, kind: PaperKind, *, over: bool) -> list[Participant]:
    """Whose papers of `kind` may be issued now: once it is `over`, those alone who were there.

    By their numbers; one query. Of kinds that are no person's: none.
    """
    if kind not in OF_PERSONS or not it_is_time(visit, kind):
        return []
    people = visit.participants.order_by("number").select_related("presence")
    return list(people.filter(presence__isnull=False) if over else people)

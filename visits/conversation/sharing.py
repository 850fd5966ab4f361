"""What a delegation passes on to its own group: a page to read, without any right to change.

It is opened, renewed and closed by the delegation, shows an approved visit or says that it is
called off, and ends by itself with the day of the visit. Whoever opens it changes nothing.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from visits.access.tokens import visit_of_share_token
from visits.models import Status, Visit
from visits.models.references import new_nonce
from visits.queries.visits import Session, session_of

_SHARED = frozenset({Status.CONFIRMED, Status.ARRIVED})
# Whoever has the page is to learn of it: they may be packing.
_TOLD_OF = _SHARED | {Status.CANCELLED, Status.EXPIRED}


@dataclass(frozen=True)
class Shared:
    """A visit as its group reads of it."""

    visit: Visit
    session: Session


def may_share(visit: Visit, session: Session | None, *, now: dt.datetime) -> bool:
    """Whether its page may be opened: it is approved, and its day is not over at `now` (aware)."""
    return visit.status in _SHARED and session is not None and now < _end_of(session)


def share(visit: Visit, *, ticket: bool) -> Visit:
    """Open the page, with the group's ticket where that is wished.

    Two presses at once give one link.
    """
    same = Visit.objects.filter(pk=visit.pk)
    same.filter(share_nonce="").update(share_nonce=new_nonce())
    same.update(share_ticket=ticket)
    visit.refresh_from_db(fields=["share_nonce", "share_ticket"])
    return visit


def renew(visit: Visit) -> bool:
    """Give the page another link, and end the former; False where it was closed meanwhile."""
    return bool(_open(visit).update(share_nonce=new_nonce()))


def show_ticket(visit: Visit, *, ticket: bool) -> bool:
    """Show the group's ticket there, or not; False where the page was closed meanwhile."""
    return bool(_open(visit).update(share_ticket=ticket))


def _open(visit: Visit) -> QuerySet[Visit]:
    # An old window may still show it as open: closed, it is opened by the press for that alone.
    return Visit.objects.filter(pk=visit.pk).exclude(share_nonce="")


def stop_sharing(visit: Visit) -> None:
    """Close the page: its link opens nothing any more."""
    Visit.objects.filter(pk=visit.pk).update(share_nonce="", share_ticket=False)


def shared_by(token: str, *, now: dt.datetime) -> Shared | None:
    """What `token` shows at `now` (aware); None for an unknown or closed one, or after the day."""
    visit = visit_of_share_token(token)
    if visit is None or visit.status not in _TOLD_OF or visit.erased_at:
        return None
    session = session_of(visit)
    if session is None or now >= _end_of(session):
        return None
    return Shared(visit, session)


def _end_of(session: Session) -> dt.datetime:
    """The midnight that ends the session's day, by the host's clocks."""
    midnight = session.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(days=1)

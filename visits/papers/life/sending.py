"""A paper goes to the guests: by mail, attached to a letter of its own, or on paper."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from scheduling.database.contention import again
from visits.history.events import Actor, record
from visits.models import Paper, PaperKind, Visit
from visits.papers.life import making
from visits.papers.life.step import Kind, WrongState, locked_visit, step
from visits.papers.life.table import FOR_GUESTS, HANDED_OVER, IN_FORCE, Action, State, may_be_sent
from visits.papers.life.truth import Facts, check_true, untrue
from visits.queries.visits import session_of


class NoAddress(Exception):
    """The contact has no e-mail address: hand the paper over, or pass it on otherwise."""


@again
def send(paper: Paper, *, by: Actor, now: dt.datetime, version: int | None = None) -> Paper:
    """Send it to the contact: sent once the mail is queued, which follows those before it.

    Sent before, it goes once more. Raises as step.step; WrongState too where it is to be signed
    first, NoLongerTrue; NoAddress; making.NotMadeYet and NotMade.
    """
    paper = making.make(paper, now=now)
    with step(paper, Action.SEND, by=by, now=now, version=version) as this:
        found = this.paper
        if not may_be_sent(found):
            raise WrongState(found)
        check_true(found, this.visit, now=now)
        if not this.visit.contact_email:
            raise NoAddress
        making.check_made(found)
        found.sent_at = now
        this.to(State.SENT, Kind.PAPER_SENT)
    return found


def for_guests(visit: Visit) -> list[Paper]:
    """What was given to the delegation, on its page and by the API alike: what it can use (signed,
    where its kind is signed), and what it could use or was sent before it ended.

    Those that hold first, the oldest first; one query. A paper whose bytes are not made yet comes
    a moment later. Staff see all.
    """
    found = visit.papers.filter(kind__in=FOR_GUESTS).exclude(state=State.DRAFT).exclude(sha256="")
    held: list[Paper] = []
    ended: list[Paper] = []
    for paper in found.select_related("replaced_by", "participant").order_by("pk"):
        if paper.state in IN_FORCE and may_be_sent(paper):
            held.append(paper)
        elif paper.state not in IN_FORCE and (paper.sent_at or paper.signed_at):
            ended.append(paper)
    return held + ended


def for_officers(visit: Visit, *, now: dt.datetime) -> Paper | None:
    """The rundown paper that the officers named for the visit may open, or None.

    In force, made, and still true of the visit; it names nobody whom the rundown that they are
    shown does not. At most four queries, one where there is no such paper.
    """
    found = visit.papers.filter(kind=PaperKind.RUNDOWN, state__in=IN_FORCE).exclude(sha256="")
    paper = found.order_by("pk").last()
    if paper is None:
        return None
    why = untrue(paper, Facts.load(visit, session_of(visit), now=now))
    return paper if why is None else None


@again
def hand_over(
    visit: Visit,
    kind: PaperKind,
    papers: Collection[int] | None = None,
    *,
    by: Actor,
    now: dt.datetime,
) -> int:
    """Note that papers of `kind` were given to their owners on paper; how many are new.

    Those with the ids `papers`, all in force where None. Those that have it noted stay as they are.
    """
    return _mark(visit, kind, papers, at=now, by=by, now=now)


@again
def keep_back(
    visit: Visit,
    kind: PaperKind,
    papers: Collection[int] | None = None,
    *,
    by: Actor,
    now: dt.datetime,
) -> int:
    """Take such a note back, made in error; how many."""
    return _mark(visit, kind, papers, at=None, by=by, now=now)


def _mark(
    visit: Visit,
    kind: PaperKind,
    papers: Collection[int] | None,
    *,
    at: dt.datetime | None,
    by: Actor,
    now: dt.datetime,
) -> int:
    if kind not in HANDED_OVER:
        return 0
    with transaction.atomic():
        visit = locked_visit(visit)
        found = visit.papers.filter(kind=kind, state__in=IN_FORCE)
        found = found.filter(handed_over_at__isnull=at is not None)
        if papers is not None:
            found = found.filter(pk__in=papers)
        ids = list(found.order_by("pk").values_list("pk", flat=True))
        count = found.filter(pk__in=ids).update(handed_over_at=at, version=F("version") + 1)
        if count:
            told = Kind.PAPER_HANDED_OVER if at else Kind.PAPER_KEPT_BACK
            data = {"papers": ids, "paper_kind": kind}
            record(visit, told, by=by, now=now, was=visit.status, data=data)
        return count

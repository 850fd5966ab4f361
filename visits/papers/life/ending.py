"""A paper ends: withdrawn with a reason. Its number stays in the register, and says why."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from scheduling.database.contention import again
from visits.history.events import SYSTEM, Actor
from visits.life.step import NeedsReason
from visits.models import Paper, PaperKind, Presence, Status, Visit, VisitEvent
from visits.papers.life.step import Kind, Taken, locked_visit, step
from visits.papers.life.table import IN_FORCE, OF_PERSONS, Action, State
from visits.presence import noting


class PapersHang(Exception):
    """Papers in force end with a presence that is taken back: `papers`, which nobody agreed to."""

    def __init__(self, papers: list[Paper]) -> None:
        super().__init__()
        self.papers = papers

    @property
    def given(self) -> bool:
        """Whether somebody has one of them already, so that its end needs a reason."""
        return any(_was_given(paper) for paper in self.papers)


@again
def withdraw(
    paper: Paper, *, reason: str, by: Actor, now: dt.datetime, version: int | None = None
) -> Paper:
    """Take it back: it holds no more, and whoever checks it reads so. Raises as step.step.

    Guests who were sent it are told, or who were sent what it replaced: they hold nothing now.
    """
    with step(paper, Action.WITHDRAW, by=by, now=now, version=version, reason=reason) as this:
        was = this.paper.state
        this.paper.ended_at, this.paper.reason = now, reason.strip()
        told = {"was": was, "reason": this.paper.reason, **_instead_of(this.paper)}
        this.to(State.WITHDRAWN, Kind.PAPER_WITHDRAWN, **told)
    return this.paper


def _instead_of(paper: Paper) -> dict[str, int]:
    """Where guests hold a paper that this one, never sent, replaced: which, as they know no other.

    Nothing where it was sent itself.
    """
    if paper.sent_at is not None:
        return {}
    found: Paper | None = paper
    while found is not None:
        found = Paper.objects.filter(replaced_by=found).first()
        if found is not None and found.sent_at is not None:
            return {"sent_before": found.pk}
    return {}


@again
def discard(paper: Paper, *, by: Actor, now: dt.datetime, version: int | None = None) -> None:
    """Throw a draft away: it never had a number. Raises as step.step."""
    with step(paper, Action.DISCARD, by=by, now=now, version=version) as this:
        this.paper.delete()


def withdraw_for_absent(
    visit: Visit,
    numbers: Iterable[int] | None = None,
    *,
    by: Actor = SYSTEM,
    now: dt.datetime,
    reason: str = "",
) -> list[Paper]:
    """Withdraw visum sheets and certificates of persons who, as it is noted now, were not there.

    Of those with `numbers` (all where None), in the transaction and under the visit's lock of
    whoever changed who was there. An empty form is nobody's evidence before the visit is over, and
    stays. Gives those that were withdrawn.
    """
    rows = Presence.objects.filter(visit=visit).values_list("participant__number", flat=True)
    chosen = None if numbers is None else set(numbers)
    ended = []
    for paper in _of_absent(visit, set(rows)):
        if chosen is not None and paper.person not in chosen:
            continue
        with override("id"):
            words = _("Presence was taken back.")
        said = f"{words} {reason}".strip()
        paper.reason = said[: Paper._meta.get_field("reason").max_length]
        paper.visit, was = visit, paper.state
        paper.ended_at = now
        taken = Taken(visit=visit, paper=paper, now=now, by=by)
        taken.to(State.WITHDRAWN, Kind.PAPER_WITHDRAWN, was=was, absent=True, **_instead_of(paper))
        ended.append(paper)
    return ended


@again
def take_back_presence(
    visit: Visit,
    people: Collection[int],
    *,
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    version: int | None = None,
    agreed: Collection[int] | None = None,
) -> list[int]:
    """Take back that those with these ids were here, and their papers with it; gives their numbers.

    `agreed` are the ids of the papers that may end (None: whichever). Where others would, or one
    that somebody has already and no `reason` is given, raises PapersHang and changes nothing;
    NeedsReason where nobody is there to be asked. Else raises as noting.take_back.
    """
    with transaction.atomic():
        locked_visit(visit)
        noted = Presence.objects.filter(visit=visit)
        staying = noted.exclude(pk__in=people).values_list("participant__number", flat=True)
        gone = noted.filter(pk__in=people).exists()
        papers = list(_of_absent(visit, set(staying))) if gone else []
        unsaid = not reason.strip() and any(_was_given(paper) for paper in papers)
        if agreed is not None and (unsaid or not {one.pk for one in papers} <= set(agreed)):
            raise PapersHang(papers)
        if unsaid:
            raise NeedsReason
        return noting.take_back(visit, people, by=by, now=now, reason=reason, version=version)


def _was_given(paper: Paper) -> bool:
    return paper.sent_at is not None or paper.handed_over_at is not None


def _of_absent(visit: Visit, there: Collection[int]) -> Iterator[Paper]:
    """Papers in force, locked, of persons whose numbers are not among those who were `there`."""
    over = visit.status not in (Status.CONFIRMED, Status.ARRIVED)
    found = visit.papers.filter(kind__in=OF_PERSONS, person__gt=0, state__in=IN_FORCE)
    found = found.select_related("participant")
    for paper in found.select_for_update(of=("self",)).order_by("pk"):
        form = paper.kind == PaperKind.VISUM and not paper.data.get("basis", {}).get("dated")
        if paper.person not in there and (over or not form):
            yield paper


def follow_presence(event: VisitEvent, by: Actor) -> None:
    """What `event`, presence taken back, ends, in the event's own transaction."""
    reason = event.data.get("reason", "")
    withdraw_for_absent(event.visit, by=by, now=event.at, reason=reason)

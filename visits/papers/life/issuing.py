"""A paper is drafted and issued: it gets its number, and its contents are frozen."""

import datetime as dt

from django.db import transaction

from scheduling.database.contention import again
from scheduling.models import BookingRules
from visits.history.events import Actor
from visits.life.step import WrongStatus
from visits.models import Paper, PaperForm, PaperKind, Participant, Visit
from visits.papers.contents.facts import Facts as Sources
from visits.papers.contents.facts import facts_of
from visits.papers.life import making, numbers
from visits.papers.life.step import Kind, StalePaper, Taken, WrongState, locked_visit, step
from visits.papers.life.table import IN_FORCE, NUMBERED, OF_PERSONS, Action, State
from visits.papers.life.times import is_over, it_is_time, whom_for
from visits.papers.life.truth import Facts, basis_of
from visits.queries.visits import session_of

# So many papers are made while somebody waits for them.
_AT_ONCE = 5


class AlreadyIssued(WrongState):
    """There is one in force: `paper`. It can be replaced."""


class NotThere(WrongStatus):
    """After the visit a person's paper is for those alone who were there."""


class WhosePaper(ValueError):
    """The kind is one for each person and nobody was named, or the other way round."""


def local_day(now: dt.datetime) -> dt.date:
    """The date of `now` where the host is: what stands on papers, and begins their year."""
    return now.astimezone(BookingRules.load().zone).date()


def unsaved(
    visit: Visit, kind: PaperKind, person: Participant | None = None, *, by: Actor, now: dt.datetime
) -> Paper:
    """A paper as it would be drafted now, not stored: for a look at it."""
    form = PaperForm.objects.filter(kind=kind).select_related("signatory").first()
    return Paper(
        visit=visit,
        kind=kind,
        participant=person,
        person=person.number if person else 0,
        signatory=form.signatory if form else None,
        made_by_id=by.user_id,
        made_at=now,
    )


@again
def draft(
    visit: Visit, kind: PaperKind, person: Participant | None = None, *, by: Actor, now: dt.datetime
) -> Paper:
    """Keep a draft, without a number; the one there is where there is one.

    Raises AlreadyIssued, and what `issue` raises where it isn't time.
    """
    with transaction.atomic():
        visit = locked_visit(visit)
        facts = Facts.load(visit, session_of(visit), now=now)
        _check_time(facts, kind, person, by=by, now=now)
        there = _living(visit, kind, person)
        if there is None:
            there = unsaved(visit, kind, person, by=by, now=now)
            there.save()
        elif there.state in IN_FORCE:
            raise AlreadyIssued(there)
        return there


@again
def issue(
    visit: Visit,
    kind: PaperKind,
    person: Participant | None = None,
    *,
    number: str = "",
    day: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Paper:
    """Issue it: a number is taken (or `number` kept, from the agenda book), contents are frozen.

    `day` is the date on it, else today where the host is; `version` that of the draft that was
    looked at. The bytes are made right after, see making.py; what is given back may be without
    them. An empty form that can be a dated sheet now is replaced by it. Raises WrongStatus where
    it isn't time, NotThere, AlreadyIssued, WhosePaper, StalePaper, CannotBeMade, numbers.BadDate,
    NumberTaken and BadPattern.
    """
    with transaction.atomic():
        visit = locked_visit(visit)
        facts = Facts.load(visit, session_of(visit), now=now)
        paper = _issued(
            facts, kind, person, number=number, day=day, by=by, now=now, version=version
        )
    return making.make(paper, now=now)


@again
def issue_for(
    visit: Visit, kind: PaperKind, people: list[Participant], *, by: Actor, now: dt.datetime
) -> list[Paper]:
    """Issue a paper of `kind` for each of `people` who has none in force; those that are new.

    One transaction; the worker makes their bytes. Raises as `issue`.
    """
    made = []
    with transaction.atomic():
        visit = locked_visit(visit)
        facts = Facts.load(visit, session_of(visit), now=now)
        sources = facts_of(visit, now=now)
        for person in people:
            try:
                made.append(_issued(facts, kind, person, by=by, now=now, sources=sources))
            except AlreadyIssued:
                continue
    return made


def issue_for_all(visit: Visit, kind: PaperKind, *, by: Actor, now: dt.datetime) -> list[Paper]:
    """Issue a paper of `kind` for all who may have one and have none; those that are new.

    Raises NotThere where there is nobody, AlreadyIssued where all have theirs, and as `issue`.
    """
    over = is_over(visit, session_of(visit), now=now)
    if not it_is_time(visit, kind):
        raise WrongStatus(visit, by.kind, now=now)
    people = whom_for(visit, kind, over=over)
    if not people:
        raise NotThere(visit, by.kind, now=now)
    made = issue_for(visit, kind, people, by=by, now=now)
    if not made:
        there = visit.papers.filter(kind=kind, state__in=IN_FORCE, person__gt=0).first()
        raise AlreadyIssued(there) if there else NotThere(visit, by.kind, now=now)
    # A few at once; of many the worker makes the bytes.
    return [making.make(paper, now=now) for paper in made] if len(made) <= _AT_ONCE else made


@again
def replace(
    paper: Paper,
    *,
    reason: str,
    number: str = "",
    day: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
) -> Paper:
    """Issue it anew, as things are now, with a number of its own; the old one says which.

    Raises as step.step and `issue`; NotThere too where the person is on the list no more.
    """
    with step(paper, Action.REPLACE, by=by, now=now, version=version, reason=reason) as this:
        old, visit = this.paper, this.visit
        person = visit.participants.filter(number=old.person).first() if old.person else None
        if old.person and person is None:
            raise NotThere(visit, by.kind, now=now)
        facts = Facts.load(visit, session_of(visit), now=now)
        new = _issued(
            facts, PaperKind(old.kind), person,
            number=number, day=day, by=by, now=now, instead_of=this, reason=reason.strip(),
        )  # fmt: skip
    return making.make(new, now=now)


def _issued(
    facts: Facts,
    kind: PaperKind,
    person: Participant | None,
    *,
    number: str = "",
    day: dt.date | None = None,
    by: Actor,
    now: dt.datetime,
    version: int | None = None,
    instead_of: Taken | None = None,
    reason: str = "",
    sources: Sources | None = None,
) -> Paper:
    """The issued paper, in the caller's transaction and under the visit's lock."""
    visit = facts.visit
    _check_time(facts, kind, person, by=by, now=now)
    there = _living(visit, kind, person)
    if instead_of is None and there is not None and there.state in IN_FORCE:
        if not _is_form(there) or not facts.over:
            raise AlreadyIssued(there)
        instead_of = Taken(visit=visit, paper=there, now=now, by=by)
    if version is not None and there is not None and version != there.version:
        raise StalePaper(there)
    if instead_of is not None:
        old, there = instead_of.paper, None
        old.state, old.ended_at, old.reason = State.REPLACED, now, reason
        # Before the new one, since one is in force at a time.
        old.save(update_fields=["state", "ended_at", "reason"])
    paper = there or unsaved(visit, kind, person, by=by, now=now)
    today = local_day(now)
    paper.issued_on, paper.issued_at = day or today, now
    _check_day(paper.issued_on, today, running=not number.strip() and kind in NUMBERED)
    if number.strip():
        paper.number = numbers.keep_typed(number, day=paper.issued_on)
    elif kind in NUMBERED:
        paper.number, paper.running = numbers.take(kind, day=paper.issued_on)
        paper.year = paper.issued_on.year
    # What it is made from is asked for once it has its number, and frozen with it.
    paper.state = State.ISSUED
    said = making.contents_of(paper, now=now, sources=sources)
    paper.data = {**said, making.BASIS: basis_of(facts, kind, paper.person)}
    paper.version += paper.pk is not None
    paper.save()
    if instead_of is not None:
        instead_of.paper.replaced_by = paper
        instead_of.to(None, Kind.PAPER_REPLACED, replaced_by=paper.pk)
    Taken(visit=visit, paper=paper, now=now, by=by).note(Kind.PAPER_ISSUED)
    return paper


def _check_time(
    facts: Facts, kind: PaperKind, person: Participant | None, *, by: Actor, now: dt.datetime
) -> None:
    visit = facts.visit
    if not it_is_time(visit, kind):
        raise WrongStatus(visit, by.kind, now=now)
    if person is None:
        if kind == PaperKind.VISUM:
            raise WhosePaper("a visum sheet is a person's")
        return
    if kind not in OF_PERSONS:
        raise WhosePaper("this paper is the delegation's")
    if facts.over and person.number not in facts.came:
        raise NotThere(visit, by.kind, now=now)


def _living(visit: Visit, kind: PaperKind, person: Participant | None) -> Paper | None:
    number = person.number if person else 0
    states = [State.DRAFT, *IN_FORCE]
    there = visit.papers.filter(kind=kind, person=number, state__in=states).first()
    if there is not None:
        there.visit = visit
    return there


def _is_form(paper: Paper) -> bool:
    return paper.kind == PaperKind.VISUM and not paper.data.get("basis", {}).get("dated")


def _check_day(day: dt.date, today: dt.date, *, running: bool) -> None:
    if day > today:
        raise numbers.BadDate("future", today)
    if running and day.year != today.year:
        raise numbers.BadDate("other_year", today)

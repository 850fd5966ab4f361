"""A leader's first page: today and the weeks, whom to receive, what waits, what was given away."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from scheduling.availability import Schedule, WeekState
from scheduling.slots import Slot, SlotId
from scheduling.weeks import monday_of
from visits.conversation.dispositions import LIVING
from visits.inbox.items import Obligation
from visits.models import Assignment, Disposition, Officer, Rank, Status, Visit
from visits.pages.desk.frame.access import needs
from visits.pages.desk.inbox.queue import queue_of
from visits.people.officers import HEIGHT, Candidate, Standing, by_rank, candidates_of, first_of
from visits.people.roles import Right, may_raise_week
from visits.queries.visits import Session, sessions_of, visits_between

_EXPECTED = (Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)
_WEEKS_SHOWN = 5
_WAITING_SHOWN = 8
_ENDED_SHOWN = dt.timedelta(days=7)
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Guests:
    """An approved visit as a leader looks at it.

    `receiving` is who is named, `beneath` whether their rank is lower than the guests' though
    somebody of the same or a higher one is there; `fitting` who receives these guests by rank;
    `mine` whether that is the reader.
    """

    visit: Visit
    session: Session
    receiving: Assignment | None
    beneath: bool
    fitting: list[Candidate]
    mine: bool

    @property
    def over(self) -> bool:
        """Whether nobody is to be received any more."""
        return self.visit.status in (Status.COMPLETED, Status.NO_SHOW)


@dataclass(frozen=True)
class Wish:
    """A session that was asked for, as it stands now; None where the timetable has it no more."""

    slot_id: SlotId
    slot: Slot | None
    held: bool


@dataclass(frozen=True)
class Asking:
    """A request that waits for a decision, with what decides it."""

    obligation: Obligation
    visit: Visit
    wishes: list[Wish]
    week: WeekState | None
    suggested: Candidate | None

    @property
    def due(self) -> dt.date:
        """The local day until when it waits for the answer."""
        return timezone.localdate(self.obligation.due)


@never_cache
@require_safe
@needs(Right.DIRECT)
def home(request: HttpRequest) -> HttpResponse:
    """Everything that a leader looks for, on one page; a fixed number of queries."""
    now = timezone.now()
    today = timezone.localdate(now)
    monday = monday_of(today)
    me = Officer.objects.filter(user=request.user.pk, active=True).first()
    queue = queue_of(request, now)
    to_decide = [o for o in queue.obligations if o.to_decide and o.visit is not None]
    schedule = _schedule(to_decide, monday, now)
    placed = _placed(today, monday + 2 * _WEEK - dt.timedelta(days=1))
    asking = to_decide[:_WAITING_SHOWN]
    found = candidates_of([*placed, *((o.visit, o.session) for o in asking if o.visit)])
    guests = _guests(placed, found, me)
    context = {
        "section": "leader",
        "inbox_count": queue.count,
        "today": today,
        "days": [
            ("today", [g for g in guests if g.session.date == today]),
            ("week", [g for g in guests if today < g.session.date < monday + _WEEK]),
            ("next", [g for g in guests if g.session.date >= monday + _WEEK]),
        ],
        "in_person": [g for g in guests if not g.over and _in_person(g, me)],
        "ranked": me is not None and bool(me.rank),
        "asking": _asking(asking, schedule, found),
        "more": len(to_decide) - _WAITING_SHOWN,
        "weeks": [w for w in schedule.weeks() if w.starts_on < monday + _WEEKS_SHOWN * _WEEK],
        "raises": may_raise_week(request.user),
        "given": _given(request, now),
        "living": LIVING,
    }
    return render(request, "desk/leader/home.html", context)


def _placed(first: dt.date, last: dt.date) -> list[tuple[Visit, Session]]:
    """Who comes from `first` to `last`, with their sessions."""
    visits = list(visits_between(first, last, statuses=_EXPECTED))
    sessions = sessions_of(visits)
    return [(visit, sessions[visit.pk]) for visit in visits if visit.pk in sessions]


def _guests(
    placed: Sequence[tuple[Visit, Session]],
    found: Mapping[int, list[Candidate]],
    me: Officer | None,
) -> list[Guests]:
    """The same with who receives them, or could, by the hour; no query, `found` read officers."""
    rows = []
    for visit, session in placed:
        receives = [a for a in visit.assignments.all() if a.role == Assignment.Role.RECEIVING]
        rows.append(_row(visit, session, receives[0] if receives else None, found[visit.pk], me))
    return sorted(rows, key=lambda row: (row.session.starts_at, row.visit.pk))


def _row(
    visit: Visit,
    session: Session,
    receiving: Assignment | None,
    found: list[Candidate],
    me: Officer | None,
) -> Guests:
    fitting = by_rank(found)
    who = next((c for c in found if receiving and c.officer.pk == receiving.officer_id), None)
    beneath = bool(fitting) and who is not None and who.standing in (Standing.LOWER, None)
    beneath = beneath and fitting[0].standing != Standing.LOWER
    open_still = receiving is None or beneath or receiving.answer == Assignment.Answer.DECLINED
    by_my_rank = me is not None and any(c.officer == me for c in fitting)
    mine = (receiving is not None and me is not None and receiving.officer_id == me.pk) or (
        by_my_rank and open_still
    )
    return Guests(visit, session, receiving, beneath, fitting, mine)


def _in_person(row: Guests, me: Officer | None) -> bool:
    """Whether the reader receives these guests; without a rank, whoever is led by a ranked one."""
    if me is not None and me.rank:
        return row.mine
    return HEIGHT[row.visit.leader_rank] > HEIGHT[Rank.OTHER]


def _schedule(to_decide: list[Obligation], monday: dt.date, now: dt.datetime) -> Schedule:
    """The weeks shown, and as far as anybody asks for."""
    last = monday + _WEEKS_SHOWN * _WEEK - dt.timedelta(days=1)
    days = [
        SlotId.parse(text).date
        for o in to_decide[:_WAITING_SHOWN]
        if o.visit
        for text in o.visit.preferred_slots
    ]
    return Schedule.load(first=monday, last=max([*days, last]), now=now)


def _asking(
    to_decide: list[Obligation], schedule: Schedule, found: Mapping[int, list[Candidate]]
) -> list[Asking]:
    weeks = {week.starts_on: week for week in schedule.weeks()}
    rows = []
    for obligation in to_decide:
        visit, session = obligation.visit, obligation.session
        if visit is None:
            continue
        wishes = [_wish(visit, session, SlotId.parse(text), schedule) for text in _wished(visit)]
        day = session.date if session else wishes[0].slot_id.date if wishes else None
        rows.append(
            Asking(
                obligation=obligation,
                visit=visit,
                wishes=wishes,
                week=weeks.get(monday_of(day)) if day else None,
                suggested=first_of(found[visit.pk]),
            )
        )
    return rows


def _wished(visit: Visit) -> list[str]:
    return list(visit.preferred_slots)[:3]


def _wish(visit: Visit, session: Session | None, wish: SlotId, schedule: Schedule) -> Wish:
    slot = schedule.slot(wish, people=visit.people, ignore_owner=visit.owner_key, overrule=True)
    return Wish(wish, slot, held=session is not None and session.slot_id == str(wish))


def _given(request: HttpRequest, now: dt.datetime) -> list[Disposition]:
    """What the reader gave others to do: what is open, and what ended lately."""
    lately = Q(outcome="", visit__status__in=LIVING) | Q(ended_at__gt=now - _ENDED_SHOWN)
    found = Disposition.objects.filter(lately, author=request.user.pk)
    return list(found.select_related("visit__region__province").order_by("outcome", "due", "pk"))

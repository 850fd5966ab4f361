"""All visits that are open, with what belongs to them, read once."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone

from scheduling.availability import Schedule
from scheduling.models import Waiting
from scheduling.sharing import waiting
from scheduling.slots import SlotId
from visits.inbox.signs import Sign, clashes, signs_of
from visits.life.table import WAITING
from visits.models import AgendaItem, Assignment, Status, Visit, VisitEvent
from visits.queries.visits import Session, sessions_of

# Received, or to be: somebody has to note the day.
_HERE = (Status.CONFIRMED, Status.ARRIVED)
# Events after which it is clear whose turn it is.
_TURNS = ("submitted", "verified", "refused", "moved", "move_asked", "accepted", "offer_lapsed")


@dataclass(frozen=True)
class Turn:
    """The last thing after which it is clear whose turn it is."""

    kind: str
    at: dt.datetime


@dataclass(frozen=True)
class Open:
    """All that is open at a moment: see `load`."""

    now: dt.datetime
    today: dt.date
    visits: list[Visit]
    sessions: dict[int, Session]
    clashing: dict[int, Visit]
    receiving: dict[int, Assignment]
    officers: dict[int, list[Assignment]]
    gone: dict[int, list[str]]
    last: Mapping[int, Turn]
    numbers: dict[str, int]
    queue: Sequence[Waiting]
    schedule: Schedule
    next_working_day: dt.date
    # Where the days that were proposed lie outside of `schedule`.
    proposals: Schedule | None = None
    # When the rundown of a visit ends, where it has one.
    rundown_ends: Mapping[int, dt.datetime] = field(default_factory=dict)

    @classmethod
    def load(cls, visits: QuerySet[Visit], *, now: dt.datetime) -> "Open":
        """A fixed number of queries, however many visits are open or past."""
        today = timezone.localdate(now)
        turns = VisitEvent.objects.filter(visit=OuterRef("pk"), kind__in=_TURNS).order_by("-id")
        here = visits.filter(status__in=[*WAITING, *_HERE]).order_by("id")
        rows = here.annotate(
            turn_kind=Subquery(turns.values("kind")[:1]), turn_at=Subquery(turns.values("at")[:1])
        )
        last = {v.pk: Turn(v.turn_kind, v.turn_at) for v in rows if v.turn_at is not None}
        found: list[Visit] = list(rows)
        sessions = sessions_of(found, named=True)
        proposed = [SlotId.parse(s).date for v in found for s in v.proposed_slots]
        last_day = max([*(session.date for session in sessions.values()), *proposed, today])
        schedule = Schedule.load(first=today, now=now)
        if last_day > schedule.latest:
            schedule = Schedule.load(first=today, last=last_day, now=now)
        named: dict[int, list[Assignment]] = {}
        officers = Assignment.objects.filter(visit__in=[visit.pk for visit in found])
        for assignment in officers.select_related("officer", "colleague").order_by("id"):
            named.setdefault(assignment.visit_id, []).append(assignment)
        waits = any(visit.status == Status.WAITLISTED for visit in found)
        queue = waiting.queue() if waits else []
        return cls.among(found, sessions, named, queue, schedule=schedule, turns=last)

    @classmethod
    def among(
        cls,
        visits: Iterable[Visit],
        sessions: dict[int, Session],
        named: Mapping[int, Sequence[Assignment]],
        queue: Sequence[Waiting],
        *,
        schedule: Schedule,
        turns: Mapping[int, Turn] | None = None,
    ) -> "Open":
        """Of visits that were read already, with who is named for them.

        One query where `turns` are not known; one where a rundown is set; three more where sessions
        were proposed that lie outside of `schedule`.
        """
        found = [visit for visit in visits if visit.status in {*WAITING, *_HERE}]
        officers = [a for visit in found for a in named.get(visit.pk, ())]
        gone: dict[int, list[str]] = {}
        for assignment in officers:
            if not assignment.officer.active:
                gone.setdefault(assignment.visit_id, []).append(assignment.officer.name)
        days = [SlotId.parse(s).date for v in found for s in v.proposed_slots]
        outside = [day for day in days if not schedule.first <= day <= schedule.last]
        wide = None
        if outside:
            first, last = min(days), max(days)
            wide = Schedule.load(first=first, last=last, now=schedule.now)
        return cls(
            now=schedule.now,
            today=schedule.today,
            visits=found,
            sessions=sessions,
            clashing=clashes(found, sessions),
            receiving={a.visit_id: a for a in officers if a.role == Assignment.Role.RECEIVING},
            officers={visit.pk: list(named.get(visit.pk, ())) for visit in found},
            gone=gone,
            last=turns if turns is not None else _turns_of(found),
            numbers={entry.owner: n for n, entry in enumerate(queue, start=1)},
            queue=queue,
            schedule=schedule,
            next_working_day=schedule.next_working_day,
            proposals=wide,
            rundown_ends=_rundown_ends(found),
        )

    def can_be_had(self, visit: Visit) -> bool:
        """Whether one of the sessions proposed to the visit can still be taken."""
        ids = (SlotId.parse(text) for text in visit.proposed_slots)
        schedule = self.proposals or self.schedule
        slots = (
            schedule.slot(slot, people=visit.people, ignore_owner=visit.owner_key, overrule=True)
            for slot in ids
            if slot.date >= self.today
        )
        return any(slot and slot.available and slot.starts_at > self.now for slot in slots)

    def session(self, visit: Visit) -> Session | None:
        """The session that the visit has now."""
        session = self.sessions.get(visit.pk)
        return None if session is None or session.given_back else session

    def overruns(self, visit: Visit) -> dt.datetime | None:
        """When the rundown ends, where that is after the session (agenda/following.py)."""
        ends, session = self.rundown_ends.get(visit.pk), self.session(visit)
        return ends if ends and session and ends > session.ends_at else None

    def signs(self, visit: Visit) -> tuple[Sign, ...]:
        """What its row says of the visit at a glance."""
        return signs_of(visit, self.session(visit), self.clashing.get(visit.pk))


def _turns_of(visits: Iterable[Visit]) -> dict[int, Turn]:
    events = VisitEvent.objects.filter(visit__in=visits, kind__in=_TURNS).order_by("id")
    return {e.visit_id: Turn(e.kind, e.at) for e in events}


def _rundown_ends(visits: Iterable[Visit]) -> dict[int, dt.datetime]:
    """When the last item of each rundown ends; no query where none is set."""
    having = [visit.pk for visit in visits if visit.agenda_from is not None]
    if not having:
        return {}
    items = AgendaItem.objects.filter(visit__in=having).order_by().values("visit")
    return dict(items.annotate(end=Max("ends_at")).values_list("visit", "end"))

"""A decision taken back: whoever made it can for a while, and until then nothing of it is told.

What was there before it stands beside its event (history/recent.py) and is put back: status,
sessions proposed, the place, the turn on the waiting list, officers. Version and SEQUENCE go on,
since pages and feeds showed the decision.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.sharing import putting_back
from visits.history import recent
from visits.history.events import Actor
from visits.life.step import Kind, Step, pass_on, step
from visits.life.table import Action
from visits.models import Assignment, RecentDecision, Status, Visit, VisitEvent

# What waits before it is told, where the host's side did it.
UNDOABLE = frozenset(
    {Kind.APPROVED, Kind.DECLINED, Kind.PROPOSED, Kind.CANCELLED, Kind.LETTER_DUE_SET}
)
# In these a place is booked.
_BOOKED = (Status.CONFIRMED, Status.ARRIVED)


class CannotUndo(Exception):
    """There is nothing to be taken back; `code` is one of these, `event` the one meant, if any.

    `nothing` (the last step was no such decision), `too_late`, `not_yours`, `changed`.
    """

    def __init__(self, code: str, event: VisitEvent | None = None) -> None:
        super().__init__(code)
        self.code, self.event = code, event


def undo_until(visit: Visit, *, by: Actor, now: dt.datetime) -> dt.datetime | None:
    """Until when `by` can take the last decision on `visit` back, or None (aware)."""
    try:
        return _decision_on(visit, by=by, now=now).until
    except CannotUndo:
        return None


@again
def undo(visit: Visit, *, by: Actor, now: dt.datetime, version: int | None = None) -> Visit:
    """Take back the last decision on `visit`, which `by` made; all is as before it.

    Twice by the same is once. Raises CannotUndo, and scheduling.capacity.Refused where its place
    was given to others meanwhile.
    """
    if done := recent.done_already(visit, Kind.UNDONE, by=by):
        return done
    with step(visit, Action.UNDO, by=by, now=now, version=version) as this:
        visit = this.visit
        decision = _decision_on(visit, by=by, now=now)
        _put_back(this, decision.before)
        RecentDecision.objects.filter(pk=decision.pk).update(undone=True)
        status = Status(decision.before["fields"]["status"])
        this.to(status, Kind.UNDONE, undoes=decision.event.kind)
    return visit


def let_go_due(*, now: dt.datetime, limit: int = 500) -> int:
    """Give back places that ended visits kept while their end could be taken back; how many.

    They go to whoever waits for them.
    """
    ended = (Status.DECLINED, Status.CANCELLED)
    uids = [owner.removeprefix("visit:") for owner in places.held_until(now)]
    count = 0
    for visit in Visit.objects.filter(uid__in=uids, status__in=ended).order_by("pk")[:limit]:
        with transaction.atomic():
            locked = Visit.objects.select_for_update(skip_locked=True).filter(pk=visit.pk).first()
            held = places.locked(locked.owner_key) if locked else None
            if locked is None or locked.status not in ended or held is None:
                continue  # taken back between the query and the lock, or just now
            capacity.release(owner=locked.owner_key, now=now)
            pass_on(now=now, week=held.week_id)
            count += 1
    return count


def _decision_on(visit: Visit, *, by: Actor, now: dt.datetime) -> RecentDecision:
    """The one that `by` may take back at this moment; raises CannotUndo."""
    decision = visit.recent.filter(undone=False).select_related("event").last()
    event = decision.event if decision else recent.last_change(visit)
    if event is None or event.kind not in UNDOABLE:
        raise CannotUndo("nothing")
    if not recent.is_same(event, by):
        raise CannotUndo("not_yours", event)
    if decision is None or decision.until <= now:
        raise CannotUndo("too_late", event)
    # Passed on by WhatsApp it was told; what else came after stands on it.
    since = visit.events.filter(pk__gt=event.pk).exclude(kind__in=recent.BESIDE)
    if decision.version != visit.version or since.exists():
        raise CannotUndo("changed", event)
    return decision


def _put_back(this: Step, before: dict[str, Any]) -> None:
    visit = this.visit
    kinds = {field.name: field for field in Visit._meta.concrete_fields}
    for name, value in before["fields"].items():
        if name != "status":
            setattr(visit, name, kinds[name].to_python(value))
    _name_again(visit, before["people"])
    held = places.reservation_of(visit.owner_key)
    others = (before["place"] or {}).get("others", [])
    together = Visit.objects.filter(uid__in=[o.removeprefix("visit:") for o in others])
    booked = before["fields"]["status"] in _BOOKED or together.filter(status__in=_BOOKED).exists()
    freed = putting_back.put_back(owner=visit.owner_key, was=before, booked=booked, now=this.now)
    if freed and held is not None:
        this.freed.add(held.week_id)


def _name_again(visit: Visit, people: list[Any]) -> None:
    """The officers as they were; what those who stay have answered meanwhile stands."""
    before = {officer: (role, said) for officer, role, *said in people}
    roles = dict(visit.assignments.values_list("officer_id", "role"))
    if roles == {officer: role for officer, (role, _said) in before.items()}:
        return
    visit.assignments.exclude(officer_id__in=before).delete()
    # One receives at the most, also for a moment.
    visit.assignments.update(role=Assignment.Role.AGENCY)
    for officer, (role, said) in before.items():
        if officer in roles:
            visit.assignments.filter(officer_id=officer).update(role=role)
        else:
            answer, at, *excuse = said
            # A release before this one kept no excuse.
            reason, colleague = excuse or ("", None)
            visit.assignments.create(
                officer_id=officer,
                role=role,
                answer=answer,
                confirmed_at=parse_datetime(at) if at else None,
                reason=reason,
                colleague_id=colleague,
            )

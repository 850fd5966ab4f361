"""Joint visits: small delegations received together, who use one place of the week.

Each keeps its own identity, status, papers and calendar event.
"""

import datetime as dt

from django.db import transaction

from scheduling import capacity, places
from scheduling.database.contention import again
from scheduling.models import Reservation
from scheduling.sharing import joint
from scheduling.slots import SlotId
from visits.history.events import Actor, record
from visits.life.deadlines import check_not_over
from visits.life.step import Kind, WrongStatus, step
from visits.life.table import Action
from visits.models import Status, Visit


class CannotJoin(Exception):
    """The visits cannot be made one; `code` is `same_visit`, `joined_already` or `no_place`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@again
def merge(
    visit: Visit,
    *,
    into: Visit,
    by: Actor,
    now: dt.datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Let `visit` be received together with `into`, in its session; gives `visit`.

    Its own place goes back to its week. Where `into` is confirmed, `visit` is too by this decision.
    Raises CannotJoin, and scheduling.capacity.Refused beyond the room's number of people, or where
    its session has begun (with `override_reason`: is over).
    """
    if visit.pk == into.pk:
        raise CannotJoin("same_visit")
    with transaction.atomic():
        # Both are locked in one order, whichever is merged into which.
        pks = sorted([visit.pk, into.pk])
        found = {v.pk: v for v in Visit.objects.select_for_update(of=("self",)).filter(pk__in=pks)}
        host = found[into.pk]
        with step(visit, Action.MERGE, by=by, now=now, version=version) as this:
            visit = this.visit
            if host.status not in (Status.REQUESTED, Status.CONFIRMED):
                raise WrongStatus(host, by.kind, now=now)
            own = places.locked(visit.owner_key)
            theirs = places.reservation_of(host.owner_key)
            if theirs is not None:
                check_not_over(theirs, now=now, overrule=bool(override_reason))
            try:
                joint.join(
                    owner=visit.owner_key,
                    people=visit.people,
                    into=host.owner_key,
                    now=now,
                    overrule=bool(override_reason),
                )
            except ValueError as error:
                raise CannotJoin("joined_already") from error
            if own is not None:
                this.freed.add(own.week_id)
            visit.proposed_slots = []
            this.ask_officers_again()
            data = {"into": host.reference, "slot": slot_of(visit)}
            if override_reason:
                data["override_reason"] = override_reason
            if visit.status == Status.CONFIRMED:
                # What was promised to this one holds for the place that it comes into.
                capacity.book(owner=visit.owner_key, now=now)
                this.to(None, Kind.MERGED, **data)
            else:
                this.to(Status(host.status), Kind.MERGED, **data)
            told = {"with": visit.reference}
            record(host, Kind.MERGED, by=by, now=now, was=host.status, data=told)
    return visit


@again
def split(
    visit: Visit,
    *,
    slot: SlotId,
    by: Actor,
    now: dt.datetime,
    override_reason: str = "",
    version: int | None = None,
) -> Visit:
    """Take the visit out of its joint visit into `slot`, where it needs a place of its own.

    Raises CannotJoin("no_place") where it shares none, Refused where `slot` cannot be had.
    """
    with step(visit, Action.SPLIT, by=by, now=now, version=version) as this:
        visit = this.visit
        try:
            joint.leave(
                owner=visit.owner_key,
                to=slot,
                people=visit.people,
                now=now,
                booked=visit.status == Status.CONFIRMED,
                overrule=bool(override_reason),
            )
        except Reservation.DoesNotExist as error:
            raise CannotJoin("no_place") from error
        this.ask_officers_again()
        data = {"override_reason": override_reason} if override_reason else {}
        this.to(None, Kind.SPLIT, slot=slot_of(visit), **data)
    return visit


def companions_of(visit: Visit) -> list[Visit]:
    """The visits that come together with this one, the one that holds the place first."""
    place = places.reservation_of(visit.owner_key)
    if place is None:
        return []
    order = [owner for owner in places.owners_of(place) if owner != visit.owner_key]
    uids = [owner.removeprefix("visit:") for owner in order]
    found = {v.owner_key: v for v in Visit.objects.filter(uid__in=uids).select_related("region")}
    return [found[owner] for owner in order if owner in found]


def slot_of(visit: Visit) -> str:
    """The id of the session that the visit has, or nothing."""
    place = places.reservation_of(visit.owner_key)
    return place.slot_id if place else ""

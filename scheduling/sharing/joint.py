"""Joint visits: several owners in one session, who together use one place of its week."""

import datetime as dt

from django.db import transaction

from scheduling.availability import Schedule
from scheduling.capacity import Refused, put, reason_of, week_of
from scheduling.database.contention import again
from scheduling.models import Reservation, Share
from scheduling.places import lock_weeks, locked, part, people_of
from scheduling.rules.weekly_capacity import lock_weeks_by_rule
from scheduling.slots import Reason, SlotId

State = Reservation.State


@again
def join(
    *, owner: str, people: int, into: str, now: dt.datetime, overrule: bool = False
) -> Reservation:
    """Let `owner` come along in the place of owner `into`; gives that place.

    A place that `owner` had goes back to its week, and whoever shared it comes along too. Raises
    Refused("too_many_people") beyond the room's number unless `overrule`d, ValueError where both
    are in one place already, Reservation.DoesNotExist where `into` has none.
    """
    with transaction.atomic():
        own = locked(owner)
        place = locked(into)
        if place is None:
            raise Reservation.DoesNotExist(into)
        if own is not None and own.pk == place.pk:
            raise ValueError("joined already")
        lock_weeks([place.week_id, *([own.week_id] if own else [])])
        followers = list(own.shares.all()) if own is not None and own.owner == owner else []
        coming = people + sum(share.people for share in followers)
        if people_of(place) + coming > place.room.people_limit and not overrule:
            raise Refused(Reason.TOO_MANY_PEOPLE, place.slot)
        if own is not None and own.owner == owner:
            own.shares.update(reservation=place)
            own.state, own.hold_expires_at, own.released_at = State.RELEASED, None, now
            own.save(update_fields=["state", "hold_expires_at", "released_at"])
        elif own is not None:
            part(owner, own, now=now)
        Share.objects.create(reservation=place, owner=owner, people=people, joined_at=now)
        return place


@again
def leave(
    *,
    owner: str,
    to: SlotId,
    people: int,
    now: dt.datetime,
    booked: bool,
    overrule: bool = False,
) -> Reservation:
    """Give `owner` a place of its own in session `to`, out of the one it shares; all or nothing.

    It takes one more place, so the week's capacity is asked again. It is `booked`, or held until
    somebody decides: the others' state says nothing of this one's. Raises Refused where `to`
    cannot be had, Reservation.DoesNotExist where nothing is shared.
    """
    with transaction.atomic():
        schedule = Schedule.load(first=to.date, last=to.date, now=now)
        place = locked(owner)
        if place is None or not place.shares.exists():
            raise Reservation.DoesNotExist(owner)
        mondays = sorted({place.week_id, week_of(to)})
        new = schedule.new_weeks([week_of(to)])
        schedule.see_places_again(lock_weeks_by_rule(mondays, new=new, stamp=schedule.stamp))
        slot = schedule.slot(to, people=people, overrule=overrule)
        reason = reason_of(slot)
        if slot is None or reason:
            raise Refused(reason or "slot_closed", to)
        own = Reservation(
            owner=owner,
            people=people,
            state=State.BOOKED if booked else State.HOLD,
            created_at=now,
            booked_at=now if booked else None,
        )
        part(owner, place, now=now)
        return put(own, slot)

"""Who was there, and who is here now: what pages, papers and programs read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from visits.models import Participant, Presence, Visit


def present(visit: Visit) -> QuerySet[Presence]:
    """Who of the delegation was noted as present, by their number; with the participant."""
    noted = Presence.objects.filter(visit=visit).select_related("participant")
    return noted.order_by("participant__number")


@dataclass(frozen=True)
class OnTheList:
    """A participant, and when they were here; None: not noted."""

    participant: Participant
    presence: Presence | None


def roll(visit: Visit) -> list[OnTheList]:
    """Everybody on the list by their number, present or not; two queries."""
    noted = {one.participant_id: one for one in Presence.objects.filter(visit=visit)}
    people = visit.participants.order_by("number")
    return [OnTheList(one, noted.get(one.pk)) for one in people]


@dataclass(frozen=True)
class Inside:
    """Those of one visit who are in the building."""

    visit: Visit
    people: Sequence[Presence]


def in_the_building(now: dt.datetime) -> list[Inside]:
    """Who came today (the host's date) and has not left, by visit, the first to come first.

    Whoever was never noted to leave on an earlier day has gone home all the same. One query.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    here = Presence.objects.filter(left_at=None, came_at__gte=midnight, came_at__lte=now)
    rows = here.select_related("participant", "visit__region__province").order_by(
        "visit__arrived_at", "visit_id", "participant__number"
    )
    return [Inside(visit, list(people)) for visit, people in groupby(rows, lambda row: row.visit)]


def not_by_name(now: dt.datetime) -> list[Visit]:
    """Visits that are here today of whom nobody was noted by name: only their number is known."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    here = Visit.objects.filter(status="arrived", arrived_at__gte=midnight, presences=None)
    return list(here.select_related("region__province").order_by("arrived_at", "pk"))

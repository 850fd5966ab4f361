"""What the JSON of visits needs beside their own rows: read for all at once, or known already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from scheduling.models import BookingRules
from visits.life.requesting import Stored
from visits.models import Assignment, Visit
from visits.people.filling import waiting_of
from visits.queries.known import know
from visits.queries.visits import Session, session_in, sessions_of


@dataclass(frozen=True)
class Around:
    """Sessions by visit, who has officers, and how many names wait for a visit's contact."""

    sessions: Mapping[int, Session]
    with_officers: frozenset[int]
    waiting: Mapping[int, int]

    @classmethod
    def read(cls, visits: Sequence[Visit], *, in_list: bool) -> "Around":
        """Of visits as they are; for those `in_list` without what names people."""
        sessions = sessions_of(visits)
        if in_list:
            named = Assignment.objects.filter(visit__in=visits).order_by()
            pks = named.values_list("visit", flat=True).distinct()
            return cls(sessions, frozenset(pks), {})
        officers = Assignment.objects.select_related("officer", "colleague")
        prefetch_related_objects(
            visits, "topics", "agencies", "participants", Prefetch("assignments", officers)
        )
        return cls(
            sessions,
            frozenset(visit.pk for visit in visits if visit.assignments.all()),
            {visit.pk: waiting_of(visit).count() for visit in visits},
        )

    @classmethod
    def known(cls, stored: Stored) -> "Around":
        """Of a request that was just stored: nobody is named for it yet; no query."""
        visit, place = stored.visit, stored.place
        know(
            visit,
            topics=stored.topics,
            agencies=stored.agencies,
            participants=stored.participants,
            assignments=(),
        )
        zone = BookingRules.load().zone
        sessions = {visit.pk: session_in(place, zone=zone, joint=False)} if place else {}
        return cls(sessions, frozenset(), {})

"""When visits are, said in SQL: to filter and to sort by the session that lists show.

That is the one whose place a visit has, alone or in another's, else the one that it gave back: the
same as `visits.sessions_of` finds for a page of them. A visit of the time before has no session:
its first day counts (visits/imports/). The database itself keeps it (search/list_keys.py).
"""

import datetime as dt
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from scheduling.models import Reservation, Share
from visits.models import ListKey, Visit


class _OwnerKey(Func):
    """`Visit.owner_key` of a uid; SQLite keeps one as 32 digits, an owner has hyphens in it."""

    template = "'visit:' || (%(expressions)s)::text"
    output_field = CharField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Eight digits, three times four, twelve."""
        parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        cut = " || '-' || ".join(f"substr(%(expressions)s, {at}, {n})" for at, n in parts)
        return self.as_sql(compiler, connection, template=f"'visit:' || {cut}", **more)


def in_days(visits: QuerySet[Visit], first: dt.date, last: dt.date) -> QuerySet[Visit]:
    """Those of `visits` whose session is on one of these local dates, both included."""
    # An hour stands behind its day, and before 99 of it.
    keys = ListKey.objects.filter(begins__gte=f"{first}", begins__lte=f"{last}T99")
    return visits.filter(pk__in=keys.values("pk"))


def not_given_back(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Those of `visits`, which have a session or a day, whose place is theirs still."""
    key = _OwnerKey(OuterRef("uid"))
    taken = Reservation.objects.exclude(state=Reservation.State.RELEASED).filter(owner=key)
    has_place = Q(Exists(taken)) | Q(Exists(Share.objects.filter(owner=key)))
    return visits.filter(Q(held_on__isnull=False) | has_place)


def session_begin() -> Combinable:
    """When a visit's session begins, as text that sorts so ("2026-12-08T09:00:00"), or ""."""
    return F("list_key__begins")


def hold_ends() -> Combinable:
    """Until when a visit's own place is held, or NULL where it has none, or holds it for good."""
    held = Reservation.objects.filter(
        owner=_OwnerKey(OuterRef("uid")), state=Reservation.State.HOLD
    )
    return Subquery(held.values("hold_expires_at")[:1])

"""When visits are, said in SQL: to filter and to sort by the session that lists show.

That is the one whose place a visit has, alone or in another's, else the one that it gave back: the
same as `visits.sessions_of` finds for a page of them. A visit of the time before has no session:
its first day counts (visits/imports/).
"""

import datetime as dt
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Replace, Substr

from scheduling.models import Reservation, Share
from visits.models import Visit

_TAKEN = Reservation.objects.exclude(state=Reservation.State.RELEASED)


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


def _uid_of_owner() -> Cast:
    """The uid in an owner's key, the other way round."""
    digits = Replace(Substr("owner", len("visit:") + 1), Value("-"), Value(""))
    return Cast(digits, UUIDField())


def in_days(visits: QuerySet[Visit], first: dt.date, last: dt.date) -> QuerySet[Visit]:
    """Those of `visits` whose session is on one of these local dates, both included."""
    taken = _TAKEN.filter(date__range=(first, last))
    own = taken.filter(owner__startswith="visit:").values_list(_uid_of_owner())
    shares = Share.objects.filter(reservation__in=taken, owner__startswith="visit:")
    # A session's id begins with its date and hour: none is later than nine tens of hours.
    given_back = Q(last_slot__gte=f"{first}", last_slot__lte=f"{last}-9") & ~_has_place()
    shared = Q(uid__in=shares.values_list(_uid_of_owner()))
    held = Q(held_on__range=(first, last))
    # Each by an index of its own: with OR the database reads all visits ever made.
    ways = (Q(uid__in=own), shared, given_back, held)
    by_own, *others = (Visit.objects.filter(way).order_by().values("pk") for way in ways)
    return visits.filter(pk__in=by_own.union(*others))


def _has_place() -> Q:
    key = _OwnerKey(OuterRef("uid"))
    return Q(Exists(_TAKEN.filter(owner=key))) | Q(Exists(Share.objects.filter(owner=key)))


def session_begin() -> Combinable:
    """When a visit's session begins, as text that sorts so ("2026-12-08T09:00:00"), or NULL."""
    key = _OwnerKey(OuterRef("uid"))
    own = _TAKEN.filter(owner=key).values_list(_begin(""))
    shared = Share.objects.filter(owner=key).values_list(_begin("reservation__"))
    given_back = Concat(
        *(Substr("last_slot", 1, 10), Value("T"), Substr("last_slot", 12, 2)),
        *(Value(":"), Substr("last_slot", 14, 2), Value(":00")),
    )
    held = Concat(Cast("held_on", CharField()), Value("T00:00:00"))
    return Coalesce(
        *(Subquery(own[:1]), Subquery(shared[:1])),
        *(NullIf(given_back, Value("T::00")), NullIf(held, Value("T00:00:00"))),
    )


def hold_ends() -> Combinable:
    """Until when a visit's own place is held, or NULL where it has none, or holds it for good."""
    held = Reservation.objects.filter(
        owner=_OwnerKey(OuterRef("uid")), state=Reservation.State.HOLD
    )
    return Subquery(held.values("hold_expires_at")[:1])


def _begin(path: str) -> Concat:
    date, hour = (Cast(F(f"{path}{name}"), CharField()) for name in ("date", "starts_at"))
    return Concat(date, Value("T"), hour, output_field=CharField())

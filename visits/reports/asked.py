"""The requests of a period: how soon they were answered, what became of them, who waited."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Q

from scheduling.rules.rulebook import Rulebook
from scheduling.sessions.working_days import days_off
from visits.models import Status, Visit, VisitEvent
from visits.queries.narrowed import GOT_A_PLACE, plain, sent_between
from visits.reports.period import ONE_DAY, Period

Kind = VisitEvent.Kind
# What became of a request for good; the rest is under way.
ENDED = frozenset({Status.DECLINED, Status.CANCELLED, Status.EXPIRED})
APPROVED = frozenset({Status.CONFIRMED, Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW})
_DECIDED = frozenset({Kind.APPROVED, Kind.DECLINED, Kind.PROPOSED})
_REASONS_SHOWN = 6


@dataclass(frozen=True)
class Times:
    """How long something took, in days: so many, their median, and what nine of ten kept to."""

    count: int
    median: float | None
    nine_of_ten: float | None

    @classmethod
    def of(cls, days: Collection[float]) -> "Times":
        """Of durations in days; nothing but the count where there are none."""
        ordered = sorted(days)
        if not ordered:
            return cls(0, None, None)
        # Nearest rank: the least of them that at least nine of ten do not go beyond.
        return cls(len(ordered), median(ordered), ordered[math.ceil(len(ordered) * 0.9) - 1])


@dataclass(frozen=True)
class Asked:
    """What is told of the requests whose address was confirmed, by the day they were sent.

    `answered` is in working days, from the confirmed address to the first decision or proposal;
    `waited` in days, from the waiting list to a place. `reasons` are why requests were declined,
    in the words of their letters, with how many of each; `other_reasons` are told less often.
    """

    requests: int
    approved: int
    declined: int
    cancelled: int
    lapsed: int
    open: int
    answered: Times
    waiting: int
    got_a_place: int
    waited: Times
    reasons: list[tuple[str, int]]
    other_reasons: int


def asked_in(period: Period) -> Asked:
    """What the requests of `period` came to; three queries."""
    book = Rulebook.load()
    zone = book.rules.zone
    found = sent_between(Visit.objects.order_by(), period.first, period.last, zone=zone)
    verified: dict[int, dt.datetime] = {}
    statuses: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for pk, status, verified_at, reason in found.values_list(
        "pk", "status", "verified_at", "reason"
    ):
        if verified_at is None:  # filtered out above
            continue
        verified[pk] = verified_at
        statuses[status] += 1
        # An erased visit goes on counting, and its reason is gone.
        if status == Status.DECLINED and reason.strip():
            reasons[plain(reason)] += 1
    told = VisitEvent.objects.filter(
        Q(kind__in=_DECIDED | GOT_A_PLACE) | Q(to_status=Status.WAITLISTED),
        visit__in=found.values("pk"),
    )
    first = _Firsts.of(told.order_by("id").values_list("visit", "kind", "to_status", "at"))
    working = _working_days(days_off(book.closures), zone)
    most = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return Asked(
        requests=len(verified),
        approved=sum(statuses[status] for status in APPROVED),
        declined=statuses[Status.DECLINED],
        cancelled=statuses[Status.CANCELLED],
        lapsed=statuses[Status.EXPIRED],
        open=len(verified) - sum(statuses[status] for status in ENDED | APPROVED),
        answered=Times.of(
            [working(verified[pk], at) for pk, at in first.decided.items() if at >= verified[pk]]
        ),
        waiting=len(first.waiting),
        got_a_place=len(first.placed),
        waited=Times.of([(at - first.waiting[pk]) / ONE_DAY for pk, at in first.placed.items()]),
        reasons=most[:_REASONS_SHOWN],
        other_reasons=sum(count for _, count in most[_REASONS_SHOWN:]),
    )


@dataclass(frozen=True)
class _Firsts:
    """When each visit, by its id, was first decided on, first waited, and had a place from that."""

    decided: dict[int, dt.datetime] = field(default_factory=dict)
    waiting: dict[int, dt.datetime] = field(default_factory=dict)
    placed: dict[int, dt.datetime] = field(default_factory=dict)

    @classmethod
    def of(cls, events: Iterable[tuple[int, str, str, dt.datetime]]) -> "_Firsts":
        """Of events in order: visit, kind, status after it, moment.

        A decision that was taken back at once counts: its answer is as old by some seconds.
        """
        firsts = cls()
        for visit, kind, status, at in events:
            if kind in _DECIDED:
                firsts.decided.setdefault(visit, at)
            if kind in GOT_A_PLACE and visit in firsts.waiting:
                firsts.placed.setdefault(visit, at)
            if status == Status.WAITLISTED:
                firsts.waiting.setdefault(visit, at)
        return firsts


def _working_days(
    is_off: Callable[[dt.date], bool], zone: dt.tzinfo
) -> Callable[[dt.datetime, dt.datetime], float]:
    """How many working days lie between two moments, by local clocks: a day off counts nothing."""
    known: dict[dt.date, bool] = {}

    def off(day: dt.date) -> bool:
        if day not in known:
            known[day] = day.weekday() >= 5 or is_off(day)
        return known[day]

    def between(begin: dt.datetime, end: dt.datetime) -> float:
        start, stop = (moment.astimezone(zone).replace(tzinfo=None) for moment in (begin, end))
        days = (stop.date() - start.date()).days
        whole = sum(not off(start.date() + n * ONE_DAY) for n in range(days))
        found = float(whole)
        for moment, sign in ((start, -1), (stop, 1)):
            if not off(moment.date()):
                found += sign * ((moment - dt.datetime.combine(moment.date(), dt.time())) / ONE_DAY)
        return found

    return between

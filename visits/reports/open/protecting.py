"""Small numbers, from which somebody could be known, are told together with others.

The rules and what they are for: docs/decisions/0255.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from visits.reports.held import Count
from visits.reports.satisfaction import Index

# Fewer people, or answers to the survey, are not told by themselves.
FEWEST = 5


@dataclass(frozen=True)
class Told:
    """Counts of one kind: those told by themselves, and all `others` as one, with their keys."""

    counts: list[Count]
    others: Count | None
    together: frozenset[str]


def told(counts: Iterable[Count]) -> Told:
    """Of `counts`, those of FEWEST people or more; the rest as one.

    So that no total says what one of them is, the rest are two at the least and FEWEST people: the
    smallest of the others join them. Where all together are fewer, nothing is told.
    """
    counts = list(counts)
    large = [count for count in counts if count.people >= FEWEST]
    small = [count for count in counts if count.people < FEWEST]
    if not small:
        return Told(large, None, frozenset())
    by_size = sorted(large, key=lambda count: (count.people, count.visits, count.key))
    while by_size and (len(small) < 2 or _people(small) < FEWEST):
        small.append(by_size.pop(0))
    keys = frozenset(count.key for count in small)
    others = Count("", "", sum(count.visits for count in small), _people(small))
    kept = [count for count in large if count.key not in keys]
    return Told(kept, others if others.people >= FEWEST else None, keys)


def _people(counts: Iterable[Count]) -> int:
    return sum(count.people for count in counts)


@dataclass(frozen=True)
class Point:
    """The index of one month, or of several: `first` and `last` are their first days."""

    first: dt.date
    last: dt.date
    index: Index


def points_of(months: Mapping[dt.date, Index], *, before: dt.date) -> list[Point]:
    """The index month by month, of those that are over `before` a day.

    A month with fewer than FEWEST answers waits for the next ones. Since nothing is told of a month
    that goes on, no one can compare yesterday's index with today's and reckon out one answer.
    """
    found: list[Point] = []
    waiting: dict[dt.date, Index] = {}
    for month, index in sorted(months.items()):
        if month >= before:
            break
        if index.answers:
            waiting[month] = index
        together = Index.together(waiting.values())
        if together.answers >= FEWEST:
            found.append(Point(min(waiting), max(waiting), together))
            waiting = {}
    return found

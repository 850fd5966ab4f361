"""Small numbers, from which somebody could be known, are told together with others.

The rules and what they are for: docs/decisions/0255.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from visits.reports.held import Count, Held, Keyed
from visits.reports.satisfaction import Index

# Fewer people, or answers to the survey, are not told by themselves.
FEWEST = 5
# Keys that are told together.
_AT_LEAST = 2


@dataclass(frozen=True)
class Told:
    """Counts of one kind: those told by themselves, and all `others` as one, with their keys."""

    counts: list[Count]
    others: Count | None
    together: frozenset[str]


def told(
    keyed: Keyed, names: Mapping[str, str], *, before: dt.date, parts: bool, ended: bool
) -> Told:
    """What is told of visits by their keys, in the months that are over `before` a day.

    `parts` says that each visit has one key, so that a total minus the rest is a number too; then
    two keys and FEWEST people stay together at all times. Month by month keys leave those that are
    together, and none comes back, so that no earlier look can be subtracted from a later one. Of a
    year that has `ended` nobody need stay, where none is small.
    """
    months: dict[dt.date, list[tuple[str, Held]]] = defaultdict(list)
    for key, visit in keyed:
        if (month := visit.day.replace(day=1)) < before:
            months[month].append((key, visit))
    of: dict[str, list[Held]] = defaultdict(list)
    alone: set[str] = set()
    for _month, found in sorted(months.items()):
        for key, visit in found:
            of[key].append(visit)
        alone |= _leaving({key: of[key] for key in of.keys() - alone}, stay=parts)
    together = {key: visits for key, visits in of.items() if key not in alone}
    if ended and all(_people(visits) >= FEWEST for visits in together.values()):
        together = {}
    once = {visit.pk: visit for visits in together.values() for visit in visits}.values()
    others = Count("", "", len(once), _people(once))
    counts = [
        Count(key, names.get(key, key), len(visits), _people(visits))
        for key, visits in of.items()
        if key not in together
    ]
    return Told(
        sorted(counts, key=lambda count: (-count.visits, -count.people, count.name)),
        others if others.people >= FEWEST else None,
        frozenset(together),
    )


def _leaving(together: Mapping[str, Sequence[Held]], *, stay: bool) -> set[str]:
    """Which keys can be told by themselves from now on, the largest first.

    Where some must `stay`, these are two at the least, and FEWEST people.
    """
    left = set()
    keys, rest = len(together), sum(map(_people, together.values()))
    for key, visits in sorted(together.items(), key=lambda item: (-_people(item[1]), item[0])):
        people = _people(visits)
        if people < FEWEST or (stay and (keys - 1 < _AT_LEAST or rest - people < FEWEST)):
            break
        keys, rest = keys - 1, rest - people
        left.add(key)
    return left


def _people(visits: Iterable[Held]) -> int:
    return sum(visit.people for visit in visits)


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

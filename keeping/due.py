"""Erase what is too old, by the table; the day's row lets one worker do it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import structlog

from keeping.models import Receipt, Terms
from keeping.table import TABLE
from keeping.terms import Kept

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Due:
    """How much of a kind is too old, or was erased; `by_people`: a list for people to decide."""

    kept: Kept
    count: int
    by_people: bool


def what_is_due(*, now: dt.datetime) -> list[Due]:
    """What would go, or wait on a list, if it were erased now."""
    terms = Terms.load()
    return [
        Due(kept, kept.due(terms, now), by_people=kept.erase is None)
        for kept in TABLE
        if kept.find is not None
    ]


def erase_due(*, now: dt.datetime, kinds: Collection[str] | None = None) -> list[Due]:
    """Erase it, with one receipt where there was anything. Safe to run twice at once.

    `kinds` are keys of the table, all without it; whether their time has come: keeping/notice.py.
    """
    terms = Terms.load()
    done = [
        Due(kept, kept.erase(kept.before(terms, now), now), by_people=False)
        for kept in TABLE
        if kept.erase is not None and (kinds is None or kept.key in kinds)
    ]
    counts = {due.kept.key: due.count for due in done if due.count}
    if counts:
        Receipt.objects.create(kind=Receipt.Kind.DUE, at=now, content=counts)
        log.info("erased_due", **counts)
    return done


def when_next(kept: Kept, *, now: dt.datetime, within: dt.timedelta) -> int:
    """How much more of that kind will be too old `within` that time, if nothing changes."""
    terms = Terms.load()
    return kept.due(terms, now + within) - kept.due(terms, now)

"""A year's numbers go on later: offices that begin with us amid a year gave the first elsewhere."""

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from scheduling.database.contention import again
from visits.history.events import Actor
from visits.life.step import NeedsReason
from visits.models import NumberStart, PaperKind
from visits.papers.life.numbers import alike, locked
from visits.papers.life.step import LONGEST_REASON, ReasonTooLong

# No office writes so many letters in a year; a digit too many could not be taken back.
HIGHEST = 99_999


class NotLater(ValueError):
    """The sequence is there already: `next` is what it gives now."""

    def __init__(self, following: int) -> None:
        super().__init__(f"the next is {following}")
        self.next = following


class TooHigh(ValueError):
    """No running number is higher than HIGHEST."""


def following(kind: PaperKind, *, day: dt.date) -> int:
    """The running number that comes next for `kind` in the year of `day`; it is kept for nobody.

    In a transaction: it locks the year's sequences, as whoever takes a number does.
    """
    sequences = locked(day.year)
    return max(sequences[one].last for one in alike(kind, day)) + 1


@again
def begin_at(
    kind: PaperKind, first: int, *, reason: str, day: dt.date, by: Actor, now: dt.datetime
) -> NumberStart:
    """Let the sequence of `kind` in the year of `day` go on with `first`; never back.

    The numbers between were given elsewhere, as `reason` says: the register shows it. Kinds that
    share the sequence go on there too. Raises NotLater, TooHigh, NeedsReason, ReasonTooLong.
    """
    why = reason.strip()
    if not why:
        raise NeedsReason
    if len(why) > LONGEST_REASON:
        raise ReasonTooLong
    if first > HIGHEST:
        raise TooHigh
    with transaction.atomic():
        passed = following(kind, day=day)
        if first <= passed:
            raise NotLater(passed)
        sequence = locked(day.year)[kind]
        sequence.last = first - 1
        sequence.save(update_fields=["last"])
        return NumberStart.objects.create(
            kind=kind, year=day.year, passed=passed, first=first, reason=why,
            said_by_id=by.user_id, said_at=now,
        )  # fmt: skip


def starts_of(year: int | None = None, kind: PaperKind | None = None) -> QuerySet[NumberStart]:
    """What was said, of one year or all, the newest first."""
    asked = (Q(year=year) if year else Q()) & (Q(kind=kind) if kind else Q())
    return NumberStart.objects.filter(asked).select_related("said_by").order_by("-pk")

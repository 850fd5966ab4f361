"""The host's rules, read once and remembered as long as nobody changes them."""

import datetime as dt
from dataclasses import dataclass

from scheduling.database.marks import Topic
from scheduling.models import BookingRules, Closure
from scheduling.once import forget, known
from scheduling.rules.weekly_capacity import CapacityRules
from scheduling.sessions.timetable import Sessions


@dataclass(frozen=True)
class Rulebook:
    """All rules that say which sessions there are and who may ask for them. Do not change it.

    `stamp` is the mark that they were read under; None before anybody saved the host's rules.
    """

    stamp: int | None
    rules: BookingRules
    closures: list[Closure]
    sessions: Sessions
    capacities: CapacityRules

    @classmethod
    def load(cls) -> "Rulebook":
        """The rules as they are now: one query, or four where they have changed since the last.

        The mark is read with the first, before what it stands for.
        """
        return cls._of(BookingRules.load())

    @classmethod
    def with_places(cls) -> "tuple[Rulebook, int | None]":
        """The same, and the mark of all places, read in the same statement.

        An answer that reads the rules once has both of that moment, until it changes a place.
        """
        if not known("places"):
            forget("rules")
        rules = BookingRules.load()
        return cls._of(rules), rules.mark.get(Topic.PLACES)

    @classmethod
    def _of(cls, rules: BookingRules) -> "Rulebook":
        global _remembered
        remembered, stamp = _remembered, rules.mark.get(Topic.RULES)
        if remembered and remembered[0] == stamp:
            return remembered[1]
        book = cls(
            stamp=stamp,
            rules=rules,
            closures=list(Closure.objects.all()),
            sessions=Sessions.load(first=dt.date.min, last=dt.date.max),
            capacities=CapacityRules.load(),
        )
        if stamp is not None:
            _remembered = stamp, book
        return book

    @classmethod
    def remembered(cls) -> "Rulebook":
        """The rules as this process last read them; no query, once it has.

        They may be old: for whoever lets the database compare `stamp` (database/placing.py).
        """
        return _remembered[1] if _remembered else cls.load()

    def closures_from(self, day: dt.date) -> list[Closure]:
        """Those that end on `day` or later."""
        return [closure for closure in self.closures if closure.ends_on >= day]


_remembered: tuple[int, Rulebook] | None = None

"""Who of a delegation was there, as papers say it: from presence alone."""

import datetime as dt

from django.utils import timezone

from visits.language.dates import date_words, time_words, zone_words
from visits.models import Participant, Presence
from visits.papers.contents.facts import CannotBeMade, Facts


def who_came(facts: Facts) -> list[tuple[Participant, Presence]]:
    """Each participant who was noted, by their number; raises CannotBeMade (not_over, not_present).

    What the host certifies is evidence: nobody is named who was not noted (docs/papers.md).
    """
    if not facts.over:
        raise CannotBeMade("not_over")
    came = [(p, facts.present[p.pk]) for p in facts.participants if p.pk in facts.present]
    if not came:
        raise CannotBeMade("not_present")
    return came


def presence_of(facts: Facts, participant: Participant) -> Presence:
    """One person's, after the day; raises CannotBeMade (not_over, not_present)."""
    if not facts.over:
        raise CannotBeMade("not_over")
    if participant.pk not in facts.present:
        raise CannotBeMade("not_present")
    return facts.present[participant.pk]


def times_words(facts: Facts, presence: Presence) -> str:
    """ "13.25–15.40 WIB", or only when they came: "13.25 WIB"."""
    came = timezone.localtime(presence.came_at, facts.zone)
    left = _left(facts, presence)
    hours = f"{time_words(came)}–{time_words(left)}" if left else time_words(came)
    return f"{hours} {zone_words(came)}"


def day_came(facts: Facts, presence: Presence) -> str:
    """The date on which they arrived."""
    return date_words(timezone.localtime(presence.came_at, facts.zone).date())


def day_left(facts: Facts, presence: Presence) -> str:
    """The date on which they left: noted for the person, else for all; empty where neither is."""
    left = _left(facts, presence)
    return date_words(left.date()) if left else ""


def _left(facts: Facts, presence: Presence) -> dt.datetime | None:
    left = presence.left_at or facts.visit.left_at
    if left is None or left < presence.came_at:
        return None
    return timezone.localtime(left, facts.zone)

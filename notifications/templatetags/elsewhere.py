"""Whether another host has a place, where this one has none."""

from typing import Any

from django import template
from django.utils import timezone

from notifications.neighbours.shown import others

register = template.Library()


@register.simple_tag
def places_elsewhere(weeks: Any = ()) -> int:
    """How many hosts have places; 0, and nothing asked, where one of `weeks` can be asked for."""
    if any(week.bookable and week.available for week in weeks or ()):
        return 0
    now = timezone.now()
    return sum(bool(one.weeks) for one in others(today=timezone.localdate(now), now=now))

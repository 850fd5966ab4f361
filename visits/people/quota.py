"""A single week's own quota, by whichever door: who may set it, and how high."""

import datetime as dt

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.utils.translation import gettext as _

from scheduling.rules.weekly_capacity import most_without_raising
from visits.people.roles import may_raise_week


def why_not_so_many(
    user: AbstractUser | AnonymousUser, *, week: dt.date, capacity: int | None
) -> str:
    """Why `user` may not give the week that begins on `week` so many places, or nothing.

    Lowering it and going back to the rule's number is protocol staff's; to go over that, so that
    more delegations come than the house has planned for, is the leaders' and administrators'.
    """
    if capacity is None or may_raise_week(user):
        return ""
    most = most_without_raising(week)
    if capacity <= most:
        return ""
    words = _("Up to %(most)s places; only a leader or an administrator gives a week more.")
    return words % {"most": most}

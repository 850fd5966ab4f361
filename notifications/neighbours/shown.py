"""What guests see of other hosts: who has places, as of when."""

import datetime as dt
from dataclasses import dataclass

from notifications.models import Neighbour

# Older words are not shown as open weeks any more.
TOO_OLD = dt.timedelta(days=7)
# From here on the age is pointed out.
STALE = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Elsewhere:
    """Another host as it is shown; `weeks` as (monday, places)."""

    name: str
    region: str
    address: str
    weeks: list[tuple[dt.date, int]]
    read_at: dt.datetime
    stale: bool


def others(*, today: dt.date, now: dt.datetime) -> list[Elsewhere]:
    """Those that said something within a week; those with places first, the next first."""
    found = [
        Elsewhere(
            one.name,
            one.region,
            one.address,
            one.open_weeks(today),
            one.read_at,
            now - one.read_at > STALE,
        )
        for one in Neighbour.objects.filter(read_at__gt=now - TOO_OLD)
        if one.read_at is not None
    ]
    return sorted(found, key=lambda one: (one.weeks[0][0] if one.weeks else dt.date.max, one.name))

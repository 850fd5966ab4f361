"""So much of a visit's survey for one network a day, so that no script answers for all guests.

The link is handed round and answers are anonymous, so nothing tells guests from a script but where
they come from and how fast. A network may answer while more places are left to others than it has
taken today: half of what there was. What it took is counted in the cache, not beside the answers,
which lead back to nobody (docs/decisions/0111).
"""

import datetime as dt

from django.conf import settings
from django.core.cache import cache

from visits.access.networks import network_key
from visits.models import Visit

_DAY = 24 * 60 * 60


class NetworkHadItsShare(Exception):
    """The network has answered enough for today; `wait` is for how many seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__("network had its share")
        self.wait = wait


def take_share(visit: Visit, network: str, *, left: int, now: dt.datetime) -> None:
    """Count one answer from `network` (as networks.network_of names it) to the visit's survey.

    `left` is how many places there are before it. Call it with the visit locked. Raises
    NetworkHadItsShare, which counts nothing; never without a network, nor where settings.THROTTLE
    is off.
    """
    if not (network and settings.THROTTLE):
        return
    day, passed = divmod(int(now.timestamp()), _DAY)
    key = f"survey:share:{visit.pk}:{day}:{network_key(network)}"
    taken = int(cache.get(key, 0))
    if taken >= left:
        raise NetworkHadItsShare(_DAY - passed)
    cache.set(key, taken + 1, timeout=_DAY)

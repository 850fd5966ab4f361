"""How often the six digits of the mail may be tried: so often from one network, and in all.

Who knows a visit's reference may try codes, so a stranger spends only the tries of their own
network; the address's owner has others, and the mail's link needs none.
"""

from visits.access.networks import network_key
from visits.models import Visit

MOST = 5
# From all networks together: one chance in 20,000 to guess it.
MOST_IN_ALL = 50


def tries_left(visit: Visit, network: str) -> int:
    """How many wrong codes `network` (as networks.network_of names it) may still send."""
    spent: int = visit.code_attempts_by_network.get(network_key(network), 0)
    return max(0, min(MOST - spent, MOST_IN_ALL - visit.code_attempts))


def count_wrong_code(visit: Visit, network: str) -> int:
    """Note a wrong code, while the visit is locked; gives the tries that are left."""
    if tries_left(visit, network):
        counts, key = visit.code_attempts_by_network, network_key(network)
        counts[key] = counts.get(key, 0) + 1
        visit.code_attempts += 1
        visit.save(update_fields=["code_attempts", "code_attempts_by_network"])
    return tries_left(visit, network)

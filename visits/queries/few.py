"""Few visits are looked up and sorted, many are walked in the order in which they are shown.

A database guesses how many visits fit what was asked, above all by words, and guesses wrong where
they are few: then it walks through all there ever were to find fifty. So they are counted first,
and no further than to FEW.
"""

from django.db.models import QuerySet

from visits.models import Visit

# So many are sorted in the time in which one of so many is found by walking.
FEW = 2000


def few(visits: QuerySet[Visit]) -> list[int] | None:
    """The ids of `visits` in no order, or None where they are more than FEW; one query."""
    ids = list(visits.order_by().values_list("pk", flat=True)[: FEW + 1])
    return ids if len(ids) <= FEW else None

"""What is known of a visit without asking the database: it was stored a moment ago."""

from collections.abc import Sequence
from typing import Any

from visits.models import Visit


def know(visit: Visit, **related: Sequence[Any]) -> None:
    """Let the visit's relations of these names be those rows from now on, as if prefetched.

    For whoever stored them in this very request, and knows that there are no others.
    """
    known = visit.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in related.items():
        known[name] = getattr(visit, name).get_queryset()
        known[name]._result_cache = list(rows)
